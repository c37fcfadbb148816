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
                    checked(rate, rate.cores(), rate.maxCores(), rate.windowMillis(), Double.NaN);
            case CpuPoint.Counter counter ->
                    switch (previous) {
                        case null -> first(counter);
                        case CpuPoint.Counter before -> between(before, counter);
                        case CpuPoint.Rate _ -> new RateResult.Waiting();
                    };
        };
    }

    /** A container that has just started is known from its start: it may never be read again. */
    private static RateResult first(CpuPoint.Counter counter) {
        long age = counter.startKnown() ? counter.atMillis() - counter.startedMillis() : 0;
        return age < MIN_AGE_MILLIS || age > GAP_INTERVALS * counter.intervalMillis()
                ? new RateResult.Waiting()
                : sinceStart(counter, age);
    }

    private static RateResult sinceStart(CpuPoint.Counter counter, long ageMillis) {
        double cores = cores(counter.coreNanos(), ageMillis);
        return checked(counter, cores, cores, ageMillis, heldBack(null, counter, cores, ageMillis));
    }

    private static RateResult between(CpuPoint.Counter before, CpuPoint.Counter counter) {
        if (isNewInstance(before, counter)) {
            long age = counter.atMillis() - counter.startedMillis();
            return age < MIN_AGE_MILLIS ? new RateResult.Waiting() : sinceStart(counter, age);
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
        double cores = cores(counter.coreNanos() - before.coreNanos(), elapsed);
        return checked(counter, cores, cores, elapsed, heldBack(before, counter, cores, elapsed));
    }

    /**
     * How many cores more would have been in use. What the limit held back is counted over all
     * threads, and is cores as it stands; of waiting it is only known for which share of the time
     * there was any.
     */
    private static double heldBack(
            CpuPoint.@Nullable Counter before,
            CpuPoint.Counter now,
            double cores,
            long overMillis) {
        long throttled = since(before == null ? 0 : before.throttledNanos(), now.throttledNanos());
        if (throttled >= 0) {
            return cores(throttled, overMillis);
        }
        long waiting = since(before == null ? 0 : before.waitingNanos(), now.waitingNanos());
        return waiting < 0 ? Double.NaN : cores * Math.min(1, cores(waiting, overMillis));
    }

    /** How far a counter went; negative where that is not known. */
    private static long since(long before, long now) {
        return before == CpuPoint.Counter.UNKNOWN || now == CpuPoint.Counter.UNKNOWN
                ? -1
                : now - before;
    }

    private static boolean isNewInstance(CpuPoint.Counter before, CpuPoint.Counter counter) {
        return counter.startKnown()
                && counter.startedMillis()
                        > (before.startKnown() ? before.startedMillis() : before.atMillis());
    }

    private static RateResult checked(
            CpuPoint point,
            double cores,
            double hottestCores,
            long overMillis,
            double heldBackCores) {
        double capacity = point.capacityMillicores() / 1_000.0;
        if (capacity > 0 && hottestCores > CAPACITY_TOLERANCE * capacity) {
            return new RateResult.Implausible();
        }
        return new RateResult.Sample(
                point.eventMillis(),
                cores,
                hottestCores,
                overMillis > GAP_INTERVALS * point.intervalMillis(),
                overMillis,
                heldBackCores);
    }

    private static double cores(long coreNanos, long overMillis) {
        return coreNanos / (overMillis * NANOS_PER_MILLI);
    }
}
