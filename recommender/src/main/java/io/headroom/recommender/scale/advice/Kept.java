package io.headroom.recommender.scale.advice;

import io.headroom.recommender.scale.hpa.HpaMetric;
import java.util.List;

/**
 * What a search must leave as it is, because something else follows from it.
 *
 * @param metrics those that the autoscaler goes by
 * @param mostUnserved the share of the demand that may be left
 */
public record Kept(List<HpaMetric> metrics, double mostUnserved) {
    /** So dear that no number of replicas is dearer. */
    private static final double BEYOND = 1e6;

    public Kept {
        metrics = List.copyOf(metrics);
    }

    /** What it costs to leave more. */
    double beyond(double unservedRatio) {
        return BEYOND * Math.max(0, unservedRatio - mostUnserved);
    }
}
