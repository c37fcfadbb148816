package io.headroom.recommender;

import io.headroom.model.Resources;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Evidence;
import io.headroom.model.recommendation.Reason;
import io.headroom.model.recommendation.Standing;
import io.headroom.recommender.needs.Demand;
import io.headroom.recommender.needs.Demands;
import io.headroom.recommender.needs.RunStrategy;
import io.headroom.recommender.replay.Rehearsal;
import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.MinimumEvidence;
import io.headroom.recommender.size.Strategies;
import io.headroom.recommender.size.Strategy;
import io.headroom.recommender.size.UsageHistory;
import io.headroom.recommender.size.VpaStrategy;
import io.headroom.recommender.size.headroom.HeadroomStrategy;
import io.headroom.recommender.size.headroom.HeadroomStrategy.Progress;
import io.headroom.recommender.size.headroom.Lessons;
import io.headroom.recommender.size.headroom.Risk;
import io.headroom.recommender.size.headroom.Safety;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
 * @param shown whether evidence comes along
 */
public record HistorySizing(MinimumEvidence minimum, VpaStrategy.Rounding rounding, boolean shown) {
    private static final Cpu LEAST_CPU = new Cpu(1);
    private static final Memory LEAST_MEMORY = Memory.ofMebibytes(4);
    private static final double MEMORY_SPARE = 1.15;

    private static final Map<String, Risk> RISKS =
            Map.of("safe", Risk.SAFE, "balanced", Risk.BALANCED, "cheap", Risk.CHEAP);

    public HistorySizing(MinimumEvidence minimum, VpaStrategy.Rounding rounding) {
        this(minimum, rounding, true);
    }

