package io.headroom.model.assessment;

import io.headroom.model.Resources;

/**
 * How far the replicas of a container differ, by the highest window of five minutes that each had
 * on its latest two days.
 *
 * @param replicas how many were read lately
 * @param least of any replica, of each resource for itself
 * @param median of all
 * @param most of any
 * @param cpuMostOn the node of the replica that used the most CPU
 * @param memoryMostOn likewise of memory
 */
public record Spread(
        int replicas,
        Resources least,
        Resources median,
        Resources most,
        String cpuMostOn,
        String memoryMostOn) {}
