package io.headroom.model.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of the upstream VPA's histogram_test.go and decaying_histogram_test.go. */
@Tag("golden")
class DecayingHistogramTest {
    private static final double EPSILON = 1e-4;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant START = Instant.ofEpochSecond(1_234_567_890);
    private static final LinearBuckets TENS = LinearBuckets.covering(10, 1);
    private static final LinearBuckets TENTHS = LinearBuckets.covering(1, 0.1);

    @ParameterizedTest
    @ValueSource(doubles = {-0.5, 0, 0.5, 1, 1.5})
    void saysNothingWhenItIsEmpty(double fraction) {
        assertThat(new DecayingHistogram(TENS, HOUR).percentile(fraction)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0,2", "0.1,2", "0.2,3", "0.3,3", "0.4,4", "0.5,4", "0.6,4", "0.7,5", "0.8,5", "0.9,5",
        "1,5"
    })
    void weighsSamplesOfOneTime(double fraction, double expected) {
        DecayingHistogram histogram = new DecayingHistogram(TENS, HOUR);
        for (int i = 1; i <= 4; i++) {
            histogram.add(i, i, START);
        }
        assertThat(histogram.percentile(fraction)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0,2", "0.02,2", "0.03,3", "0.10,3", "0.11,4", "0.34,4", "0.35,5", "1,5"})
    void weighsNewerSamplesMore(double fraction, double expected) {
        DecayingHistogram histogram = new DecayingHistogram(TENS, HOUR);
        for (int i = 1; i <= 4; i++) {
            histogram.add(i, i, START.plus(HOUR.multipliedBy(i - 1)));
        }
        assertThat(histogram.percentile(fraction)).isEqualTo(expected);
    }

    @Test
    void answersOutsideOfZeroToOneLikeItsEnds() {
        DecayingHistogram histogram = new DecayingHistogram(TENTHS, HOUR);
        histogram.add(0.1, 0.1, START);
        histogram.add(0.2, 0.2, START);
        assertThat(histogram.percentile(-0.1)).isEqualTo(0.2);
        assertThat(histogram.percentile(1.1)).isEqualTo(TENTHS.start(3));

        histogram.add(0, 0.1, START);
        histogram.add(1.0, 0.2, START);
        assertThat(histogram.percentile(-0.1)).isEqualTo(0.1);
        assertThat(histogram.percentile(1.1)).isEqualTo(1.0);
    }

    @Test
    void forgetsByHalfLives() {
        DecayingHistogram histogram = new DecayingHistogram(TENS, HOUR);
        histogram.add(2, 1_000, START);
        histogram.add(1, 1, START.plus(HOUR.multipliedBy(20)));
        assertThat(histogram.percentile(0.999)).isEqualTo(2);
        assertThat(histogram.percentile(1)).isEqualTo(3);
    }

    @Test
    void losesWhatIsMoreThanAHundredHalfLivesOld() {
        DecayingHistogram histogram = new DecayingHistogram(TENS, HOUR);
        histogram.add(2, 1, START);
        histogram.add(1, 1, START.plus(HOUR.multipliedBy(101)));
        assertThat(histogram.percentile(1)).isEqualTo(2);
    }

    @Test
    void isEmptyBelowTheSmallestWeight() {
        DecayingHistogram histogram = new DecayingHistogram(TENS, HOUR);
        assertThat(histogram.isEmpty()).isTrue();
        histogram.add(1, 2.5, START);
        assertThat(histogram.isEmpty()).isFalse();
    }

    @Test
    void keepsItsBoundsWhenWeightsAreTooSmallToCount() {
        // at the zero time a weight is neither raised nor lowered
        Instant zero = Instant.parse("0001-01-01T00:00:00Z");
        DecayingHistogram histogram = new DecayingHistogram(TENS, HOUR);
        histogram.add(9.9, 3 * EPSILON, zero);
        histogram.add(0.1, 0.3 * EPSILON, zero);
        histogram.add(999.9, 0.3 * EPSILON, zero);
        assertThat(histogram.isEmpty()).isFalse();

        DecayingHistogram emptied = new DecayingHistogram(TENS, HOUR);
        emptied.add(1, 2.5 * EPSILON, zero);
        emptied.subtract(1, EPSILON, zero);
        assertThat(emptied.isEmpty()).isFalse();
        emptied.subtract(1, EPSILON, zero);
        assertThat(emptied.isEmpty()).isTrue();
    }

    @Test
    void takesBackWhatWasAdded() {
        DecayingHistogram histogram = new DecayingHistogram(TENS, HOUR);
        histogram.add(2, 1, START);
        histogram.add(7, 1, START);
        histogram.subtract(7, 1, START);
        assertThat(histogram.percentile(1)).isEqualTo(3);
    }

    @Test
    void scalesACheckpointToItsHeaviestBucket() {
        DecayingHistogram histogram = new DecayingHistogram(TENS, HOUR);
        assertThat(histogram.checkpoint().bucketWeights()).isEmpty();
        assertThat(histogram.checkpoint().totalWeight()).isZero();

        Instant zero = Instant.parse("0001-01-01T00:00:00Z");
        histogram.add(1, 1, zero);
        histogram.add(2, 10_000, zero);
        histogram.add(3, 50, zero);
        assertThat(histogram.checkpoint().bucketWeights())
                .isEqualTo(Map.of(1, 1L, 2, 10_000L, 3, 50L));
        assertThat(histogram.checkpoint().totalWeight()).isEqualTo(10_051);
    }

    @Test
    void leavesOutOfACheckpointWhatRoundsToNothing() {
        Instant zero = Instant.parse("0001-01-01T00:00:00Z");
        DecayingHistogram histogram = new DecayingHistogram(TENS, HOUR);
        histogram.add(1, 1, zero);
        histogram.add(2, 100_000, zero);
        assertThat(histogram.checkpoint().bucketWeights()).isEqualTo(Map.of(2, 10_000L));
        assertThat(histogram.checkpoint().totalWeight()).isEqualTo(100_001);
    }

    @Test
    void loadsACheckpointInProportion() {
        DecayingHistogram histogram =
                DecayingHistogram.load(
                        TENS, HOUR, new Checkpoint(START, new TreeMap<>(Map.of(0, 1L, 1, 2L)), 6));
        assertThat(histogram.state().weights()).isEqualTo(Map.of(0, 2.0, 1, 4.0));
        assertThat(histogram.percentile(0.3)).isEqualTo(1);
        assertThat(histogram.percentile(1)).isEqualTo(2);
    }

    @Test
    void staysNonEmptyThroughACheckpoint() {
        Instant zero = Instant.parse("0001-01-01T00:00:00Z");
        DecayingHistogram histogram = new DecayingHistogram(TENS, HOUR);
        histogram.add(1, EPSILON, zero);
        histogram.add(2, 9_999 * EPSILON, zero);
        assertThat(DecayingHistogram.load(TENS, HOUR, histogram.checkpoint()).isEmpty()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 99})
    void refusesACheckpointWithABucketThatThereIsNot(int bucket) {
        Checkpoint checkpoint = new Checkpoint(START, new TreeMap<>(Map.of(bucket, 1L)), 1);
        assertThatThrownBy(() -> DecayingHistogram.load(TENS, HOUR, checkpoint))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bucket")
                .hasMessageContaining(Integer.toString(bucket));
    }

    @Test
    void refusesACheckpointOfNegativeWeight() {
        assertThatThrownBy(() -> new Checkpoint(START, new TreeMap<>(), -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("totalWeight");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void goesOnAfterBeingWrittenAsIfItHadNotBeen(long seed) {
        RandomGenerator random = new java.util.SplittableRandom(seed);
        DecayingHistogram through =
                new DecayingHistogram(ExponentialBuckets.CPU_CORES, DecayingHistogram.HALF_LIFE);
        DecayingHistogram undisturbed =
                new DecayingHistogram(ExponentialBuckets.CPU_CORES, DecayingHistogram.HALF_LIFE);
        Instant at = START;
        for (int i = 0; i < 500; i++) {
            at = at.plusSeconds(random.nextInt(100_000));
            double cores = random.nextDouble() * 8;
            through.add(cores, 0.1, at);
            undisturbed.add(cores, 0.1, at);

            ByteBuffer bytes = ByteBuffer.allocate(through.writtenBytes());
            through.write(bytes);
            assertThat(bytes.hasRemaining()).isFalse();
            through =
                    DecayingHistogram.read(
                            ExponentialBuckets.CPU_CORES,
                            DecayingHistogram.HALF_LIFE,
                            bytes.flip());
        }
        assertThat(through.state()).isEqualTo(undisturbed.state());
        assertThat(
                        DecayingHistogram.of(
                                        ExponentialBuckets.CPU_CORES,
                                        DecayingHistogram.HALF_LIFE,
                                        through.state())
                                .state())
                .isEqualTo(undisturbed.state());
    }
}
