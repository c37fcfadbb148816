package io.headroom.analyzer.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.profile.DecayingHistogram;
import io.headroom.model.profile.ExponentialBuckets;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tables of the upstream VPA's container_test.go. */
@Tag("golden")
class PodContainerStateTest {
    private static final Instant T = Instant.ofEpochSecond(1_000_000);
    private static final Duration DAY = Duration.ofHours(24);
    private static final long MIB = 1 << 20;

    private final ContainerAggregate aggregate = new ContainerAggregate();
    private final PodContainerState pod = new PodContainerState();
    private final DecayingHistogram expected = memoryHistogram();

    @Test
    void keepsTheMemoryPeakOfEachWindowAtTheWindowsEnd() {
        assertThat(pod.addMemory(aggregate, 5 * MIB, T)).isTrue();
        assertThat(pod.addMemory(aggregate, 10 * MIB, T.plus(DAY.dividedBy(2)))).isTrue();
        assertThat(pod.addMemory(aggregate, 2 * MIB, T.plus(DAY))).isTrue();

        expected.add(5 * MIB, 1, T.plus(DAY));
        expected.subtract(5 * MIB, 1, T.plus(DAY));
        expected.add(10 * MIB, 1, T.plus(DAY));
        expected.add(2 * MIB, 1, T.plus(DAY.multipliedBy(2)));
        assertThat(aggregate.memoryPeaks().state()).isEqualTo(expected.state());
    }

    @Test
    void weighsAllCpuSamplesAlike() {
        assertThat(pod.addCpu(aggregate, 3_140, T)).isTrue();
        assertThat(pod.addCpu(aggregate, 6_280, T.plus(DAY.dividedBy(2)))).isTrue();
        assertThat(pod.addCpu(aggregate, 1_570, T.plus(DAY))).isTrue();

        DecayingHistogram cpu =
                new DecayingHistogram(ExponentialBuckets.CPU_CORES, DecayingHistogram.HALF_LIFE);
        cpu.add(3.14, 0.1, T);
        cpu.add(6.28, 0.1, T.plus(DAY.dividedBy(2)));
        cpu.add(1.57, 0.1, T.plus(DAY));
        assertThat(aggregate.cpu().state()).isEqualTo(cpu.state());
        assertThat(aggregate.samples()).isEqualTo(3);
        assertThat(aggregate.firstSampleAt()).isEqualTo(T);
        assertThat(aggregate.lastSampleAt()).isEqualTo(T.plus(DAY));
    }

    @Test
    void refusesRepeatedAndNegativeSamples() {
        assertThat(pod.addCpu(aggregate, 1, T)).isTrue();
        assertThat(pod.addCpu(aggregate, 2, T)).isFalse();
        assertThat(pod.addCpu(aggregate, 2, T.minusSeconds(1))).isFalse();
        assertThat(pod.addCpu(aggregate, -1, T.plusSeconds(1))).isFalse();
        assertThat(pod.addMemory(aggregate, -1, T.plusSeconds(1))).isFalse();
        assertThat(aggregate.samples()).isEqualTo(1);
        assertThat(aggregate.memoryPeaks().isEmpty()).isTrue();
    }

    @Test
    void takesTheCpuSamplesOfSeveralPodsAtOneTime() {
        PodContainerState other = new PodContainerState();
        assertThat(pod.addCpu(aggregate, 1, T)).isTrue();
        assertThat(other.addCpu(aggregate, 1, T)).isTrue();
        assertThat(aggregate.samples()).isEqualTo(2);
    }

    @Test
    void addsAFifthToWhatWasNotEnough() {
        assertThat(pod.recordOom(aggregate, 1_000 * MIB, T)).isTrue();
        expected.add(1_200 * MIB, 1, T.plus(DAY));
        assertThat(aggregate.memoryPeaks().state()).isEqualTo(expected.state());

        pod.recordOom(aggregate, 999 * MIB, T);
        pod.recordOom(aggregate, 999 * MIB, T);
        assertThat(aggregate.memoryPeaks().state()).isEqualTo(expected.state());

        pod.recordOom(aggregate, 2_000 * MIB, T);
        expected.subtract(1_200 * MIB, 1, T.plus(DAY));
        expected.add(2_400 * MIB, 1, T.plus(DAY));
        assertThat(aggregate.memoryPeaks().state()).isEqualTo(expected.state());
    }

