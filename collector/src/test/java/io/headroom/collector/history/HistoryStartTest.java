package io.headroom.collector.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.collector.CollectorMetrics;
import io.headroom.collector.publish.Findings;
import io.headroom.collector.publish.Sink;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.Finding;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodState;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.settings.Settings;
import io.headroom.model.usage.UsageReading;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said where nothing is to be imported; HistoryIT has the rest. */
class HistoryStartTest {
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
    private static final WorkloadRef WEB = new WorkloadRef("shop", "Deployment", "apps", "web");

    private final List<Finding> told = new ArrayList<>();
    private final Findings findings =
            new Findings(new FindingSink(told), InstantSource.fixed(NOW), List.of());

    @Test
    void aHeadroomThatHasBeenLiveSaysHowToHaveTheHistory() throws Exception {
        start().run(assessed());
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().message()).contains("late").contains("an empty data-dir");
    }

    @Test
    void whatWasSaidOfAnImportStands() throws Exception {
        findings.report("history", Finding.Severity.INFO, "prometheus", "history was imported");
        start().run(assessed());
        assertThat(told).extracting(Finding::message).containsExactly("history was imported");
    }

    @Test
    void anEmptyClusterIsNotWorthAWord() throws Exception {
        start().run(KnownWorkloads.of(List.of(), Map.of()));
        assertThat(told).isEmpty();
    }

    private HistoryStart start() {
        return new HistoryStart(
                PrometheusConfig.from(Settings.of(Map.of("prometheus.url", "http://prometheus")))
                        .orElseThrow(),
                new FindingSink(told),
                findings,
                new CollectorMetrics(new PrometheusRegistry()),
                InstantSource.fixed(NOW));
    }

    private static KnownWorkloads assessed() {
        return KnownWorkloads.of(
                List.of(
                        new PodState(
                                WEB,
                                "web-1-a",
                                "uid-a",
                                null,
                                "Running",
                                true,
                                NOW.minus(Duration.ofDays(30)),
                                null,
                                List.of())),
                Map.of(WEB, NOW.minus(Duration.ofMinutes(40))));
    }

    private record FindingSink(List<Finding> told) implements Sink {
        @Override
        public void usage(UsageReading reading) {
            throw new AssertionError("nothing is to be imported: " + reading);
        }

        @Override
        public void lifecycle(LifecycleFact fact) {}

        @Override
        public void inventory(InventoryEntry entry) {}

        @Override
        public void inventoryGone(String key) {}

        @Override
        public void cluster(ClusterEntry entry) {
            if (entry instanceof Finding finding) {
                told.add(finding);
            }
        }

        @Override
        public void clusterGone(String key) {}
    }
}
