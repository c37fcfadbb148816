package io.headroom.analyzer.usage;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules of rates; those named after metrics-server's tests answer the same questions. */
class UsageRatesTest {
    private static final long T = 1_700_000_000_000L;
    private static final long STARTED = T - 3_600_000;
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long CORE_MINUTE = 60_000_000_000L;

    @Test
    void waitsForTheSecondPoint() {
        assertThat(UsageRates.rate(null, counter(T, STARTED, 5))).isEqualTo(waiting());
    }

    @Test
    void isTheCountersRiseOverTheTimeBetween() {
        assertThat(
                        UsageRates.rate(
                                counter(T, STARTED, CORE_MINUTE),
                                counter(T + MINUTE, STARTED, CORE_MINUTE * 3 / 2)))
                .isEqualTo(sample(T + MINUTE, 0.5));
    }

    @Test
    void repeatedPointIsIgnored() {
        RateResult result =
                UsageRates.rate(counter(T, STARTED, 1), counter(T, STARTED, CORE_MINUTE));
        assertThat(result).isEqualTo(new RateResult.Duplicate());
        assertThat(result.advances()).isFalse();
    }

    @Test
    void pointOlderThanThePreviousOneNeverReplacesIt() {
        RateResult result =
                UsageRates.rate(counter(T, STARTED, 1), counter(T - SECOND, STARTED, 0));
        assertThat(result).isEqualTo(new RateResult.Late());
        assertThat(result.advances()).isFalse();
    }

    @Test
    void newInstanceCountsFromItsStart() {
        assertThat(
                        UsageRates.rate(
                                counter(T, STARTED, 100 * CORE_MINUTE),
                                counter(T + MINUTE, T + MINUTE / 2, CORE_MINUTE / 4)))
                .isEqualTo(sample(T + MINUTE, 0.5, MINUTE / 2));
    }

    @Test
    void newInstanceOfTenSecondsCountsAndOfLessWaits() {
        CpuPoint before = counter(T, STARTED, CORE_MINUTE);
        assertThat(
                        UsageRates.rate(
                                before,
                                counter(T + MINUTE, T + MINUTE - 10 * SECOND, 10_000_000_000L)))
                .isEqualTo(sample(T + MINUTE, 1, 10 * SECOND));
        RateResult young =
                UsageRates.rate(before, counter(T + MINUTE, T + MINUTE - 9_999, 10_000_000_000L));
        assertThat(young).isEqualTo(waiting());
        assertThat(young.advances()).isTrue();
    }

    @Test
    void aContainerThatHasJustStartedNeedsNoPointBefore() {
        // Given a run so short that it is read once
        assertThat(UsageRates.rate(null, counter(T + MINUTE, T + MINUTE / 2, CORE_MINUTE / 4)))
                .isEqualTo(sample(T + MINUTE, 0.5, MINUTE / 2));
        assertThat(UsageRates.rate(null, counter(T + MINUTE, T + MINUTE - 9_999, 1)))
                .isEqualTo(waiting());
        // what was used in more than three intervals is no rate of now
        assertThat(UsageRates.rate(null, counter(T + MINUTE, T - 2 * MINUTE - 1, 1)))
                .isEqualTo(waiting());
        assertThat(UsageRates.rate(null, counter(T, null, 1))).isEqualTo(waiting());
    }

    @Test
    void whatTheLimitHeldBackIsCountedInCores() {
        assertThat(heldBack(waited(0, 0L, null), waited(MINUTE, CORE_MINUTE / 4, null)))
                .isEqualTo(0.25);
        // by its start it is known of a new instance too
        assertThat(heldBack(null, waited(MINUTE, CORE_MINUTE / 2, null))).isEqualTo(0.5);
        assertThat(heldBack(waited(0, null, null), waited(MINUTE, 1L, null))).isNaN();
        assertThat(heldBack(waited(0, null, null), waited(MINUTE, null, null))).isNaN();
    }

    @Test
    void waitingIsAShareOfWhatWasUsed() {
        assertThat(heldBack(waited(0, null, 0L), waited(MINUTE, null, CORE_MINUTE / 4)))
                .isEqualTo(0.5 * 0.25);
        // some task may wait all of the time, not more
        assertThat(heldBack(waited(0, null, 0L), waited(MINUTE, null, 2 * CORE_MINUTE)))
                .isEqualTo(0.5);
    }

    private static double heldBack(CpuPoint.@Nullable Counter before, CpuPoint.Counter now) {
        return ((RateResult.Sample) UsageRates.rate(before, now)).heldBackCores();
    }

    /** Half a core in use since the container's start at {@code T}. */
    private static CpuPoint.Counter waited(
            long age, @Nullable Long throttledNanos, @Nullable Long waitingNanos) {
        return new CpuPoint.Counter(
                T + age,
                T + age,
                MINUTE,
                4_000,
                T,
                age * 500_000,
                throttledNanos == null ? CpuPoint.Counter.UNKNOWN : throttledNanos,
                waitingNanos == null ? CpuPoint.Counter.UNKNOWN : waitingNanos);
    }

    @Test
    void startTimeAfterTheTimestampWaits() {
        assertThat(
                        UsageRates.rate(
                                counter(T, STARTED, CORE_MINUTE),
                                counter(T + MINUTE, T + 2 * MINUTE, CORE_MINUTE)))
                .isEqualTo(waiting());
    }

    @Test
    void olderInstanceUnderTheSameNameIsNotCounted() {
        RateResult result =
                UsageRates.rate(
                        counter(T, STARTED, 1), counter(T + MINUTE, STARTED - MINUTE, CORE_MINUTE));
        assertThat(result.label()).isEqualTo("invalid");
        assertThat(result.advances()).isFalse();
    }

