package io.headroom.recommender.replay;

import io.headroom.recommender.replay.SetReport.StrategyReport;
import io.headroom.recommender.replay.ValidatedSeries.CalibrationPair;
import java.util.function.ToDoubleFunction;

/** A figure that cross-validation gives the spread of. */
public enum Measure {
    CPU_WASTE("CPU waste", "", its -> its.own.figures().cpu().wasteRatio()),
    UNSERVED("CPU unserved", "%", its -> 100 * its.own.figures().cpu().unservedRatio()),
    OF_FRONT("CPU waste, of the front at that share", "", its -> its.own.cpu().wasteVsFront()),
    DOMINATED("baselines that dominate CPU", "", its -> its.own.cpu().dominatedBy().size()),
    CPU_CHANGES("CPU changes a day", "", its -> its.own.figures().cpu().changesPerDay()),
    CPU_GATED(
            "CPU changes a day, smaller ones not made",
            "",
            its -> its.own.figures().cpu().changesPerDayAfterGate()),
    MEMORY_WASTE("memory waste", "", its -> its.own.figures().memory().wasteRatio()),
    OF_KRR(
            "memory waste, of krr",
            "",
            its ->
                    its.own
                            .memory()
                            .versusKrr()
                            .map(Verdict.Versus::wasteRatio)
                            .orElse(Double.NaN)),
    BREACH_DAYS("memory breach-days", "%", its -> 100 * its.own.figures().memory().breachDaysRatio()),
    BREACH_DAYS_MORE(
            "memory breach-days more than krr",
            "points",
            its ->
                    100
                            * its.own
                                    .memory()
                                    .versusKrr()
                                    .map(Verdict.Versus::harmDifference)
                                    .orElse(Double.NaN)),
    MEMORY_CHANGES("memory changes a day", "", its -> its.own.figures().memory().changesPerDay()),
    MEMORY_GATED(
            "memory changes a day, smaller ones not made",
            "",
            its -> its.own.figures().memory().changesPerDayAfterGate()),
    SAVED("saved", "", its -> saved(its.own)),
    SAVED_MORE("saved more than the best that is as safe", "", Measured::savedMore),
    CPU_CALIBRATION(
            "stated and realised safety of CPU apart",
            "points",
            its -> 100 * its.calibration.cpu().error()),
    MEMORY_CALIBRATION(
            "stated and realised safety of memory apart",
            "points",
            its -> 100 * its.calibration.memory().error()),
    MEDIAN_CPU_WASTE(
            "of each series, CPU waste: median", "", its -> its.own.perSeries().cpuWasteRatio().median()),
    WORST_CPU_WASTE(
            "of each series, CPU waste: worst tenth",
            "",
            its -> its.own.perSeries().cpuWasteRatio().worstTenth()),
    MEDIAN_UNSERVED(
            "of each series, CPU unserved: median",
            "%",
            its -> 100 * its.own.perSeries().cpuUnservedRatio().median()),
    WORST_UNSERVED(
            "of each series, CPU unserved: worst tenth",
            "%",
            its -> 100 * its.own.perSeries().cpuUnservedRatio().worstTenth()),
    MEDIAN_MEMORY_WASTE(
            "of each series, memory waste: median",
            "",
            its -> its.own.perSeries().memoryWasteRatio().median()),
    WORST_MEMORY_WASTE(
            "of each series, memory waste: worst tenth",
            "",
            its -> its.own.perSeries().memoryWasteRatio().worstTenth()),
    MEDIAN_BREACH_DAYS(
            "of each series, memory breach-days: median",
            "%",
            its -> 100 * its.own.perSeries().memoryBreachDaysRatio().median()),
    WORST_BREACH_DAYS(
            "of each series, memory breach-days: worst tenth",
            "%",
            its -> 100 * its.own.perSeries().memoryBreachDaysRatio().worstTenth());

    /** What leaves no more than this unserved counts as safe. */
    private static final double SAFE_UNSERVED = 0.015;

    private final String label;
    private final String unit;
    private final ToDoubleFunction<Measured> value;

    Measure(String label, String unit, ToDoubleFunction<Measured> value) {
        this.label = label;
        this.unit = unit;
        this.value = value;
    }

    /** What it is, in words. */
    public String label() {
        return label;
    }

    /** {@code %}, {@code points}, or nothing. */
    public String unit() {
        return unit;
    }

    double of(Measured its) {
        return value.applyAsDouble(its);
    }

    /** What the figures of one set in one split are read from. */
    record Measured(SetReport report, StrategyReport own, CalibrationPair calibration) {

        /** Than the best of the others that leaves little unserved; {@code NaN} without one. */
        double savedMore() {
            return saved(own)
                    - report.strategies().stream()
                            .filter(other -> !other.name().equals(own.name()))
                            .filter(other ->
                                    other.figures().cpu().unservedRatio() <= SAFE_UNSERVED)
                            .mapToDouble(Measure::saved)
                            .max()
                            .orElse(Double.NaN);
        }
    }

    private static double saved(StrategyReport strategy) {
        return strategy.figures().cost().getFirst().savingsCaptured();
    }
}
