package io.headroom.recommender.replay;

import java.util.Map;
import java.util.function.Predicate;

/** Something that a set of a split meets or not. A figure that is no number meets nothing. */
@SuppressWarnings("ImmutableEnumChecker") // the predicates hold nothing
public enum Goal {
    FRONT(
            "at most 1 % unserved, 0.90 of the front",
            its -> at(its, Measure.UNSERVED) <= 1 && at(its, Measure.OF_FRONT) <= 0.90),
    FRONT_WANTED(
            "at most 1 % unserved, 0.75 of the front",
            its -> at(its, Measure.UNSERVED) <= 1 && at(its, Measure.OF_FRONT) <= 0.75),
    NOT_DOMINATED("CPU dominated by none", its -> at(its, Measure.DOMINATED) == 0),
    KRR(
            "0.90 of krr, at most 0.3 points more breach-days",
            its -> at(its, Measure.OF_KRR) <= 0.90 && at(its, Measure.BREACH_DAYS_MORE) <= 0.3),
    KRR_WANTED(
            "0.80 of krr, at most 0.3 points more breach-days",
            its -> at(its, Measure.OF_KRR) <= 0.80 && at(its, Measure.BREACH_DAYS_MORE) <= 0.3),
    KRR_STEADY(
            "1.05 of krr, no more breach-days",
            its -> at(its, Measure.OF_KRR) <= 1.05 && at(its, Measure.BREACH_DAYS_MORE) <= 0),
    SAVED(
            "saved as much as the best that is as safe, less 0.05",
            its -> at(its, Measure.SAVED_MORE) >= -0.05),
    CALIBRATED(
            "stated and realised safety at most 5 points apart",
            its ->
                    at(its, Measure.CPU_SAFETY_ERROR) <= 5
                            && at(its, Measure.MEMORY_SAFETY_ERROR) <= 5),
    CHANGES(
            "at most 0.1 changes a day, of CPU and of memory",
            its -> at(its, Measure.CPU_CHANGES) <= 0.1 && at(its, Measure.MEMORY_CHANGES) <= 0.1);

    private final String label;
    private final Predicate<Map<Measure, Double>> met;

    Goal(String label, Predicate<Map<Measure, Double>> met) {
        this.label = label;
        this.met = met;
    }

    /** What it asks for. */
    public String label() {
        return label;
    }

    boolean met(Map<Measure, Double> values) {
        return met.test(values);
    }

    private static double at(Map<Measure, Double> values, Measure measure) {
        return values.getOrDefault(measure, Double.NaN);
    }
}
