package io.headroom.recommender.needs;

import io.headroom.recommender.needs.Runs.Run;
import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.Strategy;
import io.headroom.recommender.size.UsageHistory;
import io.headroom.recommender.size.headroom.HeadroomStrategy;
import io.headroom.recommender.size.headroom.Risk;
import java.util.ArrayList;
import java.util.List;

/**
 * The strategy {@code headroom} for what runs now and then: each run counts once, however long it
 * took and however long nothing ran before it. CPU: a quantile of the runs' peaks, with a margin;
 * memory: the highest peak of any run, with a margin, because a run that is killed is lost. Decides
 * at the end of each run. Pure.
 */
public final class RunStrategy implements Strategy {
    private static final double CPU_MARGIN = 1.07;
    private static final double MEMORY_MARGIN = 1.15;

    /** A twentieth of the runs may need more than is requested where risk is at its usual price. */
    private static final double BEYOND = 5.5;

    private final Risk risk;

    public RunStrategy(Risk risk) {
        this.risk = risk;
    }

    @Override
    public String name() {
        return HeadroomStrategy.NAME;
    }

    @Override
    public Amounts advise(UsageHistory past) {
        List<Decision> decisions = replay(past);
        return decisions.isEmpty() ? Amounts.ABSTAINED : decisions.getLast().requests();
    }

    @Override
    public List<Decision> replay(UsageHistory past) {
        List<Run> runs = Runs.of(past).all();
        List<Decision> decisions = new ArrayList<>();
        for (int count = 1; count <= runs.size(); count++) {
            List<Run> seen = runs.subList(0, count);
            decisions.add(
                    new Decision(
                            seen.getLast().end(),
                            new Amounts(
                                    CPU_MARGIN * quantile(known(seen, true)),
                                    MEMORY_MARGIN * highest(known(seen, false))),
                            Decision.Choice.RUN,
                            Decision.Choice.RUN));
        }
        return decisions;
    }

    /** The peak that no more than the share of runs that risk allows goes beyond. */
    private double quantile(double[] sorted) {
        double fraction = Math.clamp(1 - BEYOND / risk.price(), 0.5, 1);
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.ceil(fraction * sorted.length) - 1];
    }

    private static double highest(double[] sorted) {
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length - 1];
    }

    private static double[] known(List<Run> runs, boolean cpu) {
        return runs.stream()
                .mapToDouble(run -> cpu ? run.peakCores() : run.peakBytes())
                .filter(peak -> !Double.isNaN(peak))
                .sorted()
                .toArray();
    }
}
