package io.headroom.recommender.size;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.DecayingHistogram;
import io.headroom.model.profile.ExponentialBuckets;
import io.headroom.model.profile.Ring;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Profiles as tests need them. */
public final class Profiles {
    public static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private static final Ring NO_RING = new Ring(0, new byte[0]);

    private final String name;
    private ContainerType type = ContainerType.APP;
    private Resources requests = Resources.NONE;
    private Resources limits = Resources.NONE;
    private final DecayingHistogram cpu =
            new DecayingHistogram(ExponentialBuckets.CPU_CORES, DecayingHistogram.HALF_LIFE);
    private final DecayingHistogram memory =
            new DecayingHistogram(ExponentialBuckets.MEMORY_BYTES, DecayingHistogram.HALF_LIFE);
    private @Nullable Instant first;
    private @Nullable Instant last;
    private long samples;

    private Profiles(String name) {
        this.name = name;
    }

    public static Profiles of(String name) {
        return new Profiles(name);
    }

    public Profiles type(ContainerType newType) {
        type = newType;
        return this;
    }

    public Profiles requests(Resources newRequests) {
        requests = newRequests;
        return this;
    }

    public Profiles limits(Resources newLimits) {
        limits = newLimits;
        return this;
    }

    /** One sample of each resource. */
    public Profiles sample(double cores, double bytes, Instant at) {
        cpu.add(cores, 0.1, at);
        memory.add(bytes, 1, at);
        first = first == null ? at : first;
        last = at;
        samples++;
        return this;
    }

    /** The same usage again and again, from {@link #START}. */
    public Profiles steady(double cores, double bytes, int count, Duration every) {
        for (int i = 0; i < count; i++) {
            sample(cores, bytes, START.plus(every.multipliedBy(i)));
        }
        return this;
    }

    public ContainerProfile build() {
        return new ContainerProfile(
                name,
                type,
                requests,
                limits,
                first,
                last,
                samples,
                cpu.state(),
                memory.state(),
                NO_RING,
                NO_RING,
                NO_RING);
    }

    /** One whose windows are known and nothing else. */
    public static ContainerProfile withRings(
            String name, Resources requests, Resources limits, Ring cpuHottest, Ring memoryPeak) {
        ContainerProfile plain = of(name).requests(requests).limits(limits).build();
        return new ContainerProfile(
                name,
                plain.type(),
                requests,
                limits,
                plain.firstSampleAt(),
                plain.lastSampleAt(),
                plain.samples(),
                plain.cpu(),
                plain.memoryPeaks(),
                cpuHottest,
                NO_RING,
                memoryPeak);
    }
}
