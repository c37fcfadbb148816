package io.headroom.recommender.size.headroom;

import io.headroom.model.recommendation.Standing;
import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.Decision.Choice;
import io.headroom.recommender.size.Strategy;
import io.headroom.recommender.size.UsageHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

    private final Risk risk;

    public HeadroomStrategy(Risk risk) {
        this.risk = risk;
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

    /** All of it in one pass: each day's answer is on the way to the last one. */
    @Override
    public List<Decision> replay(UsageHistory past) {
        return replay(Lessons.of(past));
    }

    /** What would have been decided at the end of each day. */
    public List<Decision> replay(Lessons lessons) {
        return replay(wishes(lessons));
    }

    /**
     * An answer, and how it came about.
     *
     * @param replayed what would have been decided at the end of each day, from the first on
     * @param decided at the end of the last day, going on from where the gates stood
     * @param standing what to go on from on the next day
     */
    public record Progress(List<Decision> replayed, Decision decided, Standing standing) {}

    /**
     * Goes on from an earlier answer: its days are learned from, as all others, but the gates are
     * where they stood, also when the days that brought them there are no longer known.
     *
     * @param lessons of at least a day
     * @param before from the same strategy with the same risk; null to begin with the first day
     */
    public Progress goOn(Lessons lessons, @Nullable Standing before) {
        List<Wish> wishes = wishes(lessons);
        Gates gates = new Gates();
        if (before != null) {
            gates.cpu.resume(before.cpu());
            gates.memory.resume(before.memory());
        }
        Decision decided = gates.pass(wishes.getLast().nothing());
        for (Wish wish : wishes) {
            if (before == null || wish.at.isAfter(before.at())) {
                decided = gates.pass(wish);
            }
        }
        return new Progress(
                replay(wishes),
                decided,
                new Standing(
                        wishes.getLast().at,
                        risk.price(),
                        gates.cpu.standing(),
                        gates.memory.standing()));
    }

    private static List<Decision> replay(List<Wish> wishes) {
        Gates gates = new Gates();
        return wishes.stream().map(gates::pass).toList();
    }

    private List<Wish> wishes(Lessons lessons) {
        CpuRules cpuRules = new CpuRules(Priors.shipped(), risk);
        MemoryRules memoryRules = new MemoryRules(risk);
        List<Wish> wishes = new ArrayList<>(lessons.days());
        for (int day = 1; day <= lessons.days(); day++) {
            CpuOutlook cpu = lessons.cpu(day);
            MemoryOutlook memory = lessons.memory(day);
            wishes.add(
                    new Wish(
                            Instant.ofEpochMilli(lessons.usage().days().endMillis(day)),
                            cpuRules.wanted(cpu),
                            cpu.samples() > 0,
                            cpu.steady(),
                            memoryRules.wanted(memory),
                            memory.steady()));
        }
        return wishes;
    }

    /**
     * What would be best at the end of a day.
     *
     * @param cpuCores {@code NaN} where nothing is known
     * @param cpuSeen whether any CPU was used on the day itself
     * @param memoryBytes {@code NaN} where nothing is known
     */
    private record Wish(
            Instant at,
            double cpuCores,
            boolean cpuSeen,
            boolean cpuSteady,
            double memoryBytes,
            boolean memorySteady) {

        /** To stay with what there is. */
        Wish nothing() {
            return new Wish(at, Double.NaN, false, cpuSteady, Double.NaN, memorySteady);
        }
    }

    /** What wishes pass through, in days' order. */
    private static final class Gates {
        private final Gate cpu = new CpuGate();
        private final Gate memory = new MemoryGate();

        Decision pass(Wish wish) {
            boolean unseen = !wish.cpuSeen && cpu.requested() > 0;
            return new Decision(
                    wish.at,
                    new Amounts(
                            request(cpu, unseen ? Double.NaN : wish.cpuCores, wish.cpuSteady),
                            request(memory, wish.memoryBytes, wish.memorySteady)),
                    choice(wish.cpuSteady),
                    choice(wish.memorySteady));
        }
    }

    private static Choice choice(boolean steady) {
        return steady ? Choice.STEADY : Choice.WEIGHED;
    }

    /** Where nothing is wanted, because nothing was seen, what was requested stays. */
    private static double request(Gate gate, double wanted, boolean steady) {
        if (Double.isNaN(wanted)) {
            return gate.requested() > 0 ? gate.requested() : Double.NaN;
        }
        return gate.pass(wanted, steady);
    }
}
