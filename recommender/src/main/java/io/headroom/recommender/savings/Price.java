package io.headroom.recommender.savings;

import org.jspecify.annotations.Nullable;

/**
 * What capacity costs, in the price sheet's currency; null where it has no price.
 *
 * @param perCoreHour of one core for an hour
 * @param perGibHour of one GiB (2^30 bytes) of memory for an hour
 */
public record Price(@Nullable Double perCoreHour, @Nullable Double perGibHour) {
    /** Nothing has a price. */
    public static final Price NONE = new Price(null, null);

    private static final double GIB = 1L << 30;

    /** This price, and {@code fallback}'s for what has none here. */
    public Price or(Price fallback) {
        return new Price(
                perCoreHour == null ? fallback.perCoreHour : perCoreHour,
                perGibHour == null ? fallback.perGibHour : perGibHour);
    }

    /** What the amounts cost in an hour; null where neither resource has a price. */
    public @Nullable Double hourly(double cores, double bytes) {
        if (perCoreHour == null && perGibHour == null) {
            return null;
        }
        return (perCoreHour == null ? 0 : perCoreHour * cores)
                + (perGibHour == null ? 0 : perGibHour * bytes / GIB);
    }
}
