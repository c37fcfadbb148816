package io.headroom.recommender.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.quantity.Quantity;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of the upstream VPA's estimator_test.go. */
@Tag("golden")
class EstimatorTest {
    private static final Estimator<Cpu> CPU = _ -> new Cpu(3_140);
    private static final Estimator<Memory> MEMORY = _ -> new Memory(3_140_000_000L);

    @Test
    void takesThePercentileOfUsage() {
        ContainerProfile profile =
                Profiles.of("app")
                        .sample(1, 1e9, Profiles.START)
                        .sample(2, 2e9, Profiles.START)
                        .sample(3, 3e9, Profiles.START)
                        .build();

        Cpu cpu = Estimator.<Cpu>percentile(0.2).estimate(Usage.ofCpu(profile));
        Memory memory = Estimator.<Memory>percentile(0.5).estimate(Usage.ofMemory(profile));

        assertThat(cpu.cores()).isCloseTo(1.0, within(0.05));
        assertThat((double) memory.bytes()).isCloseTo(2e9, within(0.05 * 2e9));
    }

    @Test
    void measuresConfidenceInDaysOfSamples() {
        // 9 samples, 2 minutes apart: 16 minutes of history, but samples for only 9 of them
        ContainerProfile profile =
                Profiles.of("app").steady(1, 1e9, 9, Duration.ofMinutes(2)).build();

        assertThat(Usage.confidence(profile)).isEqualTo(0.00625);
    }

    @Test
    void widensByConfidence() {
        // (1 + 0.1 / 0.00625)^2 = 289
        assertThat(CPU.widenedBy(0.1, 2).estimate(usage(0.00625, new Cpu(0))))
                .isEqualTo(new Cpu(907_460));
        assertThat(MEMORY.widenedBy(0.1, 2).estimate(usage(0.00625, new Memory(0))))
                .isEqualTo(new Memory(907_460_000_000L));
    }

    @Test
    void widensLessWithMoreConfidence() {
        // (1 + 0.1 / 0.5)^2 = 1.44
        assertThat(CPU.widenedBy(0.1, 2).estimate(usage(0.5, new Cpu(0))).millicores())
                .isEqualTo(4_521);
        assertThat(MEMORY.widenedBy(0.1, 2).estimate(usage(0.5, new Memory(0))))
                .isEqualTo(new Memory(4_521_600_000L));
    }

    @Test
    void isUnboundedWithoutHistory() {
        assertThat(CPU.widenedBy(1, 1).estimate(usage(0, new Cpu(0))))
                .isEqualTo(new Cpu(Quantity.LARGEST));
        assertThat(CPU.widenedBy(0.001, -2).estimate(usage(0, new Cpu(0)))).isEqualTo(new Cpu(0));
    }

    @Test
    void staysAtZeroWhenNothingWasUsedAndNothingIsKnown() {
        Estimator<Cpu> none = _ -> new Cpu(0);

        // 0 times infinity is no number
        assertThat(none.widenedBy(1, 1).estimate(usage(0, new Cpu(0)))).isEqualTo(new Cpu(0));
    }

    /** Documented upstream: upper 12h x3, 24h x2, 7d x1.14; lower 5m x0.6, 30m x0.9, 60m x0.95. */
    @ParameterizedTest
    @CsvSource({
        "0.5, 1, 1, 3.0",
        "1, 1, 1, 2.0",
        "7, 1, 1, 1.14",
        "0.003472222, 0.001, -2, 0.6",
        "0.020833333, 0.001, -2, 0.9",
        "0.041666667, 0.001, -2, 0.95"
    })
    void widensAsDocumented(double confidence, double multiplier, int exponent, double factor) {
        Estimator<Cpu> base = _ -> new Cpu(1_000_000);

        Cpu widened = base.widenedBy(multiplier, exponent).estimate(usage(confidence, new Cpu(0)));

        assertThat(widened.millicores() / 1e6).isCloseTo(factor, within(0.02));
    }

    @Test
    void addsAMargin() {
        assertThat(CPU.withMargin(0.1).estimate(usage(1, new Cpu(0)))).isEqualTo(new Cpu(3_454));
        assertThat(MEMORY.withMargin(0.1).estimate(usage(1, new Memory(0))))
                .isEqualTo(new Memory(3_454_000_000L));
    }

    @Test
    void givesAtLeastTheFloor() {
        Estimator<Memory> little = _ -> new Memory(20_000_000);

        assertThat(CPU.atLeast(new Cpu(200)).estimate(usage(1, new Cpu(0))))
                .isEqualTo(new Cpu(3_140));
        assertThat(little.atLeast(new Memory(400_000_000)).estimate(usage(1, new Memory(0))))
                .isEqualTo(new Memory(400_000_000));
    }

    private static <Q extends Quantity<Q>> Usage<Q> usage(double confidence, Q percentile) {
        return new Usage<>(_ -> percentile, confidence);
    }
}
