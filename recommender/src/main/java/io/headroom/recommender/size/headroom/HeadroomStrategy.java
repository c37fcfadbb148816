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
        return goOn(past, null).decisions();
    }

    /**
     * The decisions of the days that had not passed the gates yet, and where that leaves them.
     *
     * @param decisions one for each day; of days that had passed before, what was last given then
     * @param standing what to go on from on the next day
     */
    public record Progress(List<Decision> decisions, Standing standing) {}

    /**
     * Goes on from an earlier answer: its days are learned from, as all others, but the gates are
     * where they stood, also when the days that brought them there are no longer known.
     *
     * @param before from the same strategy with the same risk; null to begin with the first day
     */
    public Progress goOn(UsageHistory past, @Nullable Standing before) {
        Days days = new Days(past);
        CpuRules cpu = new CpuRules(past, days, Priors.shipped(), risk);
        MemoryRules memory = new MemoryRules(past, days, Priors.shipped(), risk);
        CpuGate cpuGate = new CpuGate();
        MemoryGate memoryGate = new MemoryGate();
        if (before != null) {
            cpuGate.resume(before.cpu());
            memoryGate.resume(before.memory());
        }
        List<Decision> decisions = new ArrayList<>(days.count());
        for (int day = 1; day <= days.count(); day++) {
            Instant end = Instant.ofEpochMilli(days.endMillis(day));
            boolean passed = before != null && !end.isAfter(before.at());
            double wantedCores = cpu.wanted(day);
            boolean unseen = cpu.samples(day) == 0 && cpuGate.requested() > 0;
            double wantedBytes = memory.wanted(day);
            decisions.add(
                    new Decision(
                            end,
                            new Amounts(
                                    request(
                                            cpuGate,
                                            passed || unseen ? Double.NaN : wantedCores,
                                            cpu.steady()),
                                    request(
                                            memoryGate,
                                            passed ? Double.NaN : wantedBytes,
                                            memory.steady())),
                            choice(cpu.steady()),
                            choice(memory.steady())));
        }
        return new Progress(
                decisions,
                new Standing(past.asOf(), risk.price(), cpuGate.standing(), memoryGate.standing()));
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
