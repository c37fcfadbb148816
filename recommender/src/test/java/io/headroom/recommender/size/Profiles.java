package io.headroom.recommender.size;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.Particulars;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.DecayingHistogram;
import io.headroom.model.profile.ExponentialBuckets;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntToDoubleFunction;
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
    private Ring cpuHottest = NO_RING;
    private Ring memoryPeak = NO_RING;
    private @Nullable Particulars particulars;

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

    /** Windows from {@link #START}, one after the other; {@code NaN} for one that is not known. */
    public Profiles windows(int count, IntToDoubleFunction cores, IntToDoubleFunction bytes) {
        long from = Windows.indexOf(START);
        cpuHottest = ring(from, count, cores, ByteScale.CPU_CORES);
        memoryPeak = ring(from, count, bytes, ByteScale.MEMORY_BYTES);
        return this;
    }

    public Profiles with(Particulars what) {
        particulars = what;
        return this;
    }

    public static Ring ring(long first, int count, IntToDoubleFunction amounts, ByteScale scale) {
        byte[] steps = new byte[count];
        for (int i = 0; i < count; i++) {
            double amount = amounts.applyAsDouble(i);
            steps[i] = Double.isNaN(amount) ? ByteScale.MISSING : scale.encode(amount);
        }
        return new Ring(first, steps);
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
                cpuHottest,
                cpuHottest,
                memoryPeak,
                particulars);
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
