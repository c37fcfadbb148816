package io.headroom.recommender.scale.hpa;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a metric says at one moment. Amounts are in thousandths of its base unit. */
public sealed interface MetricReading {

    /** Of pods, by name; some may be missing, and some may be of pods that are gone. */
    record PerPod(Map<String, PodMetric> pods) implements MetricReading {
        public PerPod {
            pods = Map.copyOf(pods);
        }
    }

    /** Of an object, or of what lies outside: the sum of these counts. */
    record Total(List<Long> milli) implements MetricReading {
        public Total {
            milli = List.copyOf(milli);
        }

        /** At most the largest number there is. */
        long sum() {
            long sum = 0;
            for (long amount : milli) {
                if (amount > 0 && sum > Long.MAX_VALUE - amount) {
                    return Long.MAX_VALUE;
                }
                sum += amount;
            }
            return sum;
        }
    }

    /** Nobody could tell. */
    record Unavailable(String why) implements MetricReading {}

    /**
     * What is known of one pod.
     *
     * @param timestamp when the window ended
     * @param window how long it was measured
     */
    record PodMetric(long milli, Instant timestamp, Duration window) {}
}
