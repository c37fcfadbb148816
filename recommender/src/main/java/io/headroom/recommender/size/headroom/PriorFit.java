package io.headroom.recommender.size.headroom;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Makes {@link Priors} of the rules from the pasts of containers. */
public final class PriorFit {
    /** Containers with fewer days to judge CPU on say nothing of it. */
    private static final int LEAST_CPU_DAYS = 3;

    /** No container counts for more than those above this quantile. */
    private static final double CLIP = 0.95;

    /** No container counts for more days of one class. */
    private static final double MOST_DAYS = 10;

    private PriorFit() {}

    /**
     * What the rules have done to these containers. How safe decisions were is another question,
     * see {@link #withRisks}.
     *
     * @throws IllegalArgumentException when there is no container with enough days
     */
    public static Priors of(List<RuleRecord> containers) {
        return Priors.shipped()
                .with(
                        cpu(containers, RuleRecord::waste),
                        cpu(containers, RuleRecord::unserved),
                        memory(containers));
    }

    /** The same priors with how safe decisions for these containers were. */
    public static Priors withRisks(Priors priors, List<RiskRecord> containers) {
        return priors.withRisks(
                risks(containers, RiskRecord::cpuDays, RiskRecord::cpuStarved),
                risks(containers, RiskRecord::memoryDays, RiskRecord::memoryBreached));
    }

    /** A number of days of a container, by class. */
    private interface DaysOfClass {
        int of(RiskRecord container, int volatility);
    }

    /** The share of bad days by class, to which a day of the mean of all classes is added. */
    private static double[] risks(List<RiskRecord> all, DaysOfClass known, DaysOfClass bad) {
        double[] days = new double[Priors.RISK_CLASSES];
        double[] ofThem = new double[Priors.RISK_CLASSES];
        for (RiskRecord container : all) {
            for (int volatility = 0; volatility < days.length; volatility++) {
                int its = known.of(container, volatility);
                double weight = its == 0 ? 0 : Math.min(1, MOST_DAYS / its);
                days[volatility] += weight * its;
                ofThem[volatility] += weight * bad.of(container, volatility);
            }
        }
        double allDays = Arrays.stream(days).sum();
        double mean = allDays > 0 ? Arrays.stream(ofThem).sum() / allDays : 0;
        return IntStream.range(0, days.length)
                .mapToDouble(volatility -> (ofThem[volatility] + mean) / (days[volatility] + 1))
                .toArray();
    }

    /** One figure of a container, by rule. */
    private interface OfRule {
        double of(RuleRecord container, int rule);
    }

    /** The mean over containers. */
    private static double[] cpu(List<RuleRecord> all, OfRule figure) {
        List<RuleRecord> known =
                all.stream()
                        .filter(each -> each.cpuDays() >= LEAST_CPU_DAYS && each.use() > 0)
                        .toList();
        if (known.isEmpty()) {
            throw new IllegalArgumentException(
                    "no container has enough days of CPU to learn from: ten are needed");
        }
        return IntStream.range(0, CpuOutlook.RULES)
                .mapToDouble(rule -> clippedMean(known, its -> figure.of(its, rule)))
                .toArray();
    }

    private static double clippedMean(List<RuleRecord> known, ToDoubleFunction<RuleRecord> figure) {
        double[] values = known.stream().mapToDouble(figure).toArray();
        double most = Statistics.quantile(values, CLIP);
        return Arrays.stream(values).map(value -> Math.min(value, most)).average().orElseThrow();
    }

    /** The share of days by class, to which a day of the mean of all classes is added. */
    private static double[][][] memory(List<RuleRecord> all) {
        int classes = RuleRecord.CLASSES - MemoryOutlook.FIRST_PRIOR_CLASS + 1;
        int margins = MemoryOutlook.MARGINS.length;
        double[][][] shares = new double[classes][MemoryOutlook.BASES][margins];
        for (int rule = 0; rule < MemoryOutlook.RULES; rule++) {
            double[] days = new double[RuleRecord.CLASSES + 1];
            double[] breached = new double[RuleRecord.CLASSES + 1];
            for (RuleRecord container : all) {
                for (int volatility = 1; volatility < days.length; volatility++) {
                    int known = container.memoryDays(volatility);
                    double weight = known == 0 ? 0 : Math.min(1, MOST_DAYS / known);
                    days[volatility] += weight * known;
                    breached[volatility] += weight * container.breached(volatility, rule);
                }
            }
            double allDays = Arrays.stream(days).sum();
            double mean = allDays > 0 ? Arrays.stream(breached).sum() / allDays : 0;
            for (int i = 0; i < classes; i++) {
                int volatility = MemoryOutlook.FIRST_PRIOR_CLASS + i;
                shares[i][rule / margins][rule % margins] =
                        (breached[volatility] + mean) / (days[volatility] + 1);
            }
        }
        return shares;
    }
}
