package io.headroom.recommender.size.headroom;

import java.time.Instant;

/**
 * What would be best at a moment, before a gate says whether the request moves there.
 *
 * @param cores {@code NaN} while nothing is known
 * @param cpuSteady whether the days it is made from hardly differ
 * @param cpuSeen whether the last of them has any sample of CPU
 * @param bytes {@code NaN} while nothing is known
 * @param memorySteady likewise
 */
public record Wish(
        Instant at,
        double cores,
        boolean cpuSteady,
        boolean cpuSeen,
        double bytes,
        boolean memorySteady) {}
