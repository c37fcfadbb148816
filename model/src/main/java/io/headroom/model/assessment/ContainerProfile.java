package io.headroom.model.assessment;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.profile.HistogramState;
import io.headroom.model.profile.Ring;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the containers of one name used, over all replicas of a workload.
 *
 * @param requests in force at the latest reading
 * @param limits likewise
 * @param firstSampleAt the time of the first CPU sample; null while there is none
 * @param lastSampleAt the time of the latest CPU sample; null while there is none
 * @param samples the number of CPU samples
 * @param cpu in cores, decaying
 * @param memoryPeaks the peaks of each replica's 24 hours, in bytes, decaying
 * @param cpuHottest the highest usage of any replica per window, on the scale of CPU
 * @param cpuMean the mean over replicas per window, on the scale of CPU
 * @param memoryPeak the highest usage of any replica per window, on the scale of memory
 * @param particulars what else is known; null where nothing is
 */
public record ContainerProfile(
        String name,
        ContainerType type,
        Resources requests,
        Resources limits,
        @Nullable Instant firstSampleAt,
        @Nullable Instant lastSampleAt,
        long samples,
        HistogramState cpu,
        HistogramState memoryPeaks,
        Ring cpuHottest,
        Ring cpuMean,
        Ring memoryPeak,
        @Nullable Particulars particulars) {

    /** One of which nothing else is known. */
    public ContainerProfile(
            String name,
            ContainerType type,
            Resources requests,
            Resources limits,
            @Nullable Instant firstSampleAt,
            @Nullable Instant lastSampleAt,
            long samples,
            HistogramState cpu,
            HistogramState memoryPeaks,
            Ring cpuHottest,
            Ring cpuMean,
            Ring memoryPeak) {
        this(
                name,
                type,
                requests,
                limits,
                firstSampleAt,
                lastSampleAt,
                samples,
                cpu,
                memoryPeaks,
                cpuHottest,
                cpuMean,
                memoryPeak,
                null);
    }

    /** What else is known; all of it absent where nothing is. */
    public Particulars known() {
        return particulars == null ? Particulars.NONE : particulars;
    }

    /** The same with what else is known. */
    public ContainerProfile with(@Nullable Particulars found) {
        return new ContainerProfile(
                name,
                type,
                requests,
                limits,
                firstSampleAt,
                lastSampleAt,
                samples,
                cpu,
                memoryPeaks,
                cpuHottest,
                cpuMean,
                memoryPeak,
                found);
    }
}
