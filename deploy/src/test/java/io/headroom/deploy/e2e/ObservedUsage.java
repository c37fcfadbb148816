package io.headroom.deploy.e2e;

import io.headroom.model.WorkloadRef;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one source told of pods with a single container each, in the order in which it came. */
record ObservedUsage(List<UsageReading> readings) {

    /**
     * What a pod used on average over a stretch of time.
     *
     * @param over the length of the stretch, which begins and ends with a reading
     * @param memoryBytes what the stretch's last reading says
     */
    record PodRate(
            WorkloadRef workload, String pod, Duration over, double cores, long memoryBytes) {}

    /**
     * The rate of each pod from its first reading at a level of usage to the last before it left
     * that level. What the first one tells of the time before it does not count: a part of that may
     * have been at another level.
     */
    List<PodRate> rates(Predicate<UsageReading> atLevel) {
        Map<String, List<UsageReading>> stretches = new LinkedHashMap<>();
        for (UsageReading reading : readings) {
            // kwok may tell of a pod's memory before it tells of its CPU
            if (container(reading).cpu() != null && atLevel.test(reading)) {
                stretches.computeIfAbsent(reading.podUid(), _ -> new ArrayList<>()).add(reading);
            }
        }
        List<PodRate> rates = new ArrayList<>();
        for (List<UsageReading> stretch : stretches.values()) {
            PodRate rate = rate(stretch);
            if (rate != null) {
                rates.add(rate);
            }
        }
        return rates;
    }

    private static @Nullable PodRate rate(List<UsageReading> stretch) {
        double coreNanos = 0;
        Duration over = Duration.ZERO;
        UsageReading before = stretch.getFirst();
        for (UsageReading reading : stretch.subList(1, stretch.size())) {
            Duration since = Duration.between(time(before), time(reading));
            if (!since.isPositive()) {
                continue; // the source had nothing new
            }
            over = over.plus(since);
            coreNanos +=
                    switch (cpu(reading)) {
                        case CpuReading.Counter counter ->
                                counter.coreNanos()
                                        - ((CpuReading.Counter) cpu(before)).coreNanos();
                        // of windows that were missed, this one has to speak for them
                        case CpuReading.Rate rate -> rate.cores() * since.toNanos();
                    };
            before = reading;
        }
        return over.isZero()
                ? null
                : new PodRate(
                        before.workload(),
                        before.pod(),
                        over,
                        coreNanos / over.toNanos(),
                        memory(before).workingSetBytes());
    }

    static MemoryReading memory(UsageReading reading) {
        return Objects.requireNonNull(container(reading).memory());
    }

    private static CpuReading cpu(UsageReading reading) {
        return Objects.requireNonNull(container(reading).cpu());
    }

    private static ContainerReading container(UsageReading reading) {
        return reading.containers().getFirst();
    }

    /** The source's own time where it gives one. */
    private static Instant time(UsageReading reading) {
        Instant at = cpu(reading).at();
        return at == null ? reading.receivedAt() : at;
    }
}
