package io.headroom.recommender.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageHistoryTest {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(5);

    private final UsageHistory history =
            UsageHistory.withStep(STEP)
                    .add(at(1), 1, 100)
                    .add(at(2), Double.NaN, 200)
                    .add(at(3), 3, Double.NaN)
                    .add(at(9), 2, 50)
                    .build();

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2, 2", "3, 3", "8, 3", "9, 4", "100, 4"})
    void showsWhatHadEndedByAMoment(int step, int size) {
        UsageHistory past = history.until(at(step));

        assertThat(past.size()).isEqualTo(size);
        assertThat(past.asOf()).isEqualTo(at(step));
        assertThatThrownBy(() -> past.cpuCores(size)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void givesTheKnownAmountsOfTheLastWhile() {
        // windows 3 and 9 ended within 6 steps before the end, window 3 exactly at its edge
        assertThat(history.cpu(STEP.multipliedBy(7)).sorted()).containsExactly(2, 3);
        assertThat(history.cpu(STEP.multipliedBy(6)).sorted()).containsExactly(2);
        assertThat(history.memory(STEP.multipliedBy(100)).sorted()).containsExactly(50, 100, 200);
        assertThat(history.until(at(30)).cpu(STEP).max()).isNaN();
    }

    @Test
    void aPartOfAPartKnowsNothingBeside() {
        UsageHistory part = history.since(at(1)).until(at(3));

        assertThat(part.size()).isEqualTo(2);
        assertThat(part.end(0)).isEqualTo(at(2));
        assertThat(part.memoryBytes(0)).isEqualTo(200);
        assertThat(part.cpuCores(1)).isEqualTo(3);
        assertThatThrownBy(() -> part.memoryBytes(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> part.memoryBytes(-1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(part.memory(Duration.ofDays(1)).sorted()).containsExactly(200);
        assertThat(part.cpuWithThrottled(Duration.ofDays(1)).sorted()).containsExactly(3);
        assertThat(part.withMemory((_, bytes) -> bytes / 2).memoryBytes(0)).isEqualTo(100);
        assertThat(part.until(at(1)).size()).isZero();
        assertThat(part.until(at(2)).since(at(2)).size()).isZero();
        assertThat(part.days()).containsExactly(at(3));
    }

    @Test
    void interpolatesQuantilesBetweenTwoSamples() {
        Samples cpu = history.cpu(Duration.ofDays(1));

        assertThat(cpu.quantile(0)).isEqualTo(1);
        assertThat(cpu.quantile(0.5)).isEqualTo(2);
        // position 0.95 * 2 = 1.9 of 1, 2, 3
        assertThat(cpu.quantile(0.95)).isEqualTo(2.9);
        assertThat(cpu.quantile(1)).isEqualTo(3);
    }

    @Test
    void readsTheRingsOfAProfile() {
        long window = Windows.indexOf(START);
        Ring cpu = ring(window, ByteScale.CPU_CORES, 0.5, Double.NaN);
        Ring memory = ring(window + 1, ByteScale.MEMORY_BYTES, 1 << 20, 2 << 20);

        UsageHistory rings = UsageHistory.ofRings(cpu, memory);

        assertThat(rings.size()).isEqualTo(3);
        assertThat(rings.end(0)).isEqualTo(Windows.end(window));
        assertThat(rings.cpuCores(0)).isBetween(0.5, 0.53);
        assertThat(rings.cpuCores(1)).isNaN();
        assertThat(rings.cpuCores(2)).isNaN();
        assertThat(rings.memoryBytes(0)).isNaN();
        assertThat(rings.memoryBytes(1)).isEqualTo(1 << 20);
        assertThat(rings.asOf()).isEqualTo(Windows.end(window + 2));
    }

    @Test
    void isEmptyWhereTheRingsAre() {
        Ring empty = new Ring(0, new byte[0]);

        assertThat(UsageHistory.ofRings(empty, empty).size()).isZero();
    }

    @Test
    void refusesWindowsOutOfOrderAndAmountsThatAreNone() {
        UsageHistory.Builder builder = UsageHistory.withStep(STEP).add(at(2), 1, 1);

        assertThatThrownBy(() -> builder.add(at(2), 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("window must end after");
        assertThatThrownBy(() -> builder.add(at(3), -1, 1)).hasMessageContaining("cpuCores");
        assertThatThrownBy(() -> builder.add(at(3), 1, Double.POSITIVE_INFINITY))
                .hasMessageContaining("memoryBytes");
    }

    private static Ring ring(long window, ByteScale scale, double... amounts) {
        byte[] steps = new byte[amounts.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = Double.isNaN(amounts[i]) ? ByteScale.MISSING : scale.encode(amounts[i]);
        }
        return new Ring(window, steps);
    }

    private static Instant at(int step) {
        return START.plus(STEP.multipliedBy(step));
    }
}
