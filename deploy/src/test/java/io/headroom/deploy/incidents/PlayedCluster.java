package io.headroom.deploy.incidents;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.kafka.EmbeddedKafka;
import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import io.headroom.deploy.replay.Road;
import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.Json;
import io.headroom.model.topic.Keys;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import tools.jackson.databind.JsonNode;

/**
 * A real API server on which the test plays kubelets, controllers and autoscalers, and all of
 * Headroom watching it.
 */
final class PlayedCluster implements AutoCloseable {
    static final Duration SOON = Duration.ofMinutes(3);

    private final ControlPlane plane;
    private final EmbeddedKafka kafka;
    private final Road road;
    private final KafkaConsumer<String, byte[]> topics;
    private final Set<String> heard = new HashSet<>();
    private final String namespace;
    private final Instant ended = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(20);
    private volatile Duration skipped = Duration.ZERO;
    private int settled;

    PlayedCluster(Path directory) {
        plane = ControlPlane.start(Set.of());
        namespace = plane.newNamespace("played");
        node("steady", false);
        node("cordoned", true);
        kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory));
        road = new Road(plane.admin(), kafka.bootstrapServers(), "played", this::now, Map.of());
        topics =
                new KafkaConsumer<>(
                        Map.of(
                                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.bootstrapServers(),
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> all =
                Stream.of(
                                road.topics().inventory(),
                                road.topics().cluster(),
                                road.topics().lifecycle())
                        .flatMap(topic -> topics.partitionsFor(topic).stream())
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        topics.assign(all);
        topics.seekToBeginning(all);
    }

    ControlPlane plane() {
        return plane;
    }

    String namespace() {
        return namespace;
    }

    Stage stage(String name) {
        return new Stage(plane.admin(), namespace, name, ended);
    }

    Stage stage(String name, String inNamespace) {
        return new Stage(plane.admin(), inNamespace, name, ended);
    }

    /** For the collector it is later now. */
    void skip(Duration time) {
        skipped = skipped.plus(time);
    }

    /** What the collector takes for now. */
    Instant now() {
        return Instant.now().plus(skipped);
    }

    /**
     * Returns two seconds later. Times of the API are whole seconds: what is said in the one in
     * which a pod began may as well be of before it.
     */
    void passSeconds() {
        Instant later = Instant.now().plusSeconds(2);
        await().until(() -> Instant.now().isAfter(later));
    }

    /** Something happens while no collector runs; then another one goes on. */
    void withoutCollector(Runnable meanwhile) {
        road.withoutCollector(meanwhile);
    }

    /** Returns when everything that was written so far has been seen. */
    void settle() {
        String last = "settled-" + settled++;
        KubernetesClient api = plane.admin();
        Owners owners = new Owners(api, namespace);
        node(last, false);
        String lastNamespace = plane.newNamespace(last);
        var deployment = owners.deployment(last, 1);
        owners.autoscaler(deployment);
        owners.statefulSet(last, 1);
        owners.daemonSet(last);
        owners.job(last);
        var alone = owners.replicaSet(deployment, 1, 1, null);
        alone.getMetadata().setOwnerReferences(List.of());
        alone.getMetadata().setName(last);
        alone.getMetadata().setResourceVersion(null);
        api.resource(alone).create();
        stage(last).pod().create();
        Said.of(
                        new ObjectReferenceBuilder()
                                .withApiVersion("v1")
                                .withKind("Node")
                                .withName(last)
                                .build(),
                        "Normal",
                        "Settled",
                        last,
                        ended)
                .write(api);
        Set<String> expected = new HashSet<>();
        Stream.of(
                        new WorkloadRef(namespace, "Deployment", "apps", last),
                        new WorkloadRef(namespace, "StatefulSet", "apps", last),
                        new WorkloadRef(namespace, "DaemonSet", "apps", last),
                        new WorkloadRef(namespace, "ReplicaSet", "apps", last),
                        new WorkloadRef(namespace, "Job", "batch", last),
                        new WorkloadRef(namespace, "Pod", "", last))
                .map(WorkloadRef::key)
                .forEach(expected::add);
        expected.add(Keys.autoscaler(namespace, last));
        expected.add(Keys.node(last));
        expected.add(Keys.namespace(lastNamespace));
        expected.add(last);
        await().atMost(SOON).until(() -> heardOf(expected));
    }

    /** Reads on; whether all of it, keys and words of events, has been told by now. */
    private boolean heardOf(Set<String> expected) {
        for (ConsumerRecord<String, byte[]> each : topics.poll(Duration.ofMillis(100))) {
            if (each.value() != null && each.topic().equals(road.topics().lifecycle())) {
                JsonNode note = Json.mapper().readTree(each.value()).get("note");
                heard.add(note == null ? "" : note.asString());
            } else if (each.value() != null) {
                heard.add(each.key());
            }
        }
        return heard.containsAll(expected);
    }

    /**
     * What REST tells of incidents, for each workload: row, class and detail, confidence, planned
     * or not, how many ends, what became of them, and whether it is a crash loop.
     */
    SortedMap<String, List<String>> told() throws Exception {
        SortedMap<String, List<String>> told = new TreeMap<>();
        JsonNode answer = Json.mapper().readTree(road.get("/api/v1/incidents?limit=5000"));
        for (JsonNode incident : answer.get("incidents")) {
            told.computeIfAbsent(
                            incident.get("workload").get("name").asString(), _ -> new ArrayList<>())
                    .add(said(incident));
        }
        told.keySet().removeIf(name -> name.startsWith("settled-"));
        told.values().forEach(each -> each.sort(null));
        return told;
    }

    private static String said(JsonNode incident) {
        JsonNode why = incident.get("classification");
        JsonNode detail = why.get("detail");
        return "%s %s%s %s %s %d %s%s"
                .formatted(
                        why.get("row").asString(),
                        why.get("class").asString(),
                        detail == null ? "" : "(" + detail.asString() + ")",
                        why.get("confidence").asString(),
                        why.get("planned").asBoolean() ? "planned" : "unplanned",
                        incident.get("restarts").asInt() + incident.get("disruptions").asInt(),
                        incident.get("outcome").get("state").asString(),
                        incident.get("crashLoop").asBoolean() ? " loop" : "");
    }

    /** The value of a counter, over all series whose labels are wanted. */
    double counted(String name, Predicate<Labels> wanted) {
        return snapshots(name)
                .map(CounterSnapshot.class::cast)
                .flatMap(metric -> metric.getDataPoints().stream())
                .filter(point -> wanted.test(point.getLabels()))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    double accountingDifference() {
        return snapshots("headroom_restart_accounting_difference")
                .map(GaugeSnapshot.class::cast)
                .flatMap(metric -> metric.getDataPoints().stream())
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .sum();
    }

    @Override
    public void close() {
        topics.close();
        road.close();
        kafka.close();
        plane.close();
    }

    private Stream<MetricSnapshot> snapshots(String name) {
        return road.metrics().scrape().stream()
                .filter(metric -> metric.getMetadata().getName().equals(name));
    }

    private void node(String name, boolean cordoned) {
        plane.admin()
                .nodes()
                .resource(
                        new NodeBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .withNewSpec()
                                .withUnschedulable(cordoned ? true : null)
                                .endSpec()
                                .build())
                .create();
    }
}
