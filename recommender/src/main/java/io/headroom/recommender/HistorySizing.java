package io.headroom.recommender;

import io.headroom.model.Resources;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Evidence;
import io.headroom.model.recommendation.Reason;
import io.headroom.model.recommendation.Standing;
import io.headroom.recommender.replay.Rehearsal;
import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.MinimumEvidence;
import io.headroom.recommender.size.Strategies;
import io.headroom.recommender.size.Strategy;
import io.headroom.recommender.size.UsageHistory;
import io.headroom.recommender.size.VpaStrategy;
import io.headroom.recommender.size.headroom.HeadroomStrategy;
import io.headroom.recommender.size.headroom.Risk;
import io.headroom.recommender.size.headroom.Safety;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sizes containers by the windows that their rings hold, with any strategy that looks at a history,
 * and says what that strategy would have come to over them. Replicas are merged by need: each
 * window counts with its hottest replica. Pure.
 *
 * @param minimum what must have been seen before a number is given
 * @param rounding what the numbers are rounded up to
 */
public record HistorySizing(MinimumEvidence minimum, VpaStrategy.Rounding rounding) {
    private static final Cpu LEAST_CPU = new Cpu(1);
    private static final Memory LEAST_MEMORY = Memory.ofMebibytes(4);
    private static final double MEMORY_SPARE = 1.15;

    /** After this no sample of a day can change what is known of it any more. */
    private static final Duration SETTLED = Duration.ofMinutes(30);

    private static final Map<String, Risk> RISKS =
            Map.of("safe", Risk.SAFE, "balanced", Risk.BALANCED, "cheap", Risk.CHEAP);

    /**
     * What to request for the long-running containers of one workload.
     *
     * @param strategy the name of one of {@link Strategies}
     * @param before where the strategy stood in the answer before, by container; none where that
     *     was another strategy's
     * @return by container name
     */
    public List<ContainerRecommendation> advise(
            String strategy,
            Risk risk,
            List<ContainerProfile> profiles,
            Instant asOf,
            Map<String, Standing> before) {
        return profiles.stream()
                .filter(profile -> profile.type().longRunning())
                .sorted(Comparator.comparing(ContainerProfile::name))
                .map(profile ->
                        minimum.missing(profile, asOf)
                                .map(hold -> recommendation(profile, hold))
                                .orElseGet(() ->
                                        sized(
                                                profile,
                                                Strategies.named(strategy, risk),
                                                risk,
                                                new Known(
                                                        profile,
                                                        asOf,
                                                        before.get(profile.name())))))
                .toList();
    }

    /**
     * What an answer is made from. Decisions are made once a day, at midnight UTC, over the whole
     * days behind: then each of them knows what the one before it knew, and a day more. As long as
     * there is no whole day they are made from all that there is, every time anew.
     *
     * @param decided what was known at the last midnight
     * @param all what is known now
     * @param standing null where there is none to go on from
     */
    private record Known(
            UsageHistory decided, UsageHistory all, boolean daily, @Nullable Standing standing) {

        Known(ContainerProfile profile, Instant asOf, @Nullable Standing before) {
            this(
                    UsageHistory.ofRings(profile.cpuHottest(), profile.memoryPeak()),
                    asOf.minus(SETTLED).truncatedTo(ChronoUnit.DAYS),
                    before);
        }

        private Known(UsageHistory all, Instant midnight, @Nullable Standing before) {
            this(
                    wholeDay(all, midnight) ? all.until(midnight) : all,
                    all,
                    wholeDay(all, midnight),
                    before == null || before.at().isAfter(midnight) ? null : before);
        }

        private static boolean wholeDay(UsageHistory all, Instant midnight) {
            return all.size() > 0
                    && !all.end(0).minus(all.step()).isAfter(midnight.minus(Duration.ofDays(1)));
        }

        /** The highest memory since then, in bytes; zero where there is none. */
        double memoryPeakSince() {
            double peak = 0;
            for (int window = decided.size(); window < all.size(); window++) {
                double bytes = all.memoryBytes(window);
                peak = Double.isNaN(bytes) ? peak : Math.max(peak, bytes);
            }
            return peak;
        }
    }

