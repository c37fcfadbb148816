package io.headroom.recommender.size.headroom;

import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.Decision.Choice;
import io.headroom.recommender.size.Strategy;
import io.headroom.recommender.size.UsageHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Sizes a container by what its own past would have cost. CPU: a mix of 35 quantile rules, each
 * weighted by its cost so far ({@link CpuRules}). Memory: the cheapest of 72 peak rules ({@link
 * MemoryRules}). Both pass a gate that raises fast and lowers slowly ({@link Gate}); containers
 * that hardly vary get a plain rule.
 *
 * <p>All of it is computed anew from the history it is given, day by day: so an answer comes with
 * all that would have been answered before it. Stateless and pure.
 */
public final class HeadroomStrategy implements Strategy {
    public static final String NAME = "headroom";

    private final String name;
    private final Risk risk;

    public HeadroomStrategy(Risk risk) {
        this(NAME, risk);
    }

    /** The same under another name, to stand beside it. */
    public HeadroomStrategy(String name, Risk risk) {
        this.name = name;
        this.risk = risk;
    }

    @Override
    public String name() {
        return name;
    }

    public Risk risk() {
        return risk;
    }

    @Override
    public Amounts advise(UsageHistory past) {
        List<Decision> decisions = replay(past);
        return decisions.isEmpty() ? Amounts.ABSTAINED : decisions.getLast().requests();
    }

    /** All of it in one pass: each day's answer is on the way to the last one. */
    @Override
    public List<Decision> replay(UsageHistory past) {
        Days days = new Days(past);
        CpuRules cpu = new CpuRules(past, days, Priors.shipped(), risk);
        MemoryRules memory = new MemoryRules(past, days, Priors.shipped(), risk);
        CpuGate cpuGate = new CpuGate();
        MemoryGate memoryGate = new MemoryGate();
        List<Decision> decisions = new ArrayList<>(days.count());
        for (int day = 1; day <= days.count(); day++) {
            double wantedCores = cpu.wanted(day);
            boolean unseen = cpu.samples(day) == 0 && cpuGate.requested() > 0;
            double wantedBytes = memory.wanted(day);
            decisions.add(
                    new Decision(
                            Instant.ofEpochMilli(days.endMillis(day)),
                            new Amounts(
                                    request(
                                            cpuGate,
                                            unseen ? Double.NaN : wantedCores,
                                            cpu.steady()),
                                    request(memoryGate, wantedBytes, memory.steady())),
                            choice(cpu.steady()),
                            choice(memory.steady())));
        }
        return decisions;
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
