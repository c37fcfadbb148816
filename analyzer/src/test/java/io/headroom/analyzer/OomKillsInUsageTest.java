package io.headroom.analyzer;

import static io.headroom.analyzer.DrivenTopology.assessments;
import static io.headroom.analyzer.Readings.NODE;
import static io.headroom.analyzer.Readings.START;
import static io.headroom.analyzer.Readings.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.profile.DecayingHistogram;
import io.headroom.model.profile.ExponentialBuckets;
import io.headroom.model.profile.HistogramState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.Source;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A kill for want of memory that readings show goes into the histogram of memory peaks as the
 * upstream VPA puts it there: what was not enough and a fifth or 100 MiB, in the pod's window.
 */
@Tag("golden")
class OomKillsInUsageTest {
    private static final WorkloadRef API = deployment("api");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final long MIB = 1L << 20;

    private final DecayingHistogram expected =
            new DecayingHistogram(ExponentialBuckets.MEMORY_BYTES, DecayingHistogram.HALF_LIFE);

    @Test
    void aKillCountsAsAFifthMoreThanTheRequest() {
        List<UsageReading> readings = new ArrayList<>();
        for (int minute = 0; minute <= 30; minute++) {
            readings.add(reading("a", minute, 300, 1_000, minute < 20 ? null : at(19)));
        }

        assertThat(peaksAfter(readings)).isEqualTo(peaks(1_200));
    }

    @Test
    void aKillCountsFromThePeakWhereThatWasMoreThanTheRequest() {
        List<UsageReading> readings = new ArrayList<>();
        for (int minute = 0; minute <= 30; minute++) {
            long used = minute == 15 ? 3_000 : 300;
            readings.add(reading("a", minute, used, 1_000, minute < 20 ? null : at(19)));
        }

        assertThat(peaksAfter(readings)).isEqualTo(peaks(3_600));
    }

    @Test
    void aSmallContainerGetsAHundredMebibytes() {
        List<UsageReading> readings = new ArrayList<>();
        for (int minute = 0; minute <= 30; minute++) {
            readings.add(reading("a", minute, 10, 1, minute < 20 ? null : at(19)));
        }

        assertThat(peaksAfter(readings)).isEqualTo(peaks(110));
    }

    @Test
    void aSecondKillInOneDayDoesNotStartFromTheFirst() {
        List<UsageReading> readings = new ArrayList<>();
        for (int minute = 0; minute <= 40; minute++) {
            readings.add(
                    reading(
                            "a",
                            minute,
                            300,
                            minute < 20 ? 1_000 : 999,
                            minute < 10 ? null : minute < 20 ? at(9) : at(19)));
        }

        assertThat(peaksAfter(readings)).isEqualTo(peaks(1_200));
    }

    @Test
    void aKillThatWasThereBeforeAnybodyLookedIsGiven() {
        List<UsageReading> readings = new ArrayList<>();
        for (int minute = 0; minute <= 30; minute++) {
            readings.add(reading("a", minute, 300, 1_000, at(-60)));
        }

        assertThat(peaksAfter(readings)).isEqualTo(peaks(300));
    }

    @Test
    void aPodThatIsKilledBeforeItIsFirstReadCounts() {
        List<UsageReading> readings = new ArrayList<>();
        for (int minute = 0; minute <= 30; minute++) {
            readings.add(reading("a", minute, 300, 1_000, at(-1)));
        }

        // its window begins with the kill
        expected.add(1_200.0 * MIB, 1, at(-1).plus(DAY));
        assertThat(peaksAfter(readings)).isEqualTo(expected.state());
    }

    @Test
    void aKillOfTomorrowIsOfAWrongClock() {
        List<UsageReading> readings = new ArrayList<>();
        for (int minute = 0; minute <= 30; minute++) {
            readings.add(reading("a", minute, 300 + minute, 1_000, at(minute < 10 ? 0 : 1_440)));
        }

        assertThat(peaksAfter(readings)).isEqualTo(peaks(1_200));
    }

    @Test
    void aKillIsSaidAtOnceWhereAnOldWorkloadIsSaidOnceAnHour() {
        List<UsageReading> readings = new ArrayList<>();
        for (int minute = 0; minute < 24 * 60; minute += 5) {
            readings.add(
                    reading(
                            "a",
                            minute,
                            300,
                            1_000,
                            minute < 23 * 60 + 12 ? null : at(23 * 60 + 11)));
        }
        try (DrivenTopology topology = new DrivenTopology()) {
            topology.usage(readings);
            List<Instant> times =
                    assessments(topology.said()).stream().map(UsageAssessment::asOf).toList();

            assertThat(times).contains(at(23 * 60 + 15));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void lateAndRepeatedReadingsMakeTheSameOfIt(long seed) {
        List<UsageReading> readings = new ArrayList<>();
        for (int minute = 0; minute < 90; minute++) {
            for (String pod : List.of("a", "b")) {
                boolean killed = pod.equals("b") && minute >= 42;
                readings.add(reading(pod, minute, 300 + minute, 1_000, killed ? at(41) : null));
            }
        }
        HistogramState inOrder = peaksAfter(readings);

        List<UsageReading> shuffled = new ArrayList<>();
        for (int from = 0; from < readings.size(); from += 6) {
            // within the grace: the next block comes three minutes later
            List<UsageReading> block =
                    new ArrayList<>(readings.subList(from, Math.min(from + 6, readings.size())));
            block.add(block.getFirst());
            Collections.shuffle(block, new Random(seed));
            shuffled.addAll(block);
        }

        assertThat(peaksAfter(shuffled)).isEqualTo(inOrder);
    }

    /** One window of a pod, from the first reading on. */
    private HistogramState peaks(long mebibytes) {
        expected.add((double) mebibytes * MIB, 1, START.plus(DAY));
        return expected.state();
    }

    private static HistogramState peaksAfter(List<UsageReading> readings) {
        try (DrivenTopology topology = new DrivenTopology()) {
            topology.usage(readings);
            // all of them are in the answer that the next reading brings
            topology.usage(reading("z", 24 * 60 - 1, 1, 1_000, null));
            UsageAssessment last = assessments(topology.said()).getLast();
            return last.containers().getFirst().memoryPeaks();
        }
    }

    private static Instant at(int minute) {
        return START.plus(MINUTE.multipliedBy(minute));
    }

    private static UsageReading reading(
            String pod,
            int minute,
            long mebibytes,
            long requestMebibytes,
            @Nullable Instant oomKilledAt) {
        Instant at = at(minute);
        return new UsageReading(
                Source.SIMULATOR,
                API,
                "api-" + pod,
                pod,
                "node-1",
                NODE,
                true,
                at,
                MINUTE,
                List.of(
                        new ContainerReading(
                                "app",
                                ContainerType.APP,
                                START.minus(DAY),
                                new CpuReading.Rate(at, MINUTE, 0.1),
                                new MemoryReading(at, mebibytes * MIB, null, null),
                                null,
                                new Resources(new Cpu(500), Memory.ofMebibytes(requestMebibytes)),
                                Resources.NONE,
                                oomKilledAt)));
    }
}
