package io.headroom.deploy.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.headroom.model.profile.Checkpoint;
import io.headroom.model.profile.DecayingHistogram;
import io.headroom.model.profile.ExponentialBuckets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every vector of the folder that is there, one after the other. The upstream VPA recommender
 * produced them; {@code -Dheadroom.golden.dir=DIR} names another folder of the same formats.
 */
@Tag("golden")
class GoldenVectorsTest {
    private static final double RELATIVE_ERROR = 1e-12;

    private static final String BUCKETS = "buckets.csv";
    private static final String FIND_BUCKET = "find_bucket.csv";
    private static final String STREAMS = "decaying_streams.json";
    private static final String SCENARIOS = "recommender_scenarios.json";

    private final GoldenDirectory golden = GoldenDirectory.find();

    @TestFactory
    List<DynamicTest> bucketsStartWhereUpstreamsDo() {
        return rows(BUCKETS).stream()
                .map(row ->
                        dynamicTest(
                                row.resource() + " bucket " + row.first(),
                                () ->
                                        assertClose(
                                                buckets(row.resource())
                                                        .start(Integer.parseInt(row.first())),
                                                Double.parseDouble(row.second()))))
                .toList();
    }

    @TestFactory
    List<DynamicTest> valuesBelongToTheBucketsOfUpstream() {
        return rows(FIND_BUCKET).stream()
                .map(row ->
                        dynamicTest(
                                row.resource() + " " + row.first(),
                                () ->
                                        assertThat(
                                                        buckets(row.resource())
                                                                .find(
                                                                        Double.parseDouble(
                                                                                row.first())))
                                                .isEqualTo(Integer.parseInt(row.second()))))
                .toList();
    }

    @TestFactory
    List<DynamicTest> histogramsSayWhatUpstreamsDo() {
        List<DynamicTest> tests = new ArrayList<>();
        for (DecayingStream stream : streams()) {
            tests.add(
                    dynamicTest(
                            "stream " + tests.size() + " of " + stream.resource(),
                            () -> assertSame(stream)));
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> recommendationsEqualUpstreams() {
        return scenarios().stream()
                .map(scenario ->
                        dynamicTest(
                                scenario.name(),
                                () -> {
                                    List<Integer> discarded = scenario.discarded();
                                    assertThat(scenario.play())
                                            .isEqualTo(
                                                    new Scenario.Outcome(
                                                            discarded == null
                                                                    ? List.of()
                                                                    : discarded,
                                                            List.of()));
                                }))
                .toList();
    }

    @Test
    void atLeastOneFileIsThere() {
        // Given
        Map<String, Integer> counts = new TreeMap<>();
        counts.put(BUCKETS, rows(BUCKETS).size());
        counts.put(FIND_BUCKET, rows(FIND_BUCKET).size());
        counts.put(STREAMS, streams().size());
        counts.put(
                SCENARIOS,
                scenarios().stream().mapToInt(each -> each.recommendations().size()).sum());

        // When
        int vectors = counts.values().stream().mapToInt(Integer::intValue).sum();

        // Then
        System.out.println("golden vectors: " + vectors + " in " + golden.path() + " " + counts);
        assertThat(vectors).as("vectors in %s", golden.path()).isPositive();
    }

    private static void assertSame(DecayingStream stream) {
        DecayingHistogram histogram = stream.run();
        Checkpoint expected = stream.checkpoint().value();
        Checkpoint checkpoint = histogram.checkpoint();
        DecayingHistogram loaded =
                DecayingHistogram.load(stream.buckets(), stream.halfLife(), expected);

        assertThat(histogram.isEmpty()).isEqualTo(stream.isEmpty());
        stream.percentiles()
                .forEach((fraction, value) ->
                        assertClose(histogram.percentile(Double.parseDouble(fraction)), value));
        assertThat(checkpoint.bucketWeights()).isEqualTo(expected.bucketWeights());
        assertThat(checkpoint.reference()).isEqualTo(expected.reference());
        assertClose(checkpoint.totalWeight(), expected.totalWeight());
        stream.afterLoad()
                .forEach((fraction, value) ->
                        assertClose(loaded.percentile(Double.parseDouble(fraction)), value));
    }

    private static void assertClose(double actual, double expected) {
        assertThat(actual).isCloseTo(expected, within(Math.abs(expected) * RELATIVE_ERROR));
    }

    private static ExponentialBuckets buckets(String resource) {
        return switch (resource) {
            case "cpu" -> ExponentialBuckets.CPU_CORES;
            case "memory" -> ExponentialBuckets.MEMORY_BYTES;
            default -> throw new IllegalArgumentException("unknown resource: " + resource);
        };
    }

    private List<DecayingStream> streams() {
        return golden.json(STREAMS, DecayingStream[].class).map(List::of).orElse(List.of());
    }

    private List<Scenario> scenarios() {
        return golden.json(SCENARIOS, Scenario[].class).map(List::of).orElse(List.of());
    }

    /** A file's rows without its header. */
    private List<Row> rows(String file) {
        return golden.lines(file).orElse(List.of()).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .map(cells -> new Row(cells[0], cells[1], cells[2]))
                .toList();
    }

    private record Row(String resource, String first, String second) {}
}
