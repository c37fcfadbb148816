package io.headroom.recommender.replay;

import static io.headroom.recommender.replay.Measure.BREACH_DAYS_MORE;
import static io.headroom.recommender.replay.Measure.CPU_CALIBRATION;
import static io.headroom.recommender.replay.Measure.CPU_CHANGES;
import static io.headroom.recommender.replay.Measure.CPU_GATED;
import static io.headroom.recommender.replay.Measure.DOMINATED;
import static io.headroom.recommender.replay.Measure.MEMORY_CALIBRATION;
import static io.headroom.recommender.replay.Measure.MEMORY_CHANGES;
import static io.headroom.recommender.replay.Measure.MEMORY_GATED;
import static io.headroom.recommender.replay.Measure.OF_FRONT;
import static io.headroom.recommender.replay.Measure.OF_KRR;
import static io.headroom.recommender.replay.Measure.SAVED_MORE;
import static io.headroom.recommender.replay.Measure.UNSERVED;

import java.util.Map;
import java.util.function.Predicate;

/** Something that a set of a split meets or not. A figure that is no number meets nothing. */
public enum Goal {
    FRONT(
            "at most 1 % unserved, 0.90 of the front",
            its -> its.at(UNSERVED) <= 1 && its.at(OF_FRONT) <= 0.90),
    FRONT_WANTED(
            "at most 1 % unserved, 0.75 of the front",
            its -> its.at(UNSERVED) <= 1 && its.at(OF_FRONT) <= 0.75),
    NOT_DOMINATED("CPU dominated by none", its -> its.at(DOMINATED) == 0),
    KRR(
            "0.90 of krr, at most 0.3 points more breach-days",
            its -> its.at(OF_KRR) <= 0.90 && its.at(BREACH_DAYS_MORE) <= 0.3),
    KRR_WANTED(
            "0.80 of krr, at most 0.3 points more breach-days",
            its -> its.at(OF_KRR) <= 0.80 && its.at(BREACH_DAYS_MORE) <= 0.3),
    KRR_STEADY(
            "1.05 of krr, no more breach-days",
            its -> its.at(OF_KRR) <= 1.05 && its.at(BREACH_DAYS_MORE) <= 0),
    SAVED("saved as much as the best that is as safe, less 0.05", its -> its.at(SAVED_MORE) >= -0.05),
    CHANGES(
            "at most 0.1 changes a day, of CPU and of memory",
            its ->
                    its.at(CPU_CHANGES) <= 0.1
                            && its.at(CPU_GATED) <= 0.1
                            && its.at(MEMORY_CHANGES) <= 0.1
                            && its.at(MEMORY_GATED) <= 0.1),
    CALIBRATED(
            "stated and realised safety at most 5 points apart",
            its -> its.at(CPU_CALIBRATION) <= 5 && its.at(MEMORY_CALIBRATION) <= 5);

    private final String label;
    private final Predicate<Values> met;

    Goal(String label, Predicate<Values> met) {
        this.label = label;
        this.met = met;
    }

    /** What it asks for. */
    public String label() {
        return label;
    }

    boolean met(Map<Measure, Double> values) {
        return met.test(new Values(values));
    }

    /** The figures of one set in one split. */
    private record Values(Map<Measure, Double> all) {
        double at(Measure measure) {
            return all.getOrDefault(measure, Double.NaN);
        }
    }
}