    private ContainerRecommendation sized(
            ContainerProfile profile, Strategy strategy, Risk risk, Known known) {
        List<Decision> decisions = strategy.replay(known.decided());
        Decision last = decisions.isEmpty() ? null : decisions.getLast();
        Standing standing = null;
        if (strategy instanceof HeadroomStrategy headroom && known.daily()) {
            Standing before = known.standing();
            boolean goesOn = before != null && before.riskPrice() == risk.price();
            var progress =
                    headroom.followUp(
                            known.all(),
                            headroom.goOn(known.decided(), goesOn ? before : null));
            last = progress.decision();
            standing = progress.standing();
        }
        if (last == null
                || Double.isNaN(last.requests().cpuCores())
                || Double.isNaN(last.requests().memoryBytes())) {
            return recommendation(profile, MinimumEvidence.noSamples());
        }
        Map<String, List<Decision>> others = others(strategy, risk, known.decided());
        Answer answer = new Answer(last, standing, strategy);
        return recommendation(profile, resize(profile, known, answer, others.get("cheap")))
                .shownBy(evidence(profile, known.decided(), decisions, others))
                .standing(standing);
    }

    private static ContainerRecommendation recommendation(ContainerProfile profile, Advice advice) {
        return new ContainerRecommendation(
                profile.name(), profile.type(), profile.requests(), profile.limits(), advice);
    }

    /** What the other profiles of risk would have decided. */
    private static Map<String, List<Decision>> others(
            Strategy strategy, Risk risk, UsageHistory history) {
        Map<String, List<Decision>> others = new TreeMap<>();
        if (strategy instanceof HeadroomStrategy) {
            RISKS.forEach((profile, other) -> {
                if (!other.equals(risk)) {
                    others.put(profile, new HeadroomStrategy(other).replay(history));
                }
            });
        }
        return others;
    }

    /**
     * What a strategy says.
     *
     * @param standing null where it remembers nothing
     */
    private record Answer(Decision decision, @Nullable Standing standing, Strategy strategy) {
        boolean cpuRaised() {
            return standing != null && standing.cpu().raisedAt() != null;
        }

        boolean memoryRaised() {
            return standing != null && standing.memory().raisedAt() != null;
        }
    }

    private Advice.Resize resize(
            ContainerProfile profile,
            Known known,
            Answer answer,
            @Nullable List<Decision> cheap) {
        Amounts decided = answer.decision().requests();
        List<Reason> reasons = new ArrayList<>(reasons(answer, requests(decided)));
        double since = known.memoryPeakSince();
        Amounts wanted = decided;
        if (since > decided.memoryBytes()) {
            wanted = new Amounts(decided.cpuCores(), MEMORY_SPARE * since);
            reasons.add(outgrown(requests(wanted)));
        }
        if (wanted.cpuCores() < LEAST_CPU.cores() || wanted.memoryBytes() < LEAST_MEMORY.bytes()) {
            reasons.add(
                    new Reason(
                            Reason.Code.FLOOR,
                            "raised to the least that is ever requested: %s of CPU, %s of memory"
                                    .formatted(LEAST_CPU, LEAST_MEMORY)));
        }
        double confidence = VpaStrategy.confidence(profile);
        if (confidence < 1) {
            reasons.add(
                    new Reason(
                            Reason.Code.LITTLE_HISTORY,
                            String.format(
                                    Locale.ROOT,
                                    "%d samples stand for %.2f days of history",
                                    profile.samples(),
                                    confidence)));
        }
        Resources target = requests(wanted);
        return new Advice.Resize(
                target,
                least(wanted, cheap),
                most(wanted, peak(known.all())),
                target,
                confidence,
                profile.samples(),
                reasons);
    }

    private static List<Reason> reasons(Answer answer, Resources target) {
        return List.of(
                answer.cpuRaised()
                        ? new Reason(
                                Reason.Code.TODAY,
                                "CPU raised to %s: what was decided at midnight has left more than an hour's use unserved"
                                        .formatted(target.cpu()))
                        : reason("CPU", answer.decision().cpu(), answer.strategy(), target),
                answer.memoryRaised()
                        ? outgrown(target)
                        : reason("memory", answer.decision().memory(), answer.strategy(), target));
    }

