package io.headroom.recommender.scale.manifest;

import java.util.List;

/**
 * The ScaledObject of which KEDA made an autoscaler: what somebody else changes of that, KEDA sets
 * back.
 *
 * @param otherTriggers those of its triggers of which nobody knows how many replicas they ask for,
 *     as their metrics are called
 */
public record ScaledObject(String name, List<String> otherTriggers) {
    public ScaledObject {
        otherTriggers = List.copyOf(otherTriggers);
    }
}
