package io.headroom.recommender.replay;

import io.headroom.recommender.replay.SetReport.StrategyReport;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A figure that cross-validation gives the spread of. */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
public enum Measure {
    CPU_WASTE("CPU waste", its -> its.figures().cpu().wasteRatio()),
    UNSERVED("CPU unserved, %", its -> 100 * its.figures().cpu().unservedRatio()),
    OF_FRONT("CPU waste, of the front at that share", its -> its.cpu().wasteVsFront()),
    DOMINATED("baselines that dominate CPU", its -> its.cpu().dominatedBy().size()),
    CPU_CHANGES(
            "CPU changes a day, smaller ones not made",
            its -> its.figures().cpu().changesPerDayAfterGate()),
    OF_KRR(
            "memory waste, of krr",
            its -> its.memory().versusKrr().map(Verdict.Versus::wasteRatio).orElse(Double.NaN)),
    BREACH_DAYS_MORE(
            "memory breach-days more than krr, points",
            its ->
                    100
                            * its.memory()
                                    .versusKrr()
                                    .map(Verdict.Versus::harmDifference)
                                    .orElse(Double.NaN)),
    MEMORY_CHANGES(
            "memory changes a day, smaller ones not made",
            its -> its.figures().memory().changesPerDayAfterGate()),
    SAVED("saved", Measure::saved),
    SAVED_MORE("saved more than the best that is as safe", _ -> Double.NaN),
    CPU_SAFETY_ERROR(
            "CPU safety, stated and realised apart, points",
            its -> 100 * its.figures().confidence().cpuApart()),
    CPU_SAFETY_BY_CHANCE(
            "the same by chance, were all that is stated true",
            its -> 100 * its.figures().confidence().cpuByChance()),
    MEMORY_SAFETY_ERROR(
            "memory safety, stated and realised apart, points",
            its -> 100 * its.figures().confidence().memoryApart()),
    MEMORY_SAFETY_BY_CHANCE(
            "the same by chance, were all that is stated true",
            its -> 100 * its.figures().confidence().memoryByChance()),
    MEDIAN_UNSERVED(
            "of each series, CPU unserved, %: median",
            its -> 100 * its.perSeries().cpuUnservedRatio().median()),
    WORST_UNSERVED(
            "of each series, CPU unserved, %: worst tenth",
            its -> 100 * its.perSeries().cpuUnservedRatio().worstTenth()),
    MEDIAN_MEMORY_WASTE(
            "of each series, memory waste: median",
            its -> its.perSeries().memoryWasteRatio().median()),
    WORST_MEMORY_WASTE(
            "of each series, memory waste: worst tenth",
            its -> its.perSeries().memoryWasteRatio().worstTenth());

    /** What leaves no more than this unserved counts as safe. */
    private static final double SAFE_UNSERVED = 0.015;

    private final String label;
    private final ToDoubleFunction<StrategyReport> value;

    Measure(String label, ToDoubleFunction<StrategyReport> value) {
        this.label = label;
        this.value = value;
    }

    /** What it is, in words, with its unit where it has one. */
    public String label() {
        return label;
    }

    /** All figures of the strategy that a report names first. */
    static Map<Measure, Double> of(SetReport report) {
        StrategyReport own = report.strategies().getFirst();
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        for (Measure measure : values()) {
            values.put(measure, measure.value.applyAsDouble(own));
        }
        double best =
                report.strategies().stream()
                        .skip(1)
                        .filter(other -> other.figures().cpu().unservedRatio() <= SAFE_UNSERVED)
                        .mapToDouble(Measure::saved)
                        .max()
                        .orElse(Double.NaN);
        values.put(SAVED_MORE, saved(own) - best);
        return values;
    }

    private static double saved(StrategyReport strategy) {
        return strategy.figures().cost().getFirst().savingsCaptured();
    }
}
