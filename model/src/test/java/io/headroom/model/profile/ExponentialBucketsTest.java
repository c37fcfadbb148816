package io.headroom.model.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of the upstream VPA's histogram_options_test.go. */
@Tag("golden")
class ExponentialBucketsTest {
    private static final ExponentialBuckets UPSTREAM = ExponentialBuckets.covering(500, 40, 1.5);

    @ParameterizedTest
    @CsvSource({"0,0", "1,40", "2,100", "3,190", "4,325", "5,527.5"})
    void growsByTheRatio(int bucket, double start) {
        assertThat(UPSTREAM.count()).isEqualTo(6);
        assertThat(UPSTREAM.start(bucket)).isCloseTo(start, Offset.offset(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"-1,0", "39.99,0", "40,1", "100,2", "900,5"})
    void findsTheBucketOfAValue(double value, int bucket) {
        assertThat(UPSTREAM.find(value)).isEqualTo(bucket);
    }

    @ParameterizedTest
    @CsvSource({"-1,0", "0,0", "1.3,4", "100,17"})
    void findsTheBucketOfAValueAmongLinearOnes(double value, int bucket) {
        LinearBuckets linear = LinearBuckets.covering(5.0, 0.3);
        assertThat(linear.count()).isEqualTo(18);
        assertThat(linear.start(17)).isCloseTo(5.1, Offset.offset(1e-9));
        assertThat(linear.find(value)).isEqualTo(bucket);
    }

    @Test
    void hasAsManyBucketsForCpuAndMemoryAsUpstream() {
        assertThat(ExponentialBuckets.CPU_CORES.count()).isEqualTo(176);
        assertThat(ExponentialBuckets.MEMORY_BYTES.count()).isEqualTo(176);
    }

    @Test
    void refusesABucketThatItDoesNotHave() {
        assertThatThrownBy(() -> UPSTREAM.start(6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> UPSTREAM.start(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
