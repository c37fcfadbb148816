package io.headroom.collector.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.collector.history.PrometheusException.Why;
import io.headroom.model.cluster.Finding.Severity;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HistoryImportTest {
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
    private static final Instant FROM = NOW.minus(Duration.ofDays(2));
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final List<UsageReading> readings = new ArrayList<>();
    private final List<Double> progress = new ArrayList<>();
    private Duration elapsed = Duration.ZERO;

    @Test
    void everyWindowIsReadOnceInTheOrderOfTime() throws Exception {
        Imported imported = run(this::answer);

        assertThat(imported.failure()).isEmpty();
        assertThat(imported.gaps()).isEmpty();
        assertThat(imported.readings()).isEqualTo(576);
        assertThat(readings).extracting(HistoryImportTest::at).isSorted().doesNotHaveDuplicates();
        assertThat(at(readings.getFirst())).isEqualTo(FROM.plusSeconds(300).minusMillis(1));
        assertThat(at(readings.getLast())).isEqualTo(NOW.minusMillis(1));
        assertThat(progress).isSorted().endsWith(1.0);
    }

    @Test
    void chunksAreHalvedUntilTheyFit() throws Exception {
        Imported imported =
                run((query, start, end, step) -> {
                    if (Duration.between(start, end).compareTo(Duration.ofHours(5)) > 0) {
                        throw new PrometheusException(
                                Why.TOO_LARGE, "query processing would load too many samples");
                    }
                    return answer(query, start, end, step);
                });
        assertThat(imported.failure()).isEmpty();
        assertThat(imported.gaps()).isEmpty();
        assertThat(readings).hasSize(576).extracting(HistoryImportTest::at).isSorted();
    }

    @Test
    void anHourThatIsNeverAnsweredIsAGap() throws Exception {
        Instant bad = FROM.plus(Duration.ofMinutes(637));
        Imported imported =
                run((query, start, end, step) -> {
                    if (!start.isAfter(bad) && end.isAfter(bad) && !end.equals(start)) {
                        throw new PrometheusException(Why.TIMEOUT, "it has not answered in time");
                    }
                    return answer(query, start, end, step);
                });
        assertThat(imported.failure()).isEmpty();
        assertThat(imported.gaps()).hasSize(1);
        Imported.Gap gap = imported.gaps().getFirst();
        assertThat(Duration.between(gap.from(), gap.to())).isEqualTo(Duration.ofHours(1));
        assertThat(readings).hasSize(576 - 12);
        HistoryFinding finding = HistoryFinding.of(imported, "http://prometheus");
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.message()).contains("nothing from").contains("not answered in time");
    }

    @Test
    void whatWillNotBeAnsweredEndsItWithTheWayOut() throws Exception {
        Imported imported =
                run((_, _, _, _) -> {
                    throw new PrometheusException(Why.UNAUTHORIZED, "it answered 401");
                });
        assertThat(imported.failure())
                .hasValueSatisfying(failure ->
                        assertThat(failure).startsWith("it answered 401; give it a token"));
        assertThat(HistoryFinding.of(imported, "http://prometheus").message())
                .startsWith("no history was imported from http://prometheus: it answered 401");
    }

    @Test
    void aServerThatBreaksDownMeanwhileEndsItAfterThreeChunks() throws Exception {
        int[] asked = {0};
        Imported imported =
                run(
                        (query, start, end, step) -> {
                            if (asked[0]++ > 20) {
                                throw new PrometheusException(Why.SERVER_ERROR, "it answered 500");
                            }
                            return answer(query, start, end, step);
                        },
                        FROM.minus(Duration.ofDays(8)));
        assertThat(readings).hasSize(288);
        assertThat(imported.gaps()).hasSize(3);
        assertThat(imported.failure()).isPresent();
        assertThat(HistoryFinding.of(imported, "http://prometheus").message())
                .contains("then it ended: it answered 500");
    }

    @Test
    void whenTimeIsShortTheOldestIsGivenUp() throws Exception {
        Imported imported =
                run(
                        (query, start, end, step) -> {
                            elapsed = elapsed.plusSeconds(10);
                            return answer(query, start, end, step);
                        },
                        NOW.minus(Duration.ofDays(14)));
        assertThat(imported.gaps()).isNotEmpty();
        assertThat(imported.gaps().getFirst().reason()).contains("prometheus.patience");
        assertThat(at(readings.getLast())).isEqualTo(NOW.minusMillis(1));
        assertThat(readings).hasSizeLessThan(4_032).extracting(HistoryImportTest::at).isSorted();
    }

    @Test
    void withoutContainersItSaysWhatToLookFor() throws Exception {
        Imported imported = run((_, _, _, _) -> Matrix.EMPTY);
        assertThat(imported.failure().orElseThrow()).contains("/metrics/cadvisor");
    }

    @Test
    void withoutOwnersItSaysWhatToLookFor() throws Exception {
        Imported imported =
                run((query, start, end, step) ->
                        query.contains("kube_") ? Matrix.EMPTY : answer(query, start, end, step));
        assertThat(imported.failure().orElseThrow()).contains("kube-state-metrics");
        assertThat(readings).isEmpty();
    }

    @Test
    void warningsOfTheServerArePassedOn() throws Exception {
        Imported imported =
                run((query, start, end, step) ->
                        new Matrix(
                                answer(query, start, end, step).series(),
                                List.of("a store did not answer")));
        HistoryFinding finding = HistoryFinding.of(imported, "http://prometheus");
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.message()).endsWith("; it warned: a store did not answer");
    }

    @Test
    void whatCannotBeRightIsToldAndCountedOverAllChunks() throws Exception {
        Instant from = NOW.minus(Duration.ofDays(14));
        Imported imported =
                run(
                        (query, start, end, step) -> {
                            Matrix answer = answer(query, start, end, step);
                            return query.contains("working_set") && !query.startsWith("count")
                                    ? new Matrix(
                                            List.of(spoilt(answer.series().getFirst())), List.of())
                                    : answer;
                        },
                        from);

        assertThat(imported.readings()).isEqualTo(4_032);
        assertThat(imported.left().unusable())
                .containsExactly(
                        new Unusable(
                                "shop/db-0/app", "memory is negative", from.plusSeconds(300), 14));
        HistoryFinding finding = HistoryFinding.of(imported, "http://prometheus");
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.message())
                .endsWith(
                        "; 14 values cannot be right and were left out, the first of shop/db-0/app"
                                + " at 2026-02-24T12:05:00Z: memory is negative");
    }

    /** The first value is none that there can be. */
    private static Matrix.Series spoilt(Matrix.Series series) {
        long[] times = new long[series.length()];
        double[] values = new double[series.length()];
        for (int i = 0; i < times.length; i++) {
            times[i] = series.atMillis(i);
            values[i] = i == 0 ? -1 : series.value(i);
        }
        return new Matrix.Series(
                Map.of("namespace", "shop", "pod", "db-0", "container", "app"), times, values);
    }

    @Test
    void aWholeHistoryIsGoodNews() throws Exception {
        HistoryFinding finding = HistoryFinding.of(run(this::answer), "http://prometheus");
        assertThat(finding)
                .isEqualTo(
                        new HistoryFinding(
                                Severity.INFO,
                                "history from 2026-03-08T12:00:00Z to 2026-03-10T12:00:00Z was"
                                        + " imported from http://prometheus, 1 containers"));
    }

    private Imported run(RangeSource source) throws InterruptedException {
        return run(source, FROM);
    }

    private Imported run(RangeSource source, Instant from) throws InterruptedException {
        return new HistoryImport(
                        new ChunkReader(source, new Queries("")),
                        KnownWorkloads.unknown(),
                        (_, fraction) -> progress.add(fraction),
                        () -> elapsed)
                .run(from, NOW, PATIENCE, readings::add);
    }

    /** One container of one pod that always uses the same. */
    private Matrix answer(String query, Instant start, Instant end, Duration step) {
        Map<String, String> labels =
                Map.of(
                        "namespace", "shop",
                        "pod", "db-0",
                        "container", "app",
                        "uid", "uid-1",
                        "created_by_kind", "StatefulSet",
                        "created_by_name", "db");
        double value = query.startsWith("quantile") ? 20 : 1;
        boolean told =
                query.startsWith("quantile")
                        || query.startsWith("count")
                        || query.contains("container_cpu_usage")
                        || query.contains("working_set")
                        || query.contains("kube_pod_info");
        int length = (int) Duration.between(start, end).dividedBy(step) + 1;
        long[] times = new long[length];
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            times[i] = start.plus(step.multipliedBy(i)).toEpochMilli();
            values[i] = value;
        }
        return told
                ? new Matrix(List.of(new Matrix.Series(labels, times, values)), List.of())
                : Matrix.EMPTY;
    }

    private static Instant at(UsageReading reading) {
        return Objects.requireNonNull(
                Objects.requireNonNull(reading.containers().getFirst().cpu()).at());
    }
}
