package io.headroom.analyzer.usage;

import org.jspecify.annotations.Nullable;

/** Turns points of CPU into rates, by rules that never make up usage that was not there. */
final class UsageRates {
    /** A container younger than this has no rate yet: start-up would be taken for its usage. */
    private static final long MIN_AGE_MILLIS = 10_000;

    /** A rate over more intervals than this hides peaks. */
    private static final int GAP_INTERVALS = 3;

    /** How much more than a node's CPU may be read because two clocks are compared. */
    private static final double CAPACITY_TOLERANCE = 1.1;

    private static final double NANOS_PER_MILLI = 1e6;

    private UsageRates() {}

    /** The rate at {@code point}, given the point of the same container that came before it. */
    static RateResult rate(@Nullable CpuPoint previous, CpuPoint point) {
        if (previous != null && point.atMillis() == previous.atMillis()) {
            return new RateResult.Duplicate();
        }
        if (previous != null && point.atMillis() < previous.atMillis()) {
            return new RateResult.Late();
        }
        return switch (point) {
            case CpuPoint.Rate rate ->
                    checked(rate, rate.cores(), rate.maxCores(), rate.windowMillis());
            case CpuPoint.Counter counter ->
                    previous instanceof CpuPoint.Counter before
                            ? between(before, counter)
                            : new RateResult.Waiting();
        };
    }

    private static RateResult between(CpuPoint.Counter before, CpuPoint.Counter counter) {
        if (isNewInstance(before, counter)) {
            long age = counter.atMillis() - counter.startedMillis();
            return age < MIN_AGE_MILLIS
                    ? new RateResult.Waiting()
                    : checked(counter, cores(counter.coreNanos(), age), age);
        }
        boolean startsKnown = before.startKnown() && counter.startKnown();
        if (startsKnown && counter.startedMillis() < before.startedMillis()) {
            return new RateResult.StaleInstance();
        }
        if (counter.coreNanos() < before.coreNanos()) {
            return new RateResult.Reset(
                    startsKnown
                            ? RateResult.Reset.Reason.UNEXPLAINED
                            : RateResult.Reset.Reason.NO_START_TIME);
        }
        long elapsed = counter.atMillis() - before.atMillis();
        return checked(counter, cores(counter.coreNanos() - before.coreNanos(), elapsed), elapsed);
    }

    private static boolean isNewInstance(CpuPoint.Counter before, CpuPoint.Counter counter) {
        return counter.startKnown()
                && counter.startedMillis()
                        > (before.startKnown() ? before.startedMillis() : before.atMillis());
    }

    private static RateResult checked(CpuPoint point, double cores, long overMillis) {
        return checked(point, cores, cores, overMillis);
    }

    private static RateResult checked(
            CpuPoint point, double cores, double hottestCores, long overMillis) {
        double capacity = point.capacityMillicores() / 1_000.0;
        if (capacity > 0 && hottestCores > CAPACITY_TOLERANCE * capacity) {
            return new RateResult.Implausible();
        }
        return new RateResult.Sample(
                point.eventMillis(),
                cores,
                hottestCores,
                overMillis > GAP_INTERVALS * point.intervalMillis());
    }

    private static double cores(long coreNanos, long overMillis) {
        return coreNanos / (overMillis * NANOS_PER_MILLI);
    }
}
