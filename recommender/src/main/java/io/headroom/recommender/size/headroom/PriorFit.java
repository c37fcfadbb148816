package io.headroom.recommender.size.headroom;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Makes {@link Priors} from the pasts of containers. What ships was made so from the public traces;
 * cross-validation makes them anew without the containers that it judges.
 */
public final class PriorFit {
    /** Containers with fewer days to judge CPU on say nothing of it. */
    private static final int LEAST_CPU_DAYS = 3;

    /** No container counts for more than those above this quantile. */
    private static final double CLIP = 0.95;

    /** No container counts for more days of one class. */
    private static final double MOST_DAYS = 10;

    private PriorFit() {}

    /**
     * What the rules have done to these containers, and how often their answers have held.
     *
     * @param trails of the same or of other containers
     * @throws IllegalArgumentException when there are no containers with enough days
     */
    public static Priors of(List<Lessons> lessons, List<SafetyTrail> trails) {
        return new Priors(
                new Priors.Tables(
                        cpu(lessons, Lessons::waste),
                        cpu(lessons, Lessons::unserved),
                        memory(lessons),
                        risks(trails, SafetyTrail::cpu),
                        risks(trails, SafetyTrail::memory)));
    }

    /** The same for the rules alone, while there are no answers yet. */
    public static Priors ofRules(List<Lessons> lessons) {
        return of(lessons, List.of());
    }

    /** One figure of a container, by rule. */
    private interface OfRule {
        double of(Lessons lessons, int rule);
    }

    /** The mean over containers. */
    private static double[] cpu(List<Lessons> all, OfRule figure) {
        List<Lessons> known =
                all.stream()
                        .filter(lessons -> lessons.cpuDays() >= LEAST_CPU_DAYS && lessons.use() > 0)
                        .toList();
        if (known.isEmpty()) {
            throw new IllegalArgumentException(
                    "no container has enough days of CPU to learn from: ten are needed");
        }
        return IntStream.range(0, CpuRules.RULES)
                .mapToDouble(rule -> clippedMean(known, its -> figure.of(its, rule)))
                .toArray();
    }

    private static double clippedMean(List<Lessons> known, ToDoubleFunction<Lessons> figure) {
        double[] values = known.stream().mapToDouble(figure).toArray();
        double most = Statistics.quantile(values, CLIP);
        return Arrays.stream(values).map(value -> Math.min(value, most)).average().orElseThrow();
    }

    /** The share of days by class, to which a day of the mean of all classes is added. */
    private static double[][][] memory(List<Lessons> all) {
        int classes = MemoryRules.CLASSES - MemoryRules.FIRST_PRIOR_CLASS + 1;
        double[][][] shares = new double[classes][MemoryRules.BASES][MemoryRules.MARGINS.length];
        for (int base = 0; base < MemoryRules.BASES; base++) {
            for (int margin = 0; margin < MemoryRules.MARGINS.length; margin++) {
                Shares counted = new Shares(MemoryRules.CLASSES + 1);
                for (Lessons lessons : all) {
                    for (int volatility = 1; volatility <= MemoryRules.CLASSES; volatility++) {
                        counted.add(
                                volatility,
                                lessons.memoryDays(volatility),
                                lessons.breached(volatility, base, margin));
                    }
                }
                for (int i = 0; i < classes; i++) {
                    shares[i][base][margin] = counted.share(MemoryRules.FIRST_PRIOR_CLASS + i);
                }
            }
        }
        return shares;
    }

    private interface OfTrail {
        List<SafetyTrail.Day> days(SafetyTrail trail);
    }

    /** The share of days, by class, whose answer has not held. */
    private static double[] risks(List<SafetyTrail> trails, OfTrail resource) {
        Shares counted = new Shares(Priors.RISK_CLASSES);
        for (SafetyTrail trail : trails) {
            int[] days = new int[Priors.RISK_CLASSES];
            int[] bad = new int[Priors.RISK_CLASSES];
            for (SafetyTrail.Day day : resource.days(trail)) {
                if (day.next() != SafetyTrail.Outcome.UNKNOWN) {
                    days[day.volatility()]++;
                    bad[day.volatility()] += day.next() == SafetyTrail.Outcome.BAD ? 1 : 0;
                }
            }
            for (int volatility = 0; volatility < days.length; volatility++) {
                counted.add(volatility, days[volatility], bad[volatility]);
            }
        }
        return IntStream.range(0, Priors.RISK_CLASSES).mapToDouble(counted::share).toArray();
    }

    /** Shares by class, of days of which no container counts for many. */
    private static final class Shares {
        private final double[] days;
        private final double[] counted;

        Shares(int classes) {
            days = new double[classes];
            counted = new double[classes];
        }

        void add(int volatility, int ofDays, int hits) {
            if (ofDays > 0) {
                double weight = Math.min(1, MOST_DAYS / ofDays);
                days[volatility] += weight * ofDays;
                counted[volatility] += weight * hits;
            }
        }

        double share(int volatility) {
            double all = Arrays.stream(days).sum();
            double mean = all > 0 ? Arrays.stream(counted).sum() / all : 0;
            return (counted[volatility] + mean) / (days[volatility] + 1);
        }
    }
}
