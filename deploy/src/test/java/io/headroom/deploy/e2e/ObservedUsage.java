package io.headroom.deploy.e2e;

import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a collector put on the usage topic, as rates between two readings of each pod. */
record ObservedUsage(List<UsageReading> readings) {

    /** One pod's only container over a stretch of time. */
    record PodRate(WorkloadRef workload, String pod, double cores, long memoryBytes) {}

    static ObservedUsage of(TopicContents contents, String topic) {
        RecordCodec<UsageReading> codec = new RecordCodec<>(UsageReading.class);
        return new ObservedUsage(
                contents.all(topic).stream()
                        .map(each -> codec.decode(Objects.requireNonNull(each.value())))
                        .toList());
    }

    /**
     * The rate of each pod that has one within a stretch of time: between the first and the last
     * reading of a counter in it, or as it came with a window that lies in it.
     *
     * @param shortest the least that lies between two readings of a counter
     */
    List<PodRate> rates(Instant from, Instant to, Duration shortest) {
        Map<String, List<UsageReading>> byPod = new TreeMap<>();
        for (UsageReading reading : readings) {
            if (!start(reading).isBefore(from) && !time(reading).isAfter(to)) {
                byPod.computeIfAbsent(reading.podUid(), pod -> new ArrayList<>()).add(reading);
            }
        }
        List<PodRate> rates = new ArrayList<>();
        for (List<UsageReading> pod : byPod.values()) {
            PodRate rate = rate(pod.getFirst(), pod.getLast(), shortest);
            if (rate != null) {
                rates.add(rate);
            }
        }
        return rates;
    }

    private static @Nullable PodRate rate(
            UsageReading first, UsageReading last, Duration shortest) {
        MemoryReading memory = Objects.requireNonNull(container(last).memory());
        CpuReading cpu = container(last).cpu();
        double cores;
        if (cpu instanceof CpuReading.Rate ready) {
            cores = ready.cores();
        } else if (cpu instanceof CpuReading.Counter end
                && container(first).cpu() instanceof CpuReading.Counter begin) {
            Duration between = Duration.between(time(first), time(last));
            if (between.compareTo(shortest) < 0) {
                return null;
            }
            cores = (double) (end.coreNanos() - begin.coreNanos()) / between.toNanos();
        } else {
            return null;
        }
        return new PodRate(last.workload(), last.pod(), cores, memory.workingSetBytes());
    }

    private static ContainerReading container(UsageReading reading) {
        return reading.containers().getFirst();
    }

    private static Instant time(UsageReading reading) {
        CpuReading cpu = container(reading).cpu();
        Instant at = cpu == null ? null : cpu.at();
        return at == null ? reading.receivedAt() : at;
    }

    /** Of a ready-made rate the start of its window: before it the reading saw something else. */
    private static Instant start(UsageReading reading) {
        return container(reading).cpu() instanceof CpuReading.Rate rate
                ? time(reading).minus(rate.window())
                : time(reading);
    }
}
