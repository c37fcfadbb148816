package io.headroom.recommender.scale.replay;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What demand may have been within windows so long that an autoscaler looks many times in one, of
 * which the mean alone is known. Each is halved until none is much longer than a minute, and its
 * halves are unequal as windows are one step up: by the slope between its neighbours, and beyond
 * that by a little more than the pair that it is one of is off such a slope, either way at random
 * (a multiplicative cascade, as in Mandelbrot, Intermittent turbulence in self-similar cascades,
 * 1974, whose weights are those of the demand itself). So what is steady stays smooth, what is not
 * gets rougher where it was rough, and no mean changes.
 */
public final class FinerDemand {
    /** About a minute, of which whole syncs of the controller make five. */
    static final int LONGEST_SECONDS = 75;

    /** By how much more unequal halves are than those one step up: shorter, and less even. */
    private static final double ROUGHER = 1.1;

    private FinerDemand() {}

    /**
     * The same demand in shorter windows; as it is where they are short enough already. What comes
     * of a window depends on its pair and those beside that one alone.
     */
    public static Demand of(Demand demand) {
        if (!isHalved(demand)) {
            return demand;
        }
        double[] roughness = roughness(demand);
        Demand finer = demand;
        double rougher = ROUGHER;
        for (int parts = 1; isHalved(finer); parts *= 2) {
            finer = halved(finer, roughness, parts, rougher);
            rougher *= ROUGHER;
        }
        return finer;
    }

    private static boolean isHalved(Demand demand) {
        return demand.stepSeconds() > LONGEST_SECONDS && demand.stepSeconds() % 2 == 0;
    }

    /**
     * @param parts how many windows there are for each of those that the roughness is of
     * @param rougher by how much rougher these are
     */
    private static Demand halved(Demand demand, double[] roughness, int parts, double rougher) {
        int half = demand.stepSeconds() / 2;
        Demand.Builder halves = Demand.withStep(Duration.ofSeconds(half));
        for (int i = 0; i < demand.size(); i++) {
            long middle = demand.end(i) - half;
            double rough = rougher * roughness[i / parts];
            double shift =
                    slope(demand, i)
                            + (new SplittableRandom(middle).nextBoolean() ? rough : -rough);
            double bounded = Math.clamp(shift, -1.0, 1.0);
            halves.add(middle, demand.amount(i) * (1 - bounded), demand.pods(i));
            halves.add(demand.end(i), demand.amount(i) * (1 + bounded), demand.pods(i));
        }
        return halves.build();
    }

    /**
     * By what share of a window's mean the second half is above it, and the first below, if demand
     * goes on as from the window before to the one after.
     */
    private static double slope(Demand demand, int i) {
        double amount = demand.amount(i);
        if (amount <= 0) {
            return 0;
        }
        boolean before = i > 0 && follows(demand, i);
        boolean after = i + 1 < demand.size() && follows(demand, i + 1);
        double perWindow =
                before && after
                        ? (demand.amount(i + 1) - demand.amount(i - 1)) / 2
                        : after
                                ? demand.amount(i + 1) - amount
                                : before ? amount - demand.amount(i - 1) : 0;
        return Math.clamp(perWindow / (4 * amount), -1.0, 1.0);
    }

    /** Whether a window begins where the one before it ends. */
    private static boolean follows(Demand demand, int i) {
        return demand.end(i - 1) == demand.start(i);
    }

    /**
     * For each window how far the pair that it is one of is off the slope between the pairs around
     * it, as a share of its mean; 0 where the other one is not known.
     */
    private static double[] roughness(Demand demand) {
        Demand pairs = demand.averagedTo(2 * demand.stepSeconds());
        double[] roughness = new double[demand.size()];
        int pair = 0;
        for (int i = 0; i + 1 < demand.size(); i++) {
            while (pairs.end(pair) < demand.end(i)) {
                pair++;
            }
            double mean = pairs.amount(pair);
            if (pairs.start(pair) == demand.start(i) && follows(demand, i + 1) && mean > 0) {
                double shift = (demand.amount(i + 1) - demand.amount(i)) / (2 * mean);
                roughness[i] = Math.abs(shift - slope(pairs, pair));
                roughness[i + 1] = roughness[i];
            }
        }
        return roughness;
    }
}
