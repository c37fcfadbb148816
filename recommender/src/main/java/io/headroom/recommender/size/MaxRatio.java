package io.headroom.recommender.size;

import io.headroom.model.quantity.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The most that a limit may be as a multiple of its request, as admission has it: it takes all
 * amounts in thousandths, rounded up, and divides in binary floating point. So a limit that is
 * exactly as large a multiple may be refused: 403 of 100 where the ratio is 4.03.
 */
public final class MaxRatio {
    /** From there on admission takes whole units, as thousandths would not fit into 64 bits. */
    private static final long MOST_THOUSANDTHS = Long.MAX_VALUE / 1_000;

    /** Thousandths nearer to each other than that are the same, but for how they are written. */
    private static final double SAME = 1e-6;

    private final double ratio;
    private final double thousandths;

    /**
     * @param ratio as a LimitRange has it; infinite where nothing bounds it
     */
    public MaxRatio(double ratio) {
        this.ratio = ratio;
        double near = Math.rint(ratio * 1_000);
        this.thousandths = Math.abs(near - ratio * 1_000) < SAME ? near : Math.ceil(ratio * 1_000);
    }

    /** Whether admission refuses a limit beside this request, neither of which is zero. */
    public static boolean refuses(BigDecimal ratio, BigDecimal request, BigDecimal limit) {
        boolean whole = isLarge(request) || isLarge(limit) || isLarge(ratio);
        double times =
                (whole ? units(limit) : thousandths(limit))
                        / (whole ? units(request) : thousandths(request));
        return isLarge(ratio) ? times > units(ratio) : times * 1_000 > thousandths(ratio);
    }

    /** Likewise of whole units, be they thousandths (of a core) or not (bytes). */
    public boolean refuses(long request, long limit) {
        return refuses((double) request, (double) limit)
                || (limit <= MOST_THOUSANDTHS
                        && refuses((double) (request * 1_000), (double) (limit * 1_000)));
    }

    private boolean refuses(double request, double limit) {
        return limit / request * 1_000 > thousandths;
    }

    /** The largest limit that is let in beside a request, if it is not below that. */
    public long mostOfLimit(long request) {
        long most = Quantity.wholeUnits(request * ratio);
        while (most > request && refuses(request, most)) {
            most--;
        }
        return most;
    }

    /** The least request that is let in beside a limit, if it is not above that. */
    public long leastOfRequest(long limit) {
        long least = (long) Math.ceil(limit / ratio);
        while (least < limit && refuses(least, limit)) {
            least++;
        }
        return least;
    }

    private static boolean isLarge(BigDecimal amount) {
        return amount.compareTo(BigDecimal.valueOf(MOST_THOUSANDTHS)) > 0;
    }

    private static double units(BigDecimal amount) {
        return amount.setScale(0, RoundingMode.CEILING).doubleValue();
    }

    private static double thousandths(BigDecimal amount) {
        return units(amount.movePointRight(3));
    }
}
