package io.headroom.recommender.size.headroom;

/**
 * Chooses a memory request from the candidates of 72 rules: the one whose past and coming waste,
 * and whose breaches at the price of risk, cost least. A container whose peaks hardly vary gets its
 * highest peak and a plain margin. Immutable.
 */
final class MemoryRules {
    private static final double STEADY_MARGIN = 1.15;

    /** What the second class may ask for at most, as a factor of its highest peak. */
    private static final double SECOND_CLASS_CAP = 1.3;

    private final double price;

    MemoryRules(Risk risk) {
        this.price = risk.breachPrice();
    }

    /** What would be best at the end of a day, in bytes; {@code NaN} while nothing is known. */
    double wanted(MemoryOutlook day) {
        if (!day.known()) {
            return Double.NaN;
        }
        if (day.steady()) {
            return MemoryOutlook.GIB * STEADY_MARGIN * day.steadyGib();
        }
        double cheapest = cheapest(day);
        return MemoryOutlook.GIB
                * (day.volatility() == MemoryOutlook.FIRST_PRIOR_CLASS
                        ? Math.min(cheapest, SECOND_CLASS_CAP * day.basesGib()[MemoryOutlook.MAX14])
                        : cheapest);
    }

    private double cheapest(MemoryOutlook day) {
        double least = Double.POSITIVE_INFINITY;
        int chosen = 0;
        for (int rule = 0; rule < MemoryOutlook.RULES; rule++) {
            double cost = day.waste()[rule] + price * day.breaches()[rule];
            if (cost < least) {
                least = cost;
                chosen = rule;
            }
        }
        return day.candidateGib(chosen);
    }
}