    @Test
    void decreasedPointOfOneInstanceIsAReset() {
        RateResult result =
                UsageRates.rate(
                        counter(T, STARTED, 2 * CORE_MINUTE),
                        counter(T + MINUTE, STARTED, CORE_MINUTE));
        assertThat(result).isEqualTo(new RateResult.Reset(RateResult.Reset.Reason.UNEXPLAINED));
        assertThat(result.advances()).isTrue();
    }

    @Test
    void anyDecreaseIsAResetWhereThereIsNoStartTime() {
        assertThat(
                        UsageRates.rate(
                                counter(T, null, 2 * CORE_MINUTE),
                                counter(T + MINUTE, null, CORE_MINUTE)))
                .isEqualTo(new RateResult.Reset(RateResult.Reset.Reason.NO_START_TIME));
    }

    @Test
    void pointsWithoutStartTimesHaveARateWhileTheyRise() {
        assertThat(
                        UsageRates.rate(
                                counter(T, null, CORE_MINUTE),
                                counter(T + MINUTE, null, 2 * CORE_MINUTE)))
                .isEqualTo(sample(T + MINUTE, 1));
    }

    @Test
    void averageOverMoreThanThreeIntervalsIsAGap() {
        CpuPoint before = counter(T, STARTED, 0);
        assertThat(UsageRates.rate(before, counter(T + 3 * MINUTE, STARTED, 3 * CORE_MINUTE)))
                .isEqualTo(
                        new RateResult.Sample(T + 3 * MINUTE, 1, 1, false, 3 * MINUTE, Double.NaN));
        assertThat(UsageRates.rate(before, counter(T + 4 * MINUTE, STARTED, 4 * CORE_MINUTE)))
                .isEqualTo(
                        new RateResult.Sample(T + 4 * MINUTE, 1, 1, true, 4 * MINUTE, Double.NaN));
    }

    @Test
    void moreThanTheNodeHasIsImplausible() {
        CpuPoint before = counter(T, STARTED, 0);
        assertThat(UsageRates.rate(before, counter(T + MINUTE, STARTED, 4 * CORE_MINUTE)))
                .isEqualTo(sample(T + MINUTE, 4));
        RateResult result = UsageRates.rate(before, counter(T + MINUTE, STARTED, 5 * CORE_MINUTE));
        assertThat(result).isEqualTo(new RateResult.Implausible());
        assertThat(result.advances()).isTrue();
    }

    @Test
    void nothingIsImplausibleWhereTheNodeIsNotKnown() {
        assertThat(
                        UsageRates.rate(
                                new CpuPoint.Counter(T, T, MINUTE, 0, STARTED, 0),
                                new CpuPoint.Counter(
                                        T + MINUTE,
                                        T + MINUTE,
                                        MINUTE,
                                        0,
                                        STARTED,
                                        500 * CORE_MINUTE)))
                .isEqualTo(sample(T + MINUTE, 500));
    }

    @Test
    void zeroIsAValue() {
        assertThat(UsageRates.rate(counter(T, STARTED, 0), counter(T + MINUTE, STARTED, 0)))
                .isEqualTo(sample(T + MINUTE, 0));
    }

    @Test
    void readyMadeRateNeedsNoPointBefore() {
        assertThat(UsageRates.rate(null, rate(T, 0.25))).isEqualTo(sample(T, 0.25, 30 * SECOND));
    }

    @Test
    void repeatedReadyMadeRateIsKnownByItsTimestamp() {
        assertThat(UsageRates.rate(rate(T, 0.25), rate(T, 0.25)))
                .isEqualTo(new RateResult.Duplicate());
        assertThat(UsageRates.rate(rate(T, 0.25), rate(T - 1, 0.25)))
                .isEqualTo(new RateResult.Late());
    }

    @Test
    void counterAfterAReadyMadeRateWaits() {
        assertThat(UsageRates.rate(rate(T, 0.25), counter(T + MINUTE, STARTED, 1)))
                .isEqualTo(waiting());
    }

    @Test
    void theMaximumOfAReadyMadeRateIsTheHottest() {
        assertThat(UsageRates.rate(null, rate(T, 0.25, 1.5)))
                .isEqualTo(new RateResult.Sample(T, 0.25, 1.5, false, 30 * SECOND, Double.NaN));
    }

    @Test
    void noMaximumIsBelowItsMean() {
        assertThat(UsageRates.rate(null, rate(T, 0.25, 0.2)))
                .isEqualTo(sample(T, 0.25, 30 * SECOND));
    }

    @Test
    void aMaximumBeyondTheNodeIsImplausible() {
        assertThat(UsageRates.rate(null, rate(T, 1, 5))).isEqualTo(new RateResult.Implausible());
    }

    private static RateResult waiting() {
        return new RateResult.Waiting();
    }

    private static RateResult sample(long at, double cores) {
        return sample(at, cores, MINUTE);
    }

    private static RateResult sample(long at, double cores, long overMillis) {
        return new RateResult.Sample(at, cores, cores, false, overMillis, Double.NaN);
    }

    private static CpuPoint.Counter counter(long at, @Nullable Long started, long coreNanos) {
        return new CpuPoint.Counter(
                at,
                at,
                MINUTE,
                4_000,
                started == null ? CpuPoint.Counter.UNKNOWN : started,
                coreNanos);
    }

    private static CpuPoint.Rate rate(long at, double cores, double maxCores) {
        return new CpuPoint.Rate(at, at, MINUTE, 4_000, 30 * SECOND, cores, maxCores);
    }

    private static CpuPoint.Rate rate(long at, double cores) {
        return rate(at, cores, cores);
    }
}
