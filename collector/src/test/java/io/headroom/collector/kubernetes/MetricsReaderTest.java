package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.collector.scrape.PodUsage;
import io.headroom.collector.scrape.PodUsage.ContainerUsage;
import io.headroom.collector.scrape.RefusedException;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsReaderTest {
    private static final Instant AT = Instant.parse("2026-11-26T15:03:56Z");

    @Test
    void readsRatesWithTheirWindows() throws RefusedException {
        assertThat(
                        MetricsReader.parse(
                                """
                                {"kind":"PodMetricsList","apiVersion":"metrics.k8s.io/v1beta1","metadata":{},"items":[
                                 {"metadata":{"name":"web-1","namespace":"shop","creationTimestamp":"2026-11-26T15:04:05Z"},
                                  "timestamp":"2026-11-26T15:03:56Z","window":"9.998s","containers":[
                                   {"name":"main","usage":{"cpu":"839630963n","memory":"1433600Ki"}},
                                   {"name":"proxy","usage":{"cpu":"2m","memory":"64Mi"}}]}]}
                                """, _ -> {}))
                .containsExactly(
                        new PodUsage(
                                "shop",
                                "web-1",
                                null,
                                List.of(
                                        usage("main", 0.839630963, 1400L << 20),
                                        usage("proxy", 0.002, 64L << 20))));
    }

    @Test
    void leavesOutWhatIsMissingOrMalformedAndTellsWhatHasNoName() throws RefusedException {
        List<String> missing = new ArrayList<>();

        assertThat(
                        MetricsReader.parse(
                                """
                                {"items":[
                                 {"metadata":{"name":"nowhere"},"containers":[]},
                                 {"metadata":{"name":"web-1","namespace":"shop"},"window":"soon","containers":[
                                   {"usage":{"cpu":"1"}},
                                   {"name":"main","usage":{"cpu":"much","memory":"1Mi"}},
                                   {"name":"proxy","usage":{"cpu":"1"}}]}]}
                                """, missing::add))
                .containsExactly(
                        new PodUsage(
                                "shop",
                                "web-1",
                                null,
                                List.of(
                                        new ContainerUsage(
                                                "main",
                                                null,
                                                null,
                                                new MemoryReading(null, 1 << 20, null, null),
                                                null),
                                        new ContainerUsage(
                                                "proxy",
                                                null,
                                                new CpuReading.Rate(null, Duration.ZERO, 1),
                                                null,
                                                null))));
        assertThat(missing).containsExactly("pod", "container");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "service unavailable", "{}", "{\"items\":3}", "{\"items\":["})
    void refusesWhatIsNoList(String answer) {
        assertThatThrownBy(() -> MetricsReader.parse(answer, _ -> {})).isInstanceOf(RefusedException.class);
    }

    private static ContainerUsage usage(String name, double cores, long bytes) {
        return new ContainerUsage(
                name,
                null,
                new CpuReading.Rate(AT, Duration.ofMillis(9_998), cores),
                new MemoryReading(AT, bytes, null, null),
                null);
    }
}
