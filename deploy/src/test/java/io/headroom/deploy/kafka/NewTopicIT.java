package io.headroom.deploy.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.collector.CollectorMetrics;
import io.headroom.collector.publish.Publisher;
import io.headroom.deploy.e2e.TopicContents;
import io.headroom.model.WorkloadRef;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.Topics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic that is written before the broker has heard of all partitions that it leads them. */
class NewTopicIT {
    private static final int PARTITIONS = 200;
    private static final int WORKLOADS = 400;
    private static final int FACTS = 10;

    @TempDir Path directory;

    @Test
    void takesEveryFactInItsOrderFromItsFirstMoment() throws Exception {
        Topics topics = new Topics("new");
        List<String> pods = IntStream.range(0, FACTS).mapToObj(String::valueOf).toList();
        RecordCodec<PodGone> codec = new RecordCodec<>(PodGone.class);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory))) {
            publish(kafka, topics, pods);

            Map<String, List<String>> arrived = new TreeMap<>();
            new TopicContents(kafka.bootstrapServers())
                    .all(topics.lifecycle())
                    .forEach(each ->
                            arrived.computeIfAbsent(each.key(), key -> new ArrayList<>())
                                    .add(codec.decode(each.headers(), each.value()).podUid()));
            assertThat(arrived).hasSize(WORKLOADS);
            assertThat(arrived.values()).allSatisfy(each -> assertThat(each).isEqualTo(pods));
        }
    }

    private static void publish(EmbeddedKafka kafka, Topics topics, List<String> pods)
            throws Exception {
        // each fact in a batch of its own: while one is refused, others are on the way
        Map<String, Object> client =
                Map.of(
                        "bootstrap.servers", kafka.bootstrapServers(),
                        "linger.ms", 0,
                        "batch.size", 1);
        try (Admin admin = Admin.create(client);
                Publisher publisher =
                        new Publisher(
                                client,
                                topics,
                                64L << 20,
                                new CollectorMetrics(new PrometheusRegistry()))) {
            admin.createTopics(List.of(new NewTopic(topics.lifecycle(), PARTITIONS, (short) 1)))
                    .all()
                    .get();
            for (String pod : pods) {
                for (int i = 0; i < WORKLOADS; i++) {
                    publisher.lifecycle(
                            new PodGone(
                                    new WorkloadRef("a", "Pod", "", "w-" + i),
                                    "w-" + i,
                                    pod,
                                    Instant.EPOCH,
                                    false));
                }
            }
            CompletableFuture.runAsync(publisher::flush).get(120, TimeUnit.SECONDS);
        }
    }
}
