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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics that are written before the broker has heard that it leads their partitions. */
class NewTopicIT {
    private static final WorkloadRef WORKLOAD = new WorkloadRef("a", "Pod", "", "b");
    private static final int TOPICS = 12;
    private static final int FACTS = 60;

    @TempDir Path directory;

    @Test
    void takesEveryFactInItsOrderFromItsFirstMoment() throws Exception {
        List<String> expected = IntStream.range(0, FACTS).mapToObj(String::valueOf).toList();
        RecordCodec<PodGone> codec = new RecordCodec<>(PodGone.class);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory))) {
            TopicContents contents = new TopicContents(kafka.bootstrapServers());
            for (int i = 0; i < TOPICS; i++) {
                Topics topics = new Topics("new-" + i);
                publish(kafka, topics, expected);
                assertThat(contents.all(topics.lifecycle()))
                        .extracting(each -> codec.decode(each.headers(), each.value()).podUid())
                        .isEqualTo(expected);
            }
        }
    }

    private static void publish(EmbeddedKafka kafka, Topics topics, List<String> pods)
            throws Exception {
        // each fact in a batch of its own: of one that is refused, others may be on the way
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
                                16L << 20,
                                new CollectorMetrics(new PrometheusRegistry()))) {
            admin.createTopics(List.of(new NewTopic(topics.lifecycle(), 1, (short) 1))).all().get();
            pods.forEach(pod ->
                    publisher.lifecycle(new PodGone(WORKLOAD, "b", pod, Instant.EPOCH, false)));
            CompletableFuture.runAsync(publisher::flush).get(60, TimeUnit.SECONDS);
        }
    }
}
