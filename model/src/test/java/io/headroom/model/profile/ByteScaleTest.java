package io.headroom.model.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ByteScaleTest {
    private static final double MEBI = 1 << 20;

    @ParameterizedTest
    @MethodSource("logarithmicScales")
    void readsBackAtLeastWhatWasSeenAndAtMostSixPercentMore(Range range) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        for (int i = 0; i < 100_000; i++) {
            double amount =
                    range.first * StrictMath.pow(range.last / range.first, random.nextDouble());
            double back = range.scale.decode(range.scale.encode(amount));
            assertThat(back).isGreaterThanOrEqualTo(amount).isLessThanOrEqualTo(amount * 1.06);
        }
    }

    @ParameterizedTest
    @MethodSource("scales")
    void growsWithEveryStep(ByteScale scale) {
        for (int step = 1; step < 255; step++) {
            assertThat(scale.decode((byte) step)).isGreaterThan(scale.decode((byte) (step - 1)));
        }
    }

    @ParameterizedTest
    @MethodSource("scales")
    void everyStepIsReadBackAsItself(ByteScale scale) {
        for (int step = 0; step < 255; step++) {
            assertThat(scale.encode(scale.decode((byte) step))).isEqualTo((byte) step);
        }
    }

    @Test
    void zeroIsAnAmountAndTheLeastThatIsMoreIsTheFirstStep() {
        assertThat(ByteScale.CPU_CORES.encode(0)).isZero();
        assertThat(ByteScale.CPU_CORES.decode((byte) 0)).isZero();
        assertThat(ByteScale.CPU_CORES.encode(1e-9)).isEqualTo((byte) 1);
        assertThat(ByteScale.CPU_CORES.decode((byte) 1)).isEqualTo(0.000_5);
        assertThat(ByteScale.MEMORY_BYTES.decode((byte) 1)).isEqualTo(MEBI);
    }

    /** Stored rings are read by these numbers: they never change. */
    @Test
    void theStepsAreWhereTheyHaveAlwaysBeen() {
        assertThat(ByteScale.CPU_CORES.decode((byte) 100)).isEqualTo(0.160_05, within(1e-5));
        assertThat(ByteScale.CPU_CORES.decode((byte) 254)).isEqualTo(1_262.9, within(0.1));
        assertThat(ByteScale.MEMORY_BYTES.decode((byte) 254) / MEBI)
                .isEqualTo(2_525_712, within(1));
        assertThat(ByteScale.REPLICAS.decode((byte) 200)).isEqualTo(200);
        assertThat(ByteScale.REPLICAS.decode((byte) 254)).isEqualTo(4_651, within(1));
    }

    @Test
    void amountsBeyondTheScaleAreItsLastStep() {
        assertThat(ByteScale.CPU_CORES.encode(1e9)).isEqualTo((byte) 254);
        assertThat(ByteScale.CPU_CORES.encode(Double.POSITIVE_INFINITY)).isEqualTo((byte) 254);
    }

    @Test
    void replicasAreExactUpToTwoHundred() {
        for (int replicas = 0; replicas <= 200; replicas++) {
            assertThat(ByteScale.REPLICAS.decode(ByteScale.REPLICAS.encode(replicas)))
                    .isEqualTo(replicas);
        }
    }

    @Test
    void whatIsNoAmountIsRefused() {
        assertThatThrownBy(() -> ByteScale.CPU_CORES.encode(-0.1))
                .hasMessage("amount must not be negative: -0.1");
        assertThatThrownBy(() -> ByteScale.CPU_CORES.encode(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ByteScale.CPU_CORES.decode(ByteScale.MISSING))
                .hasMessage("a missing window has no amount");
    }

    static List<Range> logarithmicScales() {
        return List.of(
                new Range(ByteScale.CPU_CORES, 0.000_5, 1_250),
                new Range(ByteScale.MEMORY_BYTES, MEBI, 2.4e6 * MEBI),
                new Range(ByteScale.REPLICAS, 200, 4_600));
    }

    static List<ByteScale> scales() {
        return List.of(ByteScale.CPU_CORES, ByteScale.MEMORY_BYTES, ByteScale.REPLICAS);
    }

    private static Offset<Double> within(double offset) {
        return Offset.offset(offset);
    }

    /** A scale and where its steps are 6 % apart. */
    record Range(ByteScale scale, double first, double last) {}
}
