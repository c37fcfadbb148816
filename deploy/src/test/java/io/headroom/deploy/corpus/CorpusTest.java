package io.headroom.deploy.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.headroom.analyzer.AnalyzerMetrics;
import io.headroom.analyzer.restarts.RestartAnalysis;
import io.headroom.collector.kubernetes.ShownCluster;
import io.headroom.collector.publish.Sink;
import io.headroom.deploy.corpus.Case.Answer;
import io.headroom.deploy.corpus.Case.Step;
import io.headroom.model.assessment.DisruptionRecord;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentEntry;
import io.headroom.model.assessment.RestartRecord;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.lifecycle.ProcessKills;
import io.headroom.model.usage.UsageReading;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Every case of the folder: Kubernetes' own objects become facts by the collector's rules, and
 * these are told to the analyzer. Every file in the folder is a case; one that is none fails.
 */
class CorpusTest {
    private static final KubernetesSerialization KUBERNETES = new KubernetesSerialization();

    @TempDir private Path directory;

    @ParameterizedTest
    @MethodSource("files")
    void saysWhatTheCaseAsksFor(Path file) throws IOException {
        Case asked = Case.read(file);
        PrometheusRegistry registry = new PrometheusRegistry();
        AnalyzerMetrics metrics = new AnalyzerMetrics(registry);
        RestartAnalysis analysis = RestartAnalysis.inMemory(metrics);
        Map<String, Answer> said = new TreeMap<>();
        Map<String, Incident> incidents = new TreeMap<>();
        for (LifecycleFact fact : facts(asked)) {
            if (fact.workload() != null) {
                RestartAnalysis.Shown shown = told(analysis, fact.workload().key(), fact);
                shown.restarts().forEach(metrics::restart);
                for (IncidentEntry entry : shown.said()) {
                    switch (entry) {
                        case RestartRecord restart -> said.put(restart.id(), Answer.of(restart));
                        case DisruptionRecord end -> said.put(end.id(), Answer.of(end));
                        case Incident incident -> incidents.put(incident.id(), incident);
                    }
                }
            }
        }
        assertThat(said).isEqualTo(new TreeMap<>(asked.answer()));
        assertThat(incidents.values())
                .allSatisfy(incident ->
                        assertThat(incident.restarts() + incident.disruptions()).isPositive());
        assertThat(accountingDifference(registry)).isZero();
    }

    @Test
    void thereAreCases() throws IOException {
        assertThat(files()).hasSizeGreaterThan(5);
    }

    @Test
    void whatIsWrongWithAFileIsSaid() throws IOException {
        refused("{\"about\": \"x\", \"shwon\": []}", "is no case", "shwon");
        refused("{\"about\": \"x\", \"shown\": []}", "something \"shown\"");
        refused(
                "{\"about\": \"x\", \"shown\": [{\"at\": \"2026-03-01T00:00:00Z\"}], \"answer\": {}}",
                "step 1 of case.json needs \"at\" and one of");
        refused(
                "{\"about\": \"x\", \"shown\": [{\"at\": \"noon\", \"shown\": {}}], \"answer\": {}}",
                "step 1 of case.json is at no time",
                "noon");
    }

    private void refused(String text, String... words) throws IOException {
        Path file = Files.writeString(directory.resolve("case.json"), text);
        assertThatThrownBy(() -> Case.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(words);
    }

    private static List<LifecycleFact> facts(Case asked) {
        Facts facts = new Facts();
        ShownCluster cluster = new ShownCluster(facts);
        for (Step step : asked.shown()) {
            Instant at = step.time();
            if (step.shown() != null) {
                objects(step.shown()).forEach(object -> cluster.shown(object, at));
            } else if (step.deleted() != null) {
                objects(step.deleted()).forEach(object -> cluster.deleted(object, at));
            } else {
                List<HasMetadata> all = new ArrayList<>();
                Objects.requireNonNull(step.listed()).forEach(node -> all.addAll(objects(node)));
                cluster.listed(all, at);
            }
        }
        return facts.lifecycle;
    }

    /** One object, or those of a list as {@code kubectl get} gives it. */
    private static List<HasMetadata> objects(JsonNode node) {
        Object read = KUBERNETES.unmarshal(node.toString());
        return switch (read) {
            case HasMetadata object -> List.of(object);
            case KubernetesResourceList<?> list -> List.copyOf(list.getItems());
            default -> throw new IllegalArgumentException("neither an object nor a list: " + node);
        };
    }

    private static RestartAnalysis.Shown told(
            RestartAnalysis analysis, String key, LifecycleFact fact) {
        return switch (fact) {
            case PodFact pod -> analysis.accept(key, pod);
            case PodGone gone -> analysis.accept(key, gone);
            case EventDelta event -> analysis.accept(key, event);
            case ProcessKills kills -> analysis.accept(key, kills);
        };
    }

    private static double accountingDifference(PrometheusRegistry registry) {
        return registry.scrape().stream()
                .filter(metric ->
                        metric.getMetadata()
                                .getName()
                                .equals("headroom_restart_accounting_difference"))
                .map(GaugeSnapshot.class::cast)
                .flatMap(metric -> metric.getDataPoints().stream())
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .sum();
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder())) {
            return files.filter(Files::isRegularFile).sorted(Comparator.naturalOrder()).toList();
        }
    }

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(CorpusTest.class.getResource("/corpus")).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keeps what is told of pods and events. */
    private static final class Facts implements Sink {
        final List<LifecycleFact> lifecycle = new ArrayList<>();

        @Override
        public void lifecycle(LifecycleFact fact) {
            lifecycle.add(fact);
        }

        @Override
        public void usage(UsageReading reading) {}

        @Override
        public void inventory(InventoryEntry entry) {}

        @Override
        public void inventoryGone(String key) {}

        @Override
        public void cluster(ClusterEntry entry) {}

        @Override
        public void clusterGone(String key) {}
    }
}
