package io.headroom.recommender.fit;

import io.headroom.recommender.size.MaxRatio;

/**
 * What advice wants of one resource for one container, and the least that a plan leaves it; in
 * millicores or bytes.
 *
 * @param request what is wanted
 * @param least a plan requests no less
 * @param limit what is wanted; {@link #NONE} for no limit
 * @param leastLimit a plan has no limit below that; nor one below the request
 * @param ratio the most that a limit may be as a multiple of the request; infinite where nothing
 *     bounds it
 * @param equal whether the limit has to equal the request, as in a Guaranteed pod
 */
public record Amount(
        long request, long least, long limit, long leastLimit, double ratio, boolean equal) {
    /** No limit. */
    public static final long NONE = -1;

    public Amount {
        if (request < 0 || least < 0 || limit < NONE || leastLimit < 0 || ratio < 1) {
            throw new IllegalArgumentException(
                    "no amount: request %d, least %d, limit %d, least limit %d, ratio %s"
                            .formatted(request, least, limit, leastLimit, ratio));
        }
        leastLimit = limit == NONE ? 0 : Math.min(leastLimit, limit);
        // a request is never cut below what its limit cannot go below: then no limit is in the way
        least = Math.min(request, Math.max(least, leastLimit));
    }

    /** One that stays as it is. */
    public static Amount fixed(long request, long limit) {
        return new Amount(
                request, request, limit, Math.max(limit, 0), Double.POSITIVE_INFINITY, false);
    }

    /** The same, of which a plan leaves so much. */
    Amount withLeast(long left) {
        return new Amount(request, left, limit, leastLimit, ratio, equal);
    }

    /**
     * What a plan gives when the request is cut to this, and nothing is in the way of the limit.
     */
    Given given(long granted) {
        return new Given(granted, mostOfLimit(granted));
    }

    /** The most of the limit beside this request. */
    long mostOfLimit(long granted) {
        if (limit == NONE) {
            return NONE;
        }
        if (granted == request) {
            return limit;
        }
        if (equal) {
            return granted;
        }
        long allowed =
                Double.isInfinite(ratio)
                        ? limit
                        : Math.min(new MaxRatio(ratio).mostOfLimit(granted), limit);
        return Math.max(allowed, leastOfLimit(granted));
    }

    /** The least of the limit beside this request. */
    long leastOfLimit(long granted) {
        return limit == NONE ? NONE : Math.max(granted, equal ? 0 : leastLimit);
    }

    /**
     * What a plan gives.
     *
     * @param limit {@link #NONE} for no limit
     */
    public record Given(long request, long limit) {}
}