    private static Reason outgrown(Resources target) {
        return new Reason(
                Reason.Code.TODAY,
                "memory raised to %s: today's peak is above what was decided at midnight"
                        .formatted(target.memory()));
    }

    private static Reason reason(
            String resource, Decision.Choice choice, Strategy strategy, Resources target) {
        String amount = resource.equals("CPU") ? "" + target.cpu() : "" + target.memory();
        return switch (choice) {
            case RULE ->
                    new Reason(
                            Reason.Code.RULE,
                            "%s %s by the rule of %s".formatted(resource, amount, strategy.name()));
            case STEADY ->
                    new Reason(
                            Reason.Code.STEADY,
                            "%s %s by a plain rule, because its days hardly differ"
                                    .formatted(resource, amount));
            case WEIGHED ->
                    new Reason(
                            Reason.Code.WEIGHED,
                            "%s %s by what each of many rules would have cost here so far"
                                    .formatted(resource, amount));
        };
    }

    private static @Nullable Evidence evidence(
            ContainerProfile profile,
            UsageHistory history,
            List<Decision> decisions,
            Map<String, List<Decision>> others) {
        Evidence.Replayed replayed = Rehearsal.of(history, decisions).orElse(null);
        if (replayed == null) {
            return null;
        }
        List<Evidence.OtherRisk> otherRisks = new ArrayList<>();
        others.forEach((name, other) ->
                Rehearsal.of(history, other)
                        .ifPresent(came -> otherRisks.add(new Evidence.OtherRisk(name, came))));
        Safety safety = Safety.of(history, decisions);
        Rehearsal.Span span = Rehearsal.Span.of(decisions);
        return new Evidence(
                span.from(),
                span.until(),
                replayed,
                otherRisks,
                rounded(safety.cpu()),
                rounded(safety.memory()),
                Rehearsal.sentence(replayed, profile.requests()));
    }

    private Resources requests(Amounts amounts) {
        return new Resources(cpu(amounts.cpuCores()), memory(amounts.memoryBytes()));
    }

    private Cpu cpu(double cores) {
        // never less than was asked for: a strategy's amounts are no multiples of a millicore
        Cpu asked = new Cpu((long) Math.ceil(cores * 1_000 - 1e-9));
        return max(asked, LEAST_CPU).roundedUpTo(rounding.cpuMillicores());
    }

    private Memory memory(double bytes) {
        return max(new Memory((long) Math.ceil(bytes)), LEAST_MEMORY)
                .roundedUpTo(rounding.memoryBytes());
    }

    /** What the cheapest profile would request, where that is less: below it is too small. */
    private Resources least(Amounts target, @Nullable List<Decision> cheap) {
        if (cheap == null) {
            return requests(target);
        }
        Amounts other = cheap.getLast().requests();
        return requests(
                new Amounts(
                        Math.min(target.cpuCores(), other.cpuCores()),
                        Math.min(target.memoryBytes(), other.memoryBytes())));
    }

    /** More than was ever used, with a spare for memory, is too large. */
    private Resources most(Amounts target, Amounts peak) {
        return requests(
                new Amounts(
                        Math.max(target.cpuCores(), peak.cpuCores()),
                        Math.max(target.memoryBytes(), MEMORY_SPARE * peak.memoryBytes())));
    }

    private static Amounts peak(UsageHistory history) {
        double cores = 0;
        double bytes = 0;
        for (int window = 0; window < history.size(); window++) {
            cores =
                    Double.isNaN(history.cpuCores(window))
                            ? cores
                            : Math.max(cores, history.cpuCores(window));
            bytes =
                    Double.isNaN(history.memoryBytes(window))
                            ? bytes
                            : Math.max(bytes, history.memoryBytes(window));
        }
        return new Amounts(cores, bytes);
    }

    private static <Q extends Comparable<Q>> Q max(Q one, Q other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** To a thousandth, and never certain: what is beyond is noise. */
    private static @Nullable Double rounded(OptionalDouble probability) {
        return probability.isEmpty()
                ? null
                : (Double)
                        (Math.round(1_000 * Math.min(probability.getAsDouble(), 0.999)) / 1_000.0);
    }
}
