package io.headroom.recommender.scale.replay;

import io.headroom.recommender.scale.hpa.HpaMetric;
import java.util.Map;

/**
 * What was measured of a workload's pods, for a replay that goes by that in place of what its own
 * pods would have come to. It says nothing of what pods would have come to had there been more or
 * fewer of them: it is there to hold the replay to what a controller made of the same samples.
 *
 * @param replicas how many there were at first
 * @param measured how many pods were measured, with the windows of the demand
 * @param ofEach what each of those came to on average, likewise
 */
public record Samples(int replicas, Demand measured, Map<HpaMetric, Demand> ofEach) {
    public Samples {
        if (replicas < 0) {
            throw new IllegalArgumentException("replicas must not be negative: " + replicas);
        }
        ofEach = Map.copyOf(ofEach);
    }
}
