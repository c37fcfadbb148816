package io.headroom.model.usage;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** CPU as its source gives it: a counter since the container's start, or a ready-made rate. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = CpuReading.Counter.class, name = "counter"),
    @JsonSubTypes.Type(value = CpuReading.Rate.class, name = "rate")
})
public sealed interface CpuReading {

    /** The source's own timestamp; null where it gives none. */
    @Nullable Instant at();

    /**
     * CPU time used since the container's start.
     *
     * @param coreNanos core-nanoseconds: one core busy for one second is 1e9
     * @param throttledNanos time that the container was held back by its CPU limit, where known
     */
    record Counter(@Nullable Instant at, long coreNanos, @Nullable Long throttledNanos)
            implements CpuReading {}

    /**
     * The mean number of cores in use over the window that ends at {@code at}.
     *
     * @param window the length of that window
     * @param maxCores the most that were in use within it, where the source looked closer; null
     *     where it did not: then nothing but the mean is known
     */
    record Rate(@Nullable Instant at, Duration window, double cores, @Nullable Double maxCores)
            implements CpuReading {

        /** A rate of which nothing but the mean is known. */
        public Rate(@Nullable Instant at, Duration window, double cores) {
            this(at, window, cores, null);
        }
    }
}
