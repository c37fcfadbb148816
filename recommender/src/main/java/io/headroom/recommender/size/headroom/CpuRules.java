package io.headroom.recommender.size.headroom;

/**
 * Chooses a CPU request from the candidates of 35 rules by what each would have cost this container
 * at the price of risk. The candidates' logarithms are mixed with weights that fall exponentially
 * with their cost per unit of use, beside which a shipped prior counts like a few days. A container
 * whose days hardly differ gets one plain rule. Fed day by day; not thread-safe.
 */
final class CpuRules {
    private static final double PRIOR_DAYS = 3;
    private static final double DAILY_DECAY = 0.98;

    /** More than so many days' use no single day may count against a rule. */
    private static final double BURST_CAP_DAYS = 30;

    private static final double LEAST_USE = 1e-9;

    private final Priors priors;
    private final Risk risk;
    private final double price;
    private final double[] cost = new double[CpuOutlook.RULES];

    CpuRules(Priors priors, Risk risk) {
        this.priors = priors;
        this.risk = risk;
        this.price = risk.price();
    }

    /**
     * What would be best at the end of a day, the one after that of the call before; {@code NaN}
     * while nothing is known.
     */
    double wanted(CpuOutlook day) {
        CpuOutlook.Lesson lesson = day.lesson();
        if (lesson != null) {
            learn(lesson, day.dailyUse());
        }
        if (!day.known()) {
            return Double.NaN;
        }
        if (day.steady()) {
            double[] recent = day.recent();
            return Math.max(
                    risk.steadyMargin() * (recent[0] + recent[1]) / 2,
                    risk.steadyRareShare() * recent[2]);
        }
        return mixed(day);
    }

    private void learn(CpuOutlook.Lesson lesson, double dailyUse) {
        for (int rule = 0; rule < cost.length; rule++) {
            cost[rule] =
                    DAILY_DECAY * cost[rule]
                            + lesson.waste()[rule]
                            + Math.min(price * lesson.unserved()[rule], BURST_CAP_DAYS * dailyUse);
        }
    }

    private double mixed(CpuOutlook day) {
        double use = Math.max(day.dailyUse(), LEAST_USE);
        double[] relative = new double[cost.length];
        double least = Double.POSITIVE_INFINITY;
        for (int rule = 0; rule < cost.length; rule++) {
            relative[rule] =
                    cost[rule] / use
                            + PRIOR_DAYS
                                    * (priors.cpuWaste(rule) + price * priors.cpuUnserved(rule));
            least = Math.min(least, relative[rule]);
        }
        double weights = 0;
        double logarithms = 0;
        for (int rule = 0; rule < cost.length; rule++) {
            double weight = Math.exp(least - relative[rule]);
            weights += weight;
            logarithms += weight * day.logarithms()[rule];
        }
        return Math.exp(logarithms / weights);
    }
}
