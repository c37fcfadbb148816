package io.headroom.model.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RingTest {
    private static final byte ONE_CORE = ByteScale.CPU_CORES.encode(1);

    @Test
    void missingWindowsAreLeftOutOfItsAmounts() {
        Ring ring = new Ring(10, new byte[] {ONE_CORE, ByteScale.MISSING, 0});
        assertThat(ring.length()).isEqualTo(3);
        assertThat(ring.known()).isEqualTo(2);
        assertThat(ring.amounts(ByteScale.CPU_CORES))
                .containsExactly(ByteScale.CPU_CORES.decode(ONE_CORE), 0.0);
    }

    @Test
    void countsItsKnownWindowsByStep() {
        int[] counts = new Ring(10, new byte[] {3, (byte) 254, ByteScale.MISSING, 3, 0}).counts();
        assertThat(counts).hasSize(255);
        assertThat(counts[0]).isEqualTo(1);
        assertThat(counts[3]).isEqualTo(2);
        assertThat(counts[254]).isEqualTo(1);
        assertThat(Arrays.stream(counts).sum()).isEqualTo(4);
    }

    @Test
    void knowsItsWindowsByTheirNumberToo() {
        Ring ring = new Ring(10, new byte[] {3, ByteScale.MISSING});
        assertThat(ring.amountAt(10, ByteScale.CPU_CORES))
                .isEqualTo(ring.amount(0, ByteScale.CPU_CORES));
        assertThat(ring.amountAt(11, ByteScale.CPU_CORES)).isNaN();
        assertThat(ring.amountAt(9, ByteScale.CPU_CORES)).isNaN();
        assertThat(ring.amountAt(12, ByteScale.CPU_CORES)).isNaN();
    }

    @Test
    void amountsOfAStretchAreNotKnownBesideWhatItHolds() {
        Ring ring = new Ring(10, new byte[] {3, ByteScale.MISSING, ONE_CORE});
        for (long first = 5; first < 15; first++) {
            double[] oneByOne =
                    LongStream.range(first, first + 4)
                            .mapToDouble(window -> ring.amountAt(window, ByteScale.CPU_CORES))
                            .toArray();
            assertThat(ring.amounts(first, 4, ByteScale.CPU_CORES)).isEqualTo(oneByOne);
        }
        assertThat(ring.amounts(Long.MAX_VALUE / 2, 2, ByteScale.CPU_CORES))
                .containsOnly(Double.NaN);
    }

    @Test
    void isAValue() {
        byte[] steps = {1, 2};
        Ring ring = new Ring(10, steps);
        steps[0] = 9;
        ring.steps()[1] = 9;
        assertThat(ring)
                .isEqualTo(new Ring(10, new byte[] {1, 2}))
                .hasSameHashCodeAs(new Ring(10, new byte[] {1, 2}))
                .isNotEqualTo(new Ring(11, new byte[] {1, 2}))
                .isNotEqualTo(new Ring(10, new byte[] {1, 3}));
    }

    @Test
    void saysWhatItHoldsAndSinceWhen() {
        assertThat(new Ring(Windows.indexOf(Instant.parse("2026-03-02T12:07:00Z")), new byte[2]))
                .hasToString("Ring[2 of 2 windows from 2026-03-02T12:05:00Z]");
    }

    @Test
    void windowsAreHalfOpen() {
        Instant start = Instant.parse("2026-03-02T12:05:00Z");
        long window = Windows.indexOf(start);
        assertThat(Windows.start(window)).isEqualTo(start);
        assertThat(Windows.end(window)).isEqualTo(start.plusSeconds(300));
        assertThat(Windows.indexOf(start.plusMillis(299_999))).isEqualTo(window);
        assertThat(Windows.indexOf(start.plusMillis(300_000))).isEqualTo(window + 1);
        assertThat(Windows.indexOf(Instant.EPOCH.minusMillis(1))).isEqualTo(-1);
    }
}