    /** The same without evidence, for answers that nobody sees. */
    HistorySizing withoutEvidence() {
        return new HistorySizing(minimum, rounding, false);
    }

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
        return advise(strategy, risk, profiles, asOf, before, new Demands(Demand.Rules.DEFAULT));
    }

    /**
     * What to request for the long-running containers of one workload.
     *
     * @param demands of these profiles; other strategies than {@code headroom} are asked about all
     *     that was used, as those who made them do
     */
    public List<ContainerRecommendation> advise(
            String strategy,
            Risk risk,
            List<ContainerProfile> profiles,
            Instant asOf,
            Map<String, Standing> before,
            Demands demands) {
        Strategy asked = strategy(strategy, risk, demands.rules());
        boolean own = strategy.equals(HeadroomStrategy.NAME);
        return profiles.stream()
                .filter(profile -> profile.type().longRunning())
                .sorted(Comparator.comparing(ContainerProfile::name))
                .map(profile ->
                        missing(profile, asOf)
                                .map(hold -> recommendation(profile, hold))
                                .orElseGet(() ->
                                        sized(
                                                profile,
                                                asked,
                                                risk,
                                                known(
                                                        own
                                                                ? demands.of(profile)
                                                                : demands.of(profile).asSeen(),
                                                        asked,
                                                        asOf,
                                                        before.get(profile.name())),
                                                asOf)))
                .toList();
    }

    /** One resource is enough for a number: the other one is left as it is. */
    private Optional<Advice.Hold> missing(ContainerProfile profile, Instant asOf) {
        return profile.firstSampleAt() == null && profile.memoryPeak().known() > 0
                ? minimum.missingMemory(profile, asOf)
                : minimum.missing(profile, asOf);
    }

    private static Strategy strategy(String name, Risk risk, Demand.Rules rules) {
        return rules.perRun() && name.equals(HeadroomStrategy.NAME)
                ? new RunStrategy(risk)
                : Strategies.named(name, risk);
    }

    private static DecidedHistory known(
            Demand demand, Strategy strategy, Instant asOf, @Nullable Standing before) {
        return strategy instanceof RunStrategy
                ? DecidedHistory.everyTimeAnew(demand, asOf)
                : DecidedHistory.daily(demand, asOf, before);
    }

    private ContainerRecommendation sized(
            ContainerProfile profile,
            Strategy strategy,
            Risk risk,
            DecidedHistory known,
            Instant asOf) {
        Progress progress =
                strategy instanceof HeadroomStrategy headroom
                        ? known.steps(headroom, risk).orElse(null)
                        : null;
        Lessons lessons = shown || progress == null ? Lessons.of(known.decided()) : null;
        List<Decision> decisions = lessons == null ? List.of() : replay(strategy, lessons);
        Decision last =
                progress != null
                        ? progress.decided()
                        : decisions.isEmpty() ? null : decisions.getLast();
        if (last == null
                || (Double.isNaN(last.requests().cpuCores())
                        && Double.isNaN(last.requests().memoryBytes()))) {
            return recommendation(profile, minimum.unseen(asOf));
        }
        Answer answer = new Answer(last, progress, strategy);
        Map<String, List<Decision>> others =
                shown && lessons != null ? others(strategy, risk, lessons) : Map.of();
        Advice.Resize resize = resize(profile, known, answer, others.get("cheap"));
        return recommendation(profile, resize)
                .shownBy(
                        shown && lessons != null
                                ? evidence(
                                        profile,
                                        new Shown(lessons, published(decisions), resize.target()),
                                        others,
                                        strategy instanceof RunStrategy)
                                : null)
                .standing(progress == null ? null : progress.standing());
    }

    /**
     * What evidence is made of.
     *
     * @param decisions as they would have been published
     * @param target what is published now: gates that were carried, and what was followed since
     *     midnight, may have led elsewhere than the last of the decisions
     */
    private record Shown(Lessons lessons, List<Decision> decisions, Resources target) {
        /**
         * A replay begins where the rings do, with nothing learned: what it decides in its first
         * days tells little of answers that go on from what was learned long before.
         */
        private static final int LEARNING_DAYS = 3;

        /** What was used, in the middle of the steps that rings round it up to. */
        UsageHistory likely() {
            return lessons.history().withCpu((_, cores) -> cores / ByteScale.ROUNDED_UP);
        }

        /** How likely the target is to suffice. */
        Safety safety() {
            int count = decisions.size();
            int last = count - 1;
            int first = Math.min(LEARNING_DAYS, count / 2);
            List<Decision> judged = new ArrayList<>();
            for (int day = 0; day < count; day++) {
                Decision decision = decisions.get(day);
                judged.add(
                        heldAgainstRings(
                                decision.at(),
                                day == last
                                        ? amounts(target)
                                        : day < first ? Amounts.ABSTAINED : decision.requests()));
            }
            return Safety.of(lessons, judged);
        }

        /** What rings hold is half a step more than what was used, so that so much is requested. */
        private static Decision heldAgainstRings(Instant at, Amounts requests) {
            return new Decision(
                    at,
                    new Amounts(
                            ByteScale.ROUNDED_UP * requests.cpuCores(), requests.memoryBytes()));
        }
    }

    /** With the amounts that people would have seen. */
    private List<Decision> published(List<Decision> decisions) {
        return decisions.stream()
                .map(decision ->
                        new Decision(
                                decision.at(),
                                amounts(requests(decision.requests())),
                                decision.cpu(),
                                decision.memory()))
                .toList();
    }

    /** {@code NaN} for what is not requested. */
    static Amounts amounts(Resources target) {
        Cpu cpu = target.cpu();
        Memory memory = target.memory();
        return new Amounts(
                cpu == null ? Double.NaN : cpu.cores(),
                memory == null ? Double.NaN : (double) memory.bytes());
    }

    private static ContainerRecommendation recommendation(ContainerProfile profile, Advice advice) {
        return new ContainerRecommendation(
                profile.name(), profile.type(), profile.requests(), profile.limits(), advice);
    }

    private static List<Decision> replay(Strategy strategy, Lessons lessons) {
        return strategy instanceof HeadroomStrategy headroom
                ? headroom.replay(lessons)
                : strategy.replay(lessons.history());
    }

    /** What the other profiles of risk would have decided. */
    private static Map<String, List<Decision>> others(
            Strategy strategy, Risk risk, Lessons lessons) {
        Map<String, List<Decision>> others = new TreeMap<>();
        if (strategy.name().equals(HeadroomStrategy.NAME)) {
            RISKS.forEach((profile, other) -> {
                if (!other.equals(risk)) {
                    others.put(
                            profile,
                            replay(
                                    strategy instanceof RunStrategy
                                            ? new RunStrategy(other)
                                            : new HeadroomStrategy(other),
                                    lessons));
                }
            });
        }
        return others;
    }

    /**
     * What a strategy says.
     *
     * @param progress how it came to that; null where it remembers nothing
     */
    private record Answer(Decision decision, @Nullable Progress progress, Strategy strategy) {}

    private Advice.Resize resize(
            ContainerProfile profile,
            DecidedHistory known,
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
        double confidence = confidence(profile);
        if (confidence < 1) {
            reasons.add(
                    new Reason(
                            Reason.Code.LITTLE_HISTORY,
                            profile.firstSampleAt() == null
                                    ? String.format(
                                            Locale.ROOT,
                                            "%.2f days of memory were seen",
                                            confidence)
                                    : String.format(
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

    /** By CPU samples; by windows of memory where there are no others. */
    private static double confidence(ContainerProfile profile) {
        return profile.firstSampleAt() == null
                ? (double) profile.memoryPeak().known() / Windows.PER_DAY
                : VpaStrategy.confidence(profile);
    }

    private static List<Reason> reasons(Answer answer, Resources target) {
        return List.of(cpuReason(answer, target), memoryReason(answer, target));
    }

    private static Reason cpuReason(Answer answer, Resources target) {
        Progress progress = answer.progress();
        if (target.cpu() == null) {
            return new Reason(
                    Reason.Code.NO_CPU_SAMPLES,
                    "CPU is left as it is: none was seen in use in the last days");
        }
        return progress != null && progress.cpuRaised()
                ? new Reason(
                        Reason.Code.TODAY,
                        "CPU raised to %s: what was decided at midnight left more than an hour's use unserved"
                                .formatted(target.cpu()))
                : reason("CPU", answer.decision().cpu(), answer.strategy(), target);
    }

    private static Reason memoryReason(Answer answer, Resources target) {
        Progress progress = answer.progress();
        if (target.memory() == null) {
            return new Reason(
                    Reason.Code.NO_MEMORY_SAMPLES,
                    "memory is left as it is: none was seen in use in the last days");
        }
        return progress != null && progress.memoryRaised()
                ? outgrown(target)
                : reason("memory", answer.decision().memory(), answer.strategy(), target);
    }

    private static Reason outgrown(Resources target) {
        return new Reason(
                Reason.Code.TODAY,
                "memory raised to %s: today's peak is near what was decided at midnight, or above it"
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
            case RUN ->
                    new Reason(
                            Reason.Code.RUNS,
                            "%s %s by what its runs needed, each of which counts once"
                                    .formatted(resource, amount));
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

    private @Nullable Evidence evidence(
            ContainerProfile profile,
            Shown own,
            Map<String, List<Decision>> others,
            boolean perRun) {
        UsageHistory history = own.likely();
        List<Decision> decisions = own.decisions();
        Evidence.Replayed replayed = Rehearsal.of(history, decisions).orElse(null);
        if (replayed == null) {
            return null;
        }
        List<Evidence.OtherRisk> otherRisks = new ArrayList<>();
        others.forEach((name, other) ->
                Rehearsal.of(history, published(other))
                        .ifPresent(came -> otherRisks.add(new Evidence.OtherRisk(name, came))));
        // how safe a run is has not been measured
        Safety safety = perRun ? Safety.UNKNOWN : own.safety();
        return new Evidence(
                decisions.getFirst().at(),
                decisions.getLast().at(),
                replayed,
                otherRisks,
                rounded(safety.cpu()),
                rounded(safety.memory()),
                perRun
                        ? Rehearsal.sentencePerRun(replayed, profile.requests())
                        : Rehearsal.sentence(replayed, profile.requests()),
                perRun ? true : null);
    }

    /** What there is no number of is not set. */
    private Resources requests(Amounts amounts) {
        return new Resources(
                Double.isNaN(amounts.cpuCores()) ? null : cpu(amounts.cpuCores()),
                Double.isNaN(amounts.memoryBytes()) ? null : memory(amounts.memoryBytes()));
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
            // what is not known is not above anything
            cores = history.cpuCores(window) > cores ? history.cpuCores(window) : cores;
            bytes = history.memoryBytes(window) > bytes ? history.memoryBytes(window) : bytes;
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
