package io.headroom.analyzer;

import io.headroom.model.assessment.Assessment;
import io.headroom.model.assessment.IncidentEntry;
import io.headroom.model.assessment.RestartRecord;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.assessment.UsageSummary;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.Topics;
import io.headroom.model.usage.UsageReading;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology without a broker: records in, and what came out so far. */
final class DrivenTopology implements AutoCloseable {
    static final Topics TOPICS = new Topics("headroom");
    static final AnalyzerConfig CONFIG =
            new AnalyzerConfig(Duration.ofMinutes(5), Duration.ofHours(1), 1, "");
    private static final List<String> STORES =
            List.of(
                    UsageProcessor.WORKLOADS,
                    UsageProcessor.PODS,
                    UsageProcessor.PROFILES,
                    UsageProcessor.DAYS,
                    LifecycleProcessor.WORKLOADS,
                    LifecycleProcessor.PODS,
                    LifecycleProcessor.INCIDENT_STATES,
                    ClusterProcessor.QUOTAS);

    final PrometheusRegistry registry = new PrometheusRegistry();
    private final TopologyTestDriver driver;
    private final Map<String, TestInputTopic<String, byte[]>> inputs = new HashMap<>();
    private final TestOutputTopic<String, byte[]> assessments;
    private final TestOutputTopic<String, byte[]> incidents;
    private final TestOutputTopic<byte[], byte[]> deadLetters;
    private final RecordCodec<UsageReading> usage = new RecordCodec<>(UsageReading.class);
    private final RecordCodec<LifecycleFact> lifecycle = new RecordCodec<>(LifecycleFact.class);
    private final RecordCodec<ClusterEntry> cluster = new RecordCodec<>(ClusterEntry.class);
    private final RecordCodec<Assessment> assessment = new RecordCodec<>(Assessment.class);
    private final RecordCodec<IncidentEntry> incident = new RecordCodec<>(IncidentEntry.class);

    /** An assessment as it stands on the topic; null for one that was taken back. */
    record Said(String key, @Nullable String json, @Nullable Assessment value) {}

    DrivenTopology() {
        this(CONFIG);
    }

    DrivenTopology(AnalyzerConfig config) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "driven");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        driver =
                new TopologyTestDriver(
                        AssessmentTopology.build(TOPICS, config, new AnalyzerMetrics(registry)),
                        properties,
                        Readings.START);
        for (String topic : List.of(TOPICS.usage(), TOPICS.lifecycle(), TOPICS.cluster())) {
            inputs.put(
                    topic,
                    driver.createInputTopic(
                            topic, new StringSerializer(), new ByteArraySerializer()));
        }
        assessments =
                driver.createOutputTopic(
                        TOPICS.assessments(),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        incidents =
                driver.createOutputTopic(
                        TOPICS.incidents(), new StringDeserializer(), new ByteArrayDeserializer());
        deadLetters =
                driver.createOutputTopic(
                        TOPICS.deadLetters(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    void usage(UsageReading reading) {
        pipe(TOPICS.usage(), reading.workload().key(), usage.encode(reading));
    }

    void usage(List<UsageReading> readings) {
        readings.forEach(this::usage);
    }

    void lifecycle(LifecycleFact fact) {
        pipe(
                TOPICS.lifecycle(),
                Objects.requireNonNull(fact.workload()).key(),
                lifecycle.encode(fact));
    }

    void cluster(ClusterEntry entry) {
        pipe(TOPICS.cluster(), entry.key(), cluster.encode(entry));
    }

    void pipe(String topic, @Nullable String key, byte @Nullable [] value) {
        Headers headers = new RecordHeaders();
        RecordCodec.stamp(headers);
        pipe(topic, key, value, headers);
    }

    @SuppressWarnings("NullAway") // the driver takes null keys and values
    void pipe(String topic, @Nullable String key, byte @Nullable [] value, Headers headers) {
        Objects.requireNonNull(inputs.get(topic))
                .pipeInput(new TestRecord<>(key, value, headers, Readings.START));
    }

    /** What was said since the last call. */
    List<Said> said() {
        List<Said> said = new ArrayList<>();
        while (!assessments.isEmpty()) {
            KeyValue<String, byte[]> next = assessments.readKeyValue();
            said.add(
                    next.value == null
                            ? new Said(next.key, null, null)
                            : new Said(
                                    next.key,
                                    new String(next.value, StandardCharsets.UTF_8),
                                    assessment.decode(next.value)));
        }
        return said;
    }

    static List<UsageAssessment> assessments(List<Said> said) {
        return said.stream()
                .map(Said::value)
                .filter(UsageAssessment.class::isInstance)
                .map(UsageAssessment.class::cast)
                .toList();
    }

    static List<UsageSummary> summaries(List<Said> said) {
        return said.stream()
                .map(Said::value)
                .filter(UsageSummary.class::isInstance)
                .map(UsageSummary.class::cast)
                .toList();
    }

    /** What was said of incidents since the last call. */
    List<IncidentEntry> incidents() {
        return incidents.readValuesToList().stream().map(incident::decode).toList();
    }

    /** The restarts that were told since the last call, each as it was told last. */
    List<RestartRecord> restarts() {
        Map<String, RestartRecord> byId = new LinkedHashMap<>();
        for (IncidentEntry entry : incidents()) {
            if (entry instanceof RestartRecord restart) {
                byId.put(restart.id(), restart);
            }
        }
        return List.copyOf(byId.values());
    }

    List<TestRecord<byte[], byte[]>> deadLetters() {
        return deadLetters.readRecordsToList();
    }

    /** All that is stored, by store and key. */
    Map<String, byte[]> stored() {
        Map<String, byte[]> stored = new HashMap<>();
        for (String name : STORES) {
            KeyValueStore<String, byte[]> store = driver.getKeyValueStore(name);
            try (KeyValueIterator<String, byte[]> all = store.all()) {
                all.forEachRemaining(entry -> stored.put(name + ':' + entry.key, entry.value));
            }
        }
        return stored;
    }

    /** Goes on from what another one had stored. */
    void restore(Map<String, byte[]> stored) {
        stored.forEach((key, value) -> {
            int colon = key.indexOf(':');
            KeyValueStore<String, byte[]> store = driver.getKeyValueStore(key.substring(0, colon));
            store.put(key.substring(colon + 1), value);
        });
    }

    @Override
    public void close() {
        driver.close();
        double difference = Metrics.accountingDifference(registry);
        if (difference != 0) {
            throw new AssertionError("restarts that are in no record: " + difference);
        }
    }
}
