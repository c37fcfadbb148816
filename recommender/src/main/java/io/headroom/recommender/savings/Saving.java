package io.headroom.recommender.savings;

import org.jspecify.annotations.Nullable;

/**
 * Capacity that is no longer requested; negative where more is requested than before.
 *
 * @param cores to the millionth, so that sums of decimal amounts read as such
 * @param hourlyCost what it costs in an hour; null where nothing has a price
 */
public record Saving(double cores, double bytes, @Nullable Double hourlyCost) {
    private static final double MILLION = 1e6;

    /** Nothing, of which it is not known what it costs. */
    public static final Saving NONE = new Saving(0, 0, null);

    public Saving {
        cores = Math.rint(cores * MILLION) / MILLION + 0.0; // plus zero: no negative zero
    }

    static Saving of(double cores, double bytes, Price price) {
        return new Saving(cores, bytes, price.hourly(cores, bytes));
    }

    Saving plus(Saving other) {
        return new Saving(
                cores + other.cores,
                bytes + other.bytes,
                hourlyCost == null
                        ? other.hourlyCost
                        : other.hourlyCost == null
                                ? hourlyCost
                                : Double.valueOf(hourlyCost + other.hourlyCost));
    }
}
