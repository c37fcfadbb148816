package io.headroom.recommender.replay;

import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.headroom.HeadroomStrategy;
import io.headroom.recommender.size.headroom.Priors;
import io.headroom.recommender.size.headroom.Risk;
import io.headroom.recommender.size.headroom.Tuned;
import io.headroom.recommender.size.headroom.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Chooses prices and the pace of gates by what they came to on some containers: the least waste, as
 * the mean of the sets' logarithms, of those that stay below what may be unserved, breached and
 * changed over all sets together; with some room, as other containers will differ.
 */
final class Choice {
    private static final double[] FACTORS = {0.5, 0.7, 1, 1.4, 2};
    private static final double[] UP_CORES = {0.15, 0.3, 0.6};
    private static final double[] DOWN_CORES = {0.25, 0.5, 1};
    private static final double[] SLOW_DOWN_SUMS = {3, 4, 6};
    private static final double[] UPS = {1.05, 1.15, 1.3};
    private static final double[] DOWNS = {0.7, 0.8, 0.87};
    private static final int[] DOWN_DAYS = {3, 4, 6};

    private static final double MOST_UNSERVED = 0.006;
    private static final double MOST_BREACH_DAYS_MORE = -0.005;
    private static final double MOST_CHANGES = 0.09;

    private final List<CrossValidation.Subject> series;
    private final Function<CrossValidation.Subject, Priors> priors;

    /** How one candidate does; what is above a limit counts before waste. */
    record Outcome(double harm, double waste) {
        boolean betterThan(Outcome other) {
            return harm < other.harm || (harm == other.harm && waste < other.waste);
        }
    }

    /**
     * What does best.
     *
     * @param memory how that does on memory
     */
    record Best(Tuned tuned, Outcome memory) {}

    private Choice(
            List<CrossValidation.Subject> series,
            Function<CrossValidation.Subject, Priors> priors) {
        this.series = series;
        this.priors = priors;
    }

    /**
     * What does best on {@code series}.
     *
     * @param priors beside which each is to be judged
     */
    static Best on(
            List<CrossValidation.Subject> series,
            Function<CrossValidation.Subject, Priors> priors) {
        return new Choice(series, priors).best();
    }

    private Best best() {
        List<Tuned.CpuPace> cpuPaces = cpuPaces();
        List<Tuned.MemoryPace> memoryPaces = memoryPaces();
        Tuned best = Tuned.shipped(Risk.SAFE);
        Outcome leastCpu = new Outcome(Double.POSITIVE_INFINITY, 0);
        Outcome leastMemory = leastCpu;
        for (double factor : FACTORS) {
            Risk risk = new Risk(factor * Risk.SAFE.price());
            Tuned prices = Tuned.shipped(risk);
            List<List<Wish>> wishes =
                    series.stream().map(its -> wishes(its, prices, priors.apply(its))).toList();
            for (int i = 0; i < Math.max(cpuPaces.size(), memoryPaces.size()); i++) {
                Tuned tuned =
                        new Tuned(
                                risk,
                                prices.breachPrice(),
                                cpuPaces.get(i % cpuPaces.size()),
                                memoryPaces.get(i % memoryPaces.size()));
                List<List<Decision>> decisions =
                        wishes.stream().map(its -> HeadroomStrategy.gated(its, tuned)).toList();
                Outcome cpu = cpu(decisions);
                if (cpu.betterThan(leastCpu)) {
                    leastCpu = cpu;
                    best = tuned.withMemory(best);
                }
                Outcome memory = memory(decisions);
                if (memory.betterThan(leastMemory)) {
                    leastMemory = memory;
                    best = best.withMemory(tuned);
                }
            }
        }
        return new Best(best, leastMemory);
    }

    private static List<Wish> wishes(CrossValidation.Subject its, Tuned prices, Priors priors) {
        return new HeadroomStrategy(prices, priors).wishes(its.lessons().beside(priors));
    }

    private Outcome cpu(List<List<Decision>> decisions) {
        Map<String, CpuTotals> sets = new TreeMap<>();
        for (int i = 0; i < series.size(); i++) {
            CrossValidation.Subject its = series.get(i);
            double[] requests = StrategyScore.held(its.advice(decisions.get(i)), Amounts::cpuCores);
            sets.merge(its.set(), CpuTotals.of(its.cpu(), requests), CpuTotals::plus);
        }
        CpuTotals all = sets.values().stream().reduce(CpuTotals.NONE, CpuTotals::plus);
        double harm =
                excess(all.unservedRatio(), MOST_UNSERVED)
                        + excess(changes(all.changes(), all.days()), MOST_CHANGES);
        return new Outcome(harm, meanLogarithm(sets.values(), CpuTotals::wasteRatio));
    }

    private Outcome memory(List<List<Decision>> decisions) {
        Map<String, MemoryTotals> sets = new TreeMap<>();
        MemoryTotals krr = MemoryTotals.NONE;
        for (int i = 0; i < series.size(); i++) {
            CrossValidation.Subject its = series.get(i);
            double[] requests =
                    StrategyScore.held(its.advice(decisions.get(i)), Amounts::memoryBytes);
            sets.merge(its.set(), MemoryTotals.of(its.memory(), requests), MemoryTotals::plus);
            krr = krr.plus(its.others().strategy("krr").memory());
        }
        MemoryTotals all = sets.values().stream().reduce(MemoryTotals.NONE, MemoryTotals::plus);
        double harm =
                excess(all.breachDayRatio() - krr.breachDayRatio(), MOST_BREACH_DAYS_MORE)
                        + excess(changes(all.changes(), all.days()), MOST_CHANGES);
        return new Outcome(harm, meanLogarithm(sets.values(), MemoryTotals::wasteRatio));
    }

    private static double changes(Changes changes, int days) {
        return Ratio.of(Math.max(changes.raw(), changes.gated()), days);
    }

    private static double excess(double value, double most) {
        return Math.max(value - most, 0);
    }

    private static <T> double meanLogarithm(Iterable<T> sets, ToDoubleFunction<T> ratio) {
        double sum = 0;
        int count = 0;
        for (T set : sets) {
            double value = ratio.applyAsDouble(set);
            if (value > 0 && Double.isFinite(value)) {
                sum += Math.log(value);
                count++;
            }
        }
        return sum / count;
    }

    private static List<Tuned.CpuPace> cpuPaces() {
        List<Tuned.CpuPace> paces = new ArrayList<>();
        for (double up : UP_CORES) {
            for (double down : DOWN_CORES) {
                for (double sum : SLOW_DOWN_SUMS) {
                    paces.add(new Tuned.CpuPace(up, down, sum));
                }
            }
        }
        return paces;
    }

    private static List<Tuned.MemoryPace> memoryPaces() {
        List<Tuned.MemoryPace> paces = new ArrayList<>();
        for (double up : UPS) {
            for (double down : DOWNS) {
                for (int days : DOWN_DAYS) {
                    paces.add(new Tuned.MemoryPace(up, down, days));
                }
            }
        }
        return paces;
    }
}
