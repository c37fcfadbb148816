package io.headroom.recommender.size.headroom;

import io.headroom.model.recommendation.Standing;
import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.Strategy;
import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sizes a container by what its own past would have cost. CPU: a mix of 35 quantile rules, each
 * weighted by its cost so far ({@link CpuRules}). Memory: the cheapest of 72 peak rules ({@link
 * MemoryRules}). Both pass a gate that raises fast and lowers slowly ({@link Gate}); containers
 * that hardly vary get a plain rule.
 *
 * <p>What the rules have cost is computed anew from the history it is given, day by day: so an
 * answer comes with all that would have been answered before it. Where the gates stand may be
 * carried from one answer to the next ({@link #goOn}). Stateless and pure.
 */
public final class HeadroomStrategy implements Strategy {
    public static final String NAME = "headroom";

    /** A request that has left more than an hour's mean use unserved is looked at within the day. */
    private static final double UNSERVED_DAYS = 1.0 / 24;

    /** What memory that was outgrown gets above its peak. */
    private static final double OUTGROWN_SPARE = 1.15;

    private final Tuned tuned;
    private final Priors priors;

    /** As it ships. */
    public HeadroomStrategy(Risk risk) {
        this(Tuned.shipped(risk), Priors.shipped());
    }

    public HeadroomStrategy(Tuned tuned, Priors priors) {
        this.tuned = tuned;
        this.priors = priors;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Amounts advise(UsageHistory past) {
        List<Decision> decisions = replay(past);
        return decisions.isEmpty() ? Amounts.ABSTAINED : decisions.getLast().requests();
    }

    /** In one pass where the moments are whole days apart. */
    @Override
    public List<Amounts> advise(UsageHistory usage, List<Instant> moments) {
        if (moments.stream().anyMatch(moment -> !wholeDays(moment, moments.getLast()))) {
            return Strategy.super.advise(usage, moments);
        }
        Map<Instant, Amounts> decided = new HashMap<>();
        if (!moments.isEmpty()) {
            replay(usage.until(moments.getLast()))
                    .forEach(decision -> decided.put(decision.at(), decision.requests()));
        }
        return moments.stream()
                .map(moment -> {
                    Amounts found = decided.get(moment);
                    return found == null ? advise(usage.until(moment)) : found;
                })
                .toList();
    }

    private static boolean wholeDays(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() % Duration.ofDays(1).toMillis() == 0;
    }

    /** All of it in one pass: each day's answer is on the way to the last one. */
    @Override
    public List<Decision> replay(UsageHistory past) {
        return gated(wishes(past), tuned);
    }

    /** What would have been best at the end of each day. */
    public List<Wish> wishes(UsageHistory past) {
        Rules rules = new Rules(past, tuned, priors);
        List<Wish> wishes = new ArrayList<>(rules.days());
        for (int day = 1; day <= rules.days(); day++) {
            rules.see(day);
            rules.learn(day);
            wishes.add(rules.wish(day));
        }
        return wishes;
    }

    /** What the gates make of wishes, one a day, oldest first. */
    public static List<Decision> gated(List<Wish> wishes, Tuned tuned) {
        Gates gates = new Gates(tuned, null);
        return wishes.stream().map(gates::pass).toList();
    }

    /**
     * An answer, and what to go on from.
     *
     * @param decision the last one
     * @param standing for the next day
     */
    public record Progress(Decision decision, Standing standing) {}

    /**
     * Goes on from an earlier answer: the days up to that are neither learned from nor passed through the
     * gates once more, also when most of them are no longer known.
     *
     * @param past at least one day
     * @param before from the same strategy with the same risk; null to begin with the first day
     */
    public Progress goOn(UsageHistory past, @Nullable Standing before) {
        Rules rules = new Rules(past, tuned, priors);
        Gates gates = new Gates(tuned, before);
        boolean carried = before != null && rules.resume(before.learned());
        Decision last = null;
        Standing standing = before;
        for (int day = 1; day <= rules.days(); day++) {
            boolean passed = before != null && !rules.end(day).isAfter(before.at());
            rules.see(day);
            if (!passed || !carried) {
                rules.learn(day);
            } else if (day < rules.days()) {
                continue;
            }
            Wish wish = rules.wish(day);
            last = passed ? gates.stay(wish) : gates.pass(wish);
            if (day == rules.days() && !passed) {
                standing =
                        new Standing(
                                past.asOf(),
                                tuned.risk().price(),
                                gates.cpu().standing(),
                                gates.memory().standing(),
                                rules.learned());
            }
        }
        if (last == null || standing == null) {
            throw new IllegalArgumentException("there is no day to decide on: " + past);
        }
        return new Progress(last, standing);
    }

    /**
     * Follows usage upwards since the last decision: where it has left more unserved than a day may, or
     * went above the memory that was requested, the rules are asked again with what is known now.
     * Nothing is learned and nothing lowered before the day is over.
     *
     * @param now the history that the decision was made from, and what came since
     */
    public Progress followUp(UsageHistory now, Progress decided) {
        Standing before = decided.standing();
        Rules rules = new Rules(now, tuned, priors);
        boolean carried = rules.resume(before.learned());
        Since since = Since.of(now, before);
        boolean starved =
                since.unservedCoreHours() > UNSERVED_DAYS * rules.cpu().dailyUse();
        boolean outgrown = since.peakBytes() > before.memory().requested();
        if (!carried || !(starved || outgrown)) {
            return decided;
        }
        Wish wish = rules.wishNow();
        Gates gates = new Gates(tuned, before);
        boolean raised =
                starved && gates.cpu().raise(wish.cores(), wish.cpuSteady(), now.asOf());
        raised |=
                outgrown
                        && gates.memory()
                                .raise(
                                        Math.max(wish.bytes(), OUTGROWN_SPARE * since.peakBytes()),
                                        wish.memorySteady(),
                                        now.asOf());
        return raised
                ? new Progress(
                        gates.stay(wish),
                        new Standing(
                                before.at(),
                                before.riskPrice(),
                                gates.cpu().standing(),
                                gates.memory().standing(),
                                before.learned()))
                : decided;
    }

    /**
     * What came of a decision so far.
     *
     * @param unservedCoreHours wanted beyond the request
     * @param peakBytes the highest memory; 0 where none is known
     */
    private record Since(double unservedCoreHours, double peakBytes) {

        static Since of(UsageHistory now, Standing before) {
            double hours = now.step().toMillis() / (double) Duration.ofHours(1).toMillis();
            double unserved = 0;
            double peak = 0;
            for (int window = now.until(before.at()).size(); window < now.size(); window++) {
                double cores = now.cpuCores(window);
                double bytes = now.memoryBytes(window);
                if (!Double.isNaN(cores)) {
                    unserved += hours * Math.max(cores - before.cpu().requested(), 0);
                }
                if (!Double.isNaN(bytes)) {
                    peak = Math.max(peak, bytes);
                }
            }
            return new Since(unserved, peak);
        }
    }
}
