package io.headroom.model.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeIndexTest {
    /** Doubles from 1 on, up to 2^10. */
    private static final EdgeIndex DOUBLINGS =
            EdgeIndex.of(
                    11, value -> value < 1 ? 0 : 1 + Math.getExponent(value), edge -> 1 << edge);

    @ParameterizedTest
    @ValueSource(doubles = {-1, -0.0, 0, 0.5, 1, 1.999, 2, 3, 1_023.9, 1_024})
    void countsTheEdgesAtOrBelowAValue(double value) {
        assertThat(DOUBLINGS.find(value)).isEqualTo(value < 1 ? 0 : 1 + Math.getExponent(value));
    }

    @Test
    void hasNothingBeyondItsLastEdge() {
        assertThat(DOUBLINGS.find(1e300)).isEqualTo(11);
        assertThat(DOUBLINGS.find(Double.POSITIVE_INFINITY)).isEqualTo(11);
    }

    @Test
    void findsTheSameBucketsAsTheLogarithmToTheLastBit() {
        SplittableRandom random = new SplittableRandom(5);
        for (ExponentialBuckets buckets :
                List.of(ExponentialBuckets.CPU_CORES, ExponentialBuckets.MEMORY_BYTES)) {
            for (int bucket = 1; bucket < buckets.count(); bucket++) {
                double start = buckets.start(bucket);
                for (int ulps = -30; ulps <= 30; ulps++) {
                    double value = start + ulps * Math.ulp(start);
                    assertThat(buckets.find(value)).isEqualTo(byLogarithm(buckets, value));
                }
            }
            for (int i = 0; i < 100_000; i++) {
                double value = buckets.start(1) * Math.exp(random.nextDouble(-2, 13));
                assertThat(buckets.find(value)).isEqualTo(byLogarithm(buckets, value));
            }
        }
    }

    private static int byLogarithm(ExponentialBuckets buckets, double value) {
        return Math.min(buckets.byLogarithm(value), buckets.count() - 1);
    }

    @Test
    void refusesEdgesThatAreNotThere() {
        assertThatThrownBy(() -> EdgeIndex.of(2, value -> value < 1 ? 0 : 1, edge -> edge + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no edge 1 near 2.0");
    }
}
