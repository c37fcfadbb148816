package io.headroom.recommender.size.headroom;

import java.time.Instant;

/**
 * What would be best at a moment, before a gate says whether the request moves there.
 *
 * @param cpuCores {@code NaN} where nothing is known
 * @param cpuSeen whether any CPU was used on the day itself
 * @param cpuSteady whether the days it is made from hardly differ
 * @param memoryBytes {@code NaN} where nothing is known
 * @param memorySteady likewise
 */
public record Wish(
        Instant at,
        double cpuCores,
        boolean cpuSeen,
        boolean cpuSteady,
        double memoryBytes,
        boolean memorySteady) {}
