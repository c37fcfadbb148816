package io.headroom.recommender.size;

import java.time.Duration;
import java.util.Arrays;

/**
 * Autopilot's ensemble of models (Rzadca et al., EuroSys 2020, section 3.2.3): each weighs what
 * would have been wasted against what would have been refused, forgetting at a pace of its own, and
 * adds a margin; the model that has lately been the cheapest advises.
 */
final class AutopilotEnsemble implements Strategy {
    /*
     * The paper gives the equations and not the five weights. Theirs count samples above and below
     * a limit; counted so, the cost hardly depends on the limit and the result depends on where
     * buckets lie. Here samples count by how far above or below they are, which makes the cheapest
     * limit of a model the OVERRUN / (OVERRUN + UNDERRUN) quantile. Amounts are fractions of the
     * highest in sight, so that the weights mean the same for every container; time goes by hours
     * that have samples.
     */
    private static final Duration HISTORY = Duration.ofDays(14);
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    private static final double[] FORGOTTEN_PER_HOUR = {1.0 / 12, 1.0 / 48, 1.0 / 168, 1.0 / 336};
    private static final double[] MARGINS = {0, 0.05, 0.10, 0.20};

    private static final double CPU_OVERRUN = 20;
    private static final double MEMORY_OVERRUN = 100;
    private static final double UNDERRUN = 1;
    private static final double LIMIT_CHANGE = 0.05;
    private static final double MODEL_CHANGE = 0.05;
    private static final double COST_FORGOTTEN_PER_HOUR = 1.0 / 168;

    private static final double RATIO = 1.05;
    private static final int BUCKETS = 143;

    @Override
    public String name() {
        return "autopilot";
    }

    @Override
    public Amounts advise(UsageHistory past) {
        return new Amounts(
                advise(past.cpu(HISTORY), past.step(), CPU_OVERRUN),
                advise(past.memory(HISTORY), past.step(), MEMORY_OVERRUN));
    }

    private static double advise(Samples samples, Duration step, double overrun) {
        double highest = samples.max();
        if (!(highest > 0)) {
            return highest;
        }
        Ensemble ensemble = new Ensemble(overrun);
        double share = (double) step.toMillis() / HOUR_MILLIS;
        double[] hour = new double[BUCKETS];
        for (int i = 0; i < samples.size(); i++) {
            hour[bucket(samples.amount(i) / highest)] += share;
            long its = Math.floorDiv(samples.endMillis(i) - 1, HOUR_MILLIS);
            boolean last =
                    i + 1 == samples.size()
                            || Math.floorDiv(samples.endMillis(i + 1) - 1, HOUR_MILLIS) != its;
            if (last) {
                ensemble.learn(hour);
                Arrays.fill(hour, 0);
            }
        }
        return highest * ensemble.limit;
    }

    /** The bucket whose end is the first at or above the amount. */
    private static int bucket(double amount) {
        if (amount <= end(0)) {
            return 0;
        }
        int steps = (int) Math.ceil(Math.log(amount) / Math.log(RATIO) - 1e-9);
        return Math.clamp(BUCKETS - 1 + steps, 0, BUCKETS - 1);
    }

    private static double end(int bucket) {
        return Math.pow(RATIO, bucket - (BUCKETS - 1));
    }

    /** What all models know at an hour. */
    private static final class Ensemble {
        private final double overrun;
        private final double[] ends = new double[BUCKETS];
        private final double[][] remembered = new double[FORGOTTEN_PER_HOUR.length][BUCKETS];
        private final int[] cheapest = new int[FORGOTTEN_PER_HOUR.length];
        private final double[] modelCost = new double[FORGOTTEN_PER_HOUR.length * MARGINS.length];
        private int model = -1;
        private double limit;

        Ensemble(double overrun) {
            this.overrun = overrun;
            Arrays.setAll(ends, AutopilotEnsemble::end);
            Arrays.fill(cheapest, -1);
        }

        void learn(double[] hour) {
            boolean[] changed = new boolean[cheapest.length];
            for (int pace = 0; pace < cheapest.length; pace++) {
                double forgotten = FORGOTTEN_PER_HOUR[pace];
                double[] memory = remembered[pace];
                for (int k = 0; k < BUCKETS; k++) {
                    memory[k] = (1 - forgotten) * memory[k] + forgotten * hour[k];
                }
                int before = cheapest[pace];
                cheapest[pace] = cheapest(memory, before);
                changed[pace] = before >= 0 && before != cheapest[pace];
            }
            for (int m = 0; m < modelCost.length; m++) {
                double cost =
                        cost(hour, advised(m)) + (changed[m / MARGINS.length] ? LIMIT_CHANGE : 0);
                modelCost[m] =
                        COST_FORGOTTEN_PER_HOUR * cost
                                + (1 - COST_FORGOTTEN_PER_HOUR) * modelCost[m];
            }
            choose();
        }

        private double advised(int m) {
            return ends[cheapest[m / MARGINS.length]] * (1 + MARGINS[m % MARGINS.length]);
        }

        private void choose() {
            int best = 0;
            double bestCost = Double.POSITIVE_INFINITY;
            for (int m = 0; m < modelCost.length; m++) {
                double cost =
                        modelCost[m]
                                + (model >= 0 && m != model ? MODEL_CHANGE : 0)
                                + (model >= 0 && advised(m) != limit ? LIMIT_CHANGE : 0);
                if (cost < bestCost) {
                    bestCost = cost;
                    best = m;
                }
            }
            model = best;
            limit = advised(best);
        }

        /** The limit that costs the least; the lower of two that cost the same. */
        private int cheapest(double[] memory, int before) {
            double mass = 0;
            double load = 0;
            double allMass = 0;
            double allLoad = 0;
            for (int k = 0; k < BUCKETS; k++) {
                allMass += memory[k];
                allLoad += memory[k] * ends[k];
            }
            int best = 0;
            double bestCost = Double.POSITIVE_INFINITY;
            for (int k = 0; k < BUCKETS; k++) {
                mass += memory[k];
                load += memory[k] * ends[k];
                double over = allLoad - load - ends[k] * (allMass - mass);
                double under = ends[k] * mass - load;
                double cost =
                        overrun * over
                                + UNDERRUN * under
                                + (before >= 0 && k != before ? LIMIT_CHANGE : 0);
                if (cost < bestCost) {
                    bestCost = cost;
                    best = k;
                }
            }
            return best;
        }

        private double cost(double[] hour, double advised) {
            double cost = 0;
            for (int k = 0; k < BUCKETS; k++) {
                if (hour[k] > 0) {
                    double distance = ends[k] - advised;
                    cost += hour[k] * (distance > 0 ? overrun * distance : -UNDERRUN * distance);
                }
            }
            return cost;
        }
    }
}
