package io.headroom.analyzer;

import static io.headroom.analyzer.DrivenTopology.assessments;
import static io.headroom.analyzer.DrivenTopology.summaries;
import static io.headroom.analyzer.Readings.START;
import static io.headroom.analyzer.Readings.counter;
import static io.headroom.analyzer.Readings.deployment;
import static io.headroom.analyzer.Readings.life;
import static io.headroom.analyzer.Readings.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.analyzer.DrivenTopology.Said;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.assessment.UsageSummary;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.usage.UsageReading;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssessmentTopologyTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final WorkloadRef API = deployment("api");

    @Test
    void keepsItsNames() throws IOException {
        String described =
                AssessmentTopology.build(
                                DrivenTopology.TOPICS,
                                DrivenTopology.CONFIG,
                                new AnalyzerMetrics(new PrometheusRegistry()))
                        .describe()
                        .toString();
        try (InputStream golden = getClass().getResourceAsStream("topology.txt")) {
            assertThat(described)
                    .isEqualTo(
                            new String(
                                    Objects.requireNonNull(golden).readAllBytes(),
                                    StandardCharsets.UTF_8));
        }
    }

    @Test
    void saysWhatWasUsedUpToTheLastBoundary() {
        try (DrivenTopology topology = new DrivenTopology()) {
            topology.usage(life(API, List.of("a", "b"), START, MINUTE, 61, 1));
            List<UsageAssessment> said = assessments(topology.said());
            UsageAssessment last = said.getLast();

            assertThat(last.asOf()).isBetween(START.plus(Duration.ofMinutes(54)), minute(60));
            assertThat(last.workload()).isEqualTo(API);
            assertThat(last.containers())
                    .extracting(ContainerProfile::name)
                    .containsExactly("app", "proxy");
            ContainerProfile app = last.containers().getFirst();
            long minutes = Duration.between(START, last.asOf()).toMinutes();
            assertThat(app.samples()).isEqualTo(2 * minutes);
            assertThat(app.firstSampleAt()).isEqualTo(minute(1));
            assertThat(app.lastSampleAt()).isEqualTo(last.asOf().truncatedTo(ChronoUnit.MINUTES));
            assertThat(app.requests()).isEqualTo(Readings.REQUESTS);
            assertThat(last.completeness().ratio()).isEqualTo(1);
            assertThat(last.readyReplicas().amounts(ByteScale.REPLICAS).toArray()).containsOnly(2);
        }
    }

    @Test
    void namesAContainerThatHasNoSampleYet() {
        try (DrivenTopology topology = new DrivenTopology()) {
            topology.usage(life(API, List.of("a"), START, MINUTE, 2, 1));
            UsageAssessment first = assessments(topology.said()).getFirst();
            assertThat(first.asOf()).isEqualTo(START);
            assertThat(first.containers().getFirst().samples()).isZero();
            assertThat(first.containers().getFirst().firstSampleAt()).isNull();
        }
    }

    @Test
    void assessesTheYoungOftenAndTheOldOnceAnHour() {
        try (DrivenTopology topology = new DrivenTopology()) {
            topology.usage(life(API, List.of("a"), START, WINDOW, 288, 1));
            List<Instant> times =
                    assessments(topology.said()).stream().map(UsageAssessment::asOf).toList();

            assertThat(times).startsWith(START, minute(5), minute(10), minute(15));
            List<Instant> old =
                    times.stream()
                            .filter(at -> at.isAfter(START.plus(Duration.ofHours(12))))
                            .toList();
            assertThat(old).hasSizeBetween(11, 12);
            for (int i = 1; i < old.size(); i++) {
                assertThat(Duration.between(old.get(i - 1), old.get(i)))
                        .isEqualTo(Duration.ofHours(1));
            }
        }
    }

    @Test
    void staggersWorkloads() {
        try (DrivenTopology topology = new DrivenTopology()) {
            List<Instant> last = new ArrayList<>();
            for (String name : List.of("api", "web", "db")) {
                topology.usage(life(deployment(name), List.of("a"), START, WINDOW, 200, 1));
                last.add(assessments(topology.said()).getLast().asOf());
            }
            assertThat(last).doesNotHaveDuplicates();
        }
    }

    @Test
    void sumsUpEachWindowWhenItCloses() {
        try (DrivenTopology topology = new DrivenTopology()) {
            Instant born = START.minus(Duration.ofDays(1));
            long nanos = 0;
            for (int i = 0; i <= 15; i++) {
                nanos += (i < 6 ? 1 : 2) * 30_000_000_000L;
                topology.usage(
                        reading(
                                API,
                                "a",
                                minute(i),
                                MINUTE,
                                List.of(counter("app", born, minute(i), nanos, (100L + i) << 20))));
            }
            List<UsageSummary> summaries = summaries(topology.said());
            assertThat(summaries)
                    .extracting(UsageSummary::asOf)
                    .containsExactly(minute(5), minute(10));
            UsageSummary.Container second = summaries.get(1).containers().getFirst();
            assertThat(second.cpuMeanCores()).isEqualTo((0.5 + 4 * 1.0) / 5);
            assertThat(second.cpuHottestCores()).isEqualTo(1);
            assertThat(second.memoryPeakBytes()).isEqualTo(109L << 20);
            assertThat(summaries.get(1).replicas()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void saysTheSameOfLateShuffledAndRepeatedReadings(long seed) {
        List<UsageReading> ordered = life(API, List.of("a", "b", "c"), START, MINUTE, 300, seed);
        List<UsageReading> disturbed = new ArrayList<>(ordered);
        Random random = new Random(seed);
        // the first and the last stay where they are, the others move by up to four minutes
        for (int from = 3; from + 12 < disturbed.size() - 60; from += 12) {
            Collections.shuffle(disturbed.subList(from, from + 12), random);
        }
        for (int i = 30; i < disturbed.size() - 60; i += 7) {
            disturbed.add(i, disturbed.get(i - random.nextInt(1, 10)));
        }

        assertThat(lastSaid(disturbed)).isEqualTo(lastSaid(ordered));
    }

    @Test
    void countsWhatCameTooLateAndLeavesItOut() {
        try (DrivenTopology topology = new DrivenTopology()) {
            List<UsageReading> readings = life(API, List.of("a"), START, MINUTE, 30, 1);
            UsageReading late = readings.remove(10);
            topology.usage(readings);
            topology.usage(late);
            assertThat(Metrics.value(topology.registry, "headroom_analyzer_samples", "late"))
                    .isEqualTo(4);
        }
    }

    @Test
    void goesOnFromItsStateAsIfNothingHadBeen() {
        List<UsageReading> readings = life(API, List.of("a", "b"), START, MINUTE, 400, 1);
        for (int split : List.of(1, 2, 77, 400, 555, 799)) {
            Map<String, byte[]> stored;
            List<Said> said;
            try (DrivenTopology before = new DrivenTopology()) {
                before.usage(readings.subList(0, split));
                said = new ArrayList<>(before.said());
                stored = before.stored();
            }
            try (DrivenTopology after = new DrivenTopology()) {
                after.restore(stored);
                after.usage(readings.subList(split, readings.size()));
                said.addAll(after.said());
            }
            assertThat(said).isEqualTo(allSaid(readings));
        }
    }

    @Test
    void saysTheSameOfAWorkloadWhateverElseThereIs() {
        List<UsageReading> readings = life(API, List.of("a", "b"), START, MINUTE, 200, 1);
        List<UsageReading> others =
                life(deployment("other"), List.of("x"), START.plusSeconds(7_000), WINDOW, 300, 2);
        List<UsageReading> mixed = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            mixed.add(readings.get(i));
            if (i < others.size()) {
                mixed.add(others.get(i));
            }
        }
        assertThat(allSaid(mixed).stream().filter(said -> said.key().contains("api")))
                .isEqualTo(allSaid(readings));
    }

    @Test
    void keepsTheHistoryOverARollout() {
        try (DrivenTopology topology = new DrivenTopology()) {
            topology.usage(life(API, List.of("old"), START, MINUTE, 60, 1));
            Resources more = new Resources(new Cpu(900), Memory.ofMebibytes(1_024));
            long nanos = 0;
            for (int i = 60; i <= 130; i++) {
                nanos += 15_000_000_000L;
                topology.usage(
                        reading(
                                API,
                                "new",
                                minute(i),
                                MINUTE,
                                List.of(
                                        counter(
                                                "app",
                                                minute(59),
                                                minute(i),
                                                nanos,
                                                200L << 20,
                                                more))));
            }
            UsageAssessment last = assessments(topology.said()).getLast();
            ContainerProfile app = last.containers().getFirst();
            assertThat(app.firstSampleAt()).isEqualTo(minute(1));
            assertThat(app.lastSampleAt()).isEqualTo(last.asOf().truncatedTo(ChronoUnit.MINUTES));
            assertThat(app.requests()).isEqualTo(more);
            assertThat(last.containers()).hasSize(2);
        }
    }

    @Test
    void aWorkingSetLargerThanItsNodeIsNotBelieved() {
        try (DrivenTopology topology = new DrivenTopology()) {
            long nodeBytes = Objects.requireNonNull(Readings.NODE.memory()).bytes();
            for (int i = 0; i <= 70; i++) {
                topology.usage(
                        reading(
                                API,
                                "a",
                                minute(i),
                                MINUTE,
                                List.of(
                                        counter(
                                                "app",
                                                START,
                                                minute(i),
                                                i * 15_000_000_000L,
                                                i == 30 ? nodeBytes + 1 : 200L << 20))));
            }
            Ring peaks =
                    assessments(topology.said()).getLast().containers().getFirst().memoryPeak();
            assertThat(peaks.amounts(ByteScale.MEMORY_BYTES))
                    .isNotEmpty()
                    .allMatch(bytes -> bytes < 300L << 20);
        }
    }

    @Test
    void showsAGapAsMissing() {
        try (DrivenTopology topology = new DrivenTopology()) {
            List<UsageReading> readings = life(API, List.of("a"), START, MINUTE, 121, 1);
            topology.usage(readings.subList(0, 30));
            topology.usage(readings.subList(60, 121));
            UsageAssessment last = assessments(topology.said()).getLast();
            Ring hottest = last.containers().getFirst().cpuHottest();
            byte[] steps = hottest.steps();
            for (int window = 6; window < 12; window++) {
                assertThat(steps[window]).isEqualTo(ByteScale.MISSING);
                assertThat(last.coverage().steps()[window]).isEqualTo((byte) 4);
            }
            assertThat(steps[5]).isNotEqualTo(ByteScale.MISSING);
            assertThat(steps[12]).isNotEqualTo(ByteScale.MISSING);
            long known = Duration.between(START, last.asOf()).toMinutes() - 30;
            assertThat(last.containers().getFirst().samples()).isEqualTo(known - 1);
        }
    }

    @Test
    void forgetsAWorkloadThatIsGoneForFourWeeks() {
        try (DrivenTopology topology = new DrivenTopology()) {
            topology.usage(life(API, List.of("a"), START, WINDOW, 50, 1));
            topology.said();
            topology.usage(
                    life(
                            deployment("other"),
                            List.of("x"),
                            START.plus(Duration.ofDays(28)),
                            Duration.ofHours(6),
                            12,
                            1));
            assertThat(topology.said())
                    .contains(
                            new Said(API.key(), null, null),
                            new Said("/summary/" + API.key(), null, null));
            assertThat(topology.stored().keySet()).noneMatch(key -> key.contains("api"));
        }
    }

    @Test
    void keepsNoMoreThanFourteenDays() {
        try (DrivenTopology topology = new DrivenTopology()) {
            topology.usage(life(API, List.of("a"), START, Duration.ofMinutes(30), 20 * 48, 1));
            UsageAssessment last = assessments(topology.said()).getLast();
            assertThat(last.cpuDemand().length()).isEqualTo(14 * 288);
            assertThat(last.completeness().windows()).isEqualTo(14 * 288);
            assertThat(
                            topology.stored().keySet().stream()
                                    .filter(key -> key.startsWith(UsageProcessor.DAYS)))
                    .hasSizeBetween(14, 16);
        }
    }

    @Test
    void dropsPodsThatAreGone() {
        try (DrivenTopology topology = new DrivenTopology()) {
            for (int day = 0; day < 5; day++) {
                topology.usage(
                        life(
                                API,
                                List.of("pod" + day),
                                START.plus(Duration.ofDays(day)),
                                Duration.ofMinutes(10),
                                144,
                                1));
            }
            assertThat(
                            topology.stored().keySet().stream()
                                    .filter(key -> key.startsWith(UsageProcessor.PODS)))
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    private static Instant minute(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    private static List<Said> allSaid(List<UsageReading> readings) {
        try (DrivenTopology topology = new DrivenTopology()) {
            topology.usage(readings);
            return topology.said();
        }
    }

    /** The last assessment and every summary. */
    private static List<Said> lastSaid(List<UsageReading> readings) {
        List<Said> all = allSaid(readings);
        Said last = all.stream().filter(said -> said.key().equals(API.key())).toList().getLast();
        return Stream.concat(
                        all.stream().filter(said -> said.key().startsWith("/summary/")),
                        Stream.of(last))
                .toList();
    }
}
