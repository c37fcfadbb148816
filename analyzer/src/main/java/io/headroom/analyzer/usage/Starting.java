package io.headroom.analyzer.usage;

import io.headroom.analyzer.usage.CpuPoint.Counter;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the replicas of a container used in a window soon after they had started. Not thread-safe.
 */
final class Starting {
    /** For so many minutes a container that has started is looked at apart. */
    static final int MINUTES = 10;

    private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();

    private final double[] byMinute = new double[MINUTES];
    private int starts;

    Starting() {
        Arrays.fill(byMinute, Double.NaN);
    }

    /** How long the container had run when the sample began; null where that is not known. */
    static @Nullable Long ageMillis(CpuPoint point, RateResult.Sample sample) {
        return point instanceof Counter counter && counter.startKnown()
                ? (Long)
                        Math.max(
                                counter.atMillis() - sample.overMillis() - counter.startedMillis(),
                                0)
                : null;
    }

    static boolean isStarting(@Nullable Long ageMillis) {
        return ageMillis != null && ageMillis < MINUTES * MINUTE_MILLIS;
    }

    /**
     * Takes in a sample that began at this age: it counts for every minute that it reaches into.
     */
    void take(long ageMillis, RateResult.Sample sample) {
        starts += ageMillis == 0 ? 1 : 0;
        long last = Math.max(ageMillis + sample.overMillis() - 1, ageMillis) / MINUTE_MILLIS;
        for (int minute = (int) (ageMillis / MINUTE_MILLIS);
                minute <= last && minute < MINUTES;
                minute++) {
            byMinute[minute] =
                    Double.isNaN(byMinute[minute])
                            ? sample.cores()
                            : Math.max(byMinute[minute], sample.cores());
        }
    }

    /** How many containers were seen to start. */
    int starts() {
        return starts;
    }

    /** The most in use in each minute of a container's life; {@code NaN} where not known. */
    double[] byMinute() {
        return byMinute.clone();
    }
}