    @Test
    void addsAtLeastAHundredMebibytesToWhatWasNotEnough() {
        pod.recordOom(aggregate, MIB, T);
        expected.add(101 * MIB, 1, T.plus(DAY));
        assertThat(aggregate.memoryPeaks().state()).isEqualTo(expected.state());
    }

    @Test
    void startsFromThePeakWhenItWasMoreThanTheRequest() {
        pod.addMemory(aggregate, 3_000 * MIB, T);
        pod.recordOom(aggregate, 1_000 * MIB, T);
        expected.add(3_000 * MIB, 1, T.plus(DAY));
        expected.subtract(3_000 * MIB, 1, T.plus(DAY));
        expected.add(3_600 * MIB, 1, T.plus(DAY));
        assertThat(aggregate.memoryPeaks().state()).isEqualTo(expected.state());
    }

    @Test
    void refusesAnOomThatIsOlderThanAWindow() {
        pod.addMemory(aggregate, 1_000 * MIB, T);
        assertThat(pod.recordOom(aggregate, 1_000 * MIB, T.minus(Duration.ofHours(30)))).isFalse();
    }

    @Test
    void opensANewWindowForALaterOom() {
        pod.addMemory(aggregate, 2_000 * MIB, T);
        assertThat(pod.recordOom(aggregate, 1_000 * MIB, T.plus(DAY.multipliedBy(2)))).isTrue();
        expected.add(2_000 * MIB, 1, T.plus(DAY));
        expected.add(2_400 * MIB, 1, T.plus(DAY.multipliedBy(3)));
        assertThat(aggregate.memoryPeaks().state()).isEqualTo(expected.state());
    }

    @Test
    void putsAnOomOfTheWindowBeforeIntoTheCurrentOne() {
        pod.addMemory(aggregate, 100 * MIB, T);
        pod.addMemory(aggregate, 2_000 * MIB, T.plus(DAY));
        assertThat(pod.recordOom(aggregate, 1_000 * MIB, T.plus(DAY).minusSeconds(1))).isTrue();
        expected.add(100 * MIB, 1, T.plus(DAY));
        expected.add(2_000 * MIB, 1, T.plus(DAY.multipliedBy(2)));
        expected.subtract(2_000 * MIB, 1, T.plus(DAY.multipliedBy(2)));
        expected.add(2_400 * MIB, 1, T.plus(DAY.multipliedBy(2)));
        assertThat(aggregate.memoryPeaks().state()).isEqualTo(expected.state());
    }

    @Test
    void keepsWindowsOfAnotherLength() {
        Duration hour = Duration.ofHours(1);
        PodContainerState hourly = new PodContainerState(hour);
        hourly.addMemory(aggregate, 5 * MIB, T);
        hourly.addMemory(aggregate, 10 * MIB, T.plus(Duration.ofMinutes(30)));
        hourly.addMemory(aggregate, 10 * MIB, T.plus(hour.multipliedBy(2)));
        assertThat(hourly.recordOom(aggregate, 1, T)).isFalse();
        expected.add(5 * MIB, 1, T.plus(hour));
        expected.subtract(5 * MIB, 1, T.plus(hour));
        expected.add(10 * MIB, 1, T.plus(hour));
        expected.add(10 * MIB, 1, T.plus(hour.multipliedBy(3)));
        assertThat(aggregate.memoryPeaks().state()).isEqualTo(expected.state());
    }

    @Test
    void goesOnAfterBeingWrittenAsIfItHadNotBeen() {
        pod.addCpu(aggregate, 1_500, T);
        pod.addMemory(aggregate, 3_000 * MIB, T);
        ByteBuffer bytes = ByteBuffer.allocate(aggregate.writtenBytes());
        aggregate.write(bytes);
        ContainerAggregate read = ContainerAggregate.read(bytes.flip());
        assertThat(bytes.hasRemaining()).isFalse();
        assertThat(read.samples()).isEqualTo(1);
        assertThat(read.firstSampleAt()).isEqualTo(T);
        assertThat(read.lastSampleAt()).isEqualTo(T);
        assertThat(read.cpu().state()).isEqualTo(aggregate.cpu().state());
        assertThat(read.memoryPeaks().state()).isEqualTo(aggregate.memoryPeaks().state());
    }

    private static DecayingHistogram memoryHistogram() {
        return new DecayingHistogram(ExponentialBuckets.MEMORY_BYTES, DecayingHistogram.HALF_LIFE);
    }
}
