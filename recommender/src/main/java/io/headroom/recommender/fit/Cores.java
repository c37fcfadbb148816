package io.headroom.recommender.fit;

import java.math.BigDecimal;

/** Millicores as the cores that quotas are written in. */
final class Cores {
    private Cores() {}

    static BigDecimal of(long millicores) {
        BigDecimal shortest = BigDecimal.valueOf(millicores, 3).stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }
}
