package io.headroom.analyzer;

import io.headroom.model.assessment.Assessment;
import io.headroom.model.topic.DeadLetters;
import io.headroom.model.topic.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the processors of all topics have in common: what cannot be read goes to the dead letters,
 * and the stream goes on.
 *
 * @param <T> what the topic carries
 */
abstract class TopicProcessor<T> extends ContextualProcessor<byte[], Incoming<T>, byte[], byte[]> {
    private static final Logger LOGGER = LoggerFactory.getLogger(TopicProcessor.class);
    private static final String READER = "analyzer";

    private final RecordCodec<Assessment> assessments = new RecordCodec<>(Assessment.class);
    private final String deadLettersSink;
    private final String assessmentsSink;
    private final AnalyzerMetrics metrics;

    TopicProcessor(String assessmentsSink, String deadLettersSink, AnalyzerMetrics metrics) {
        this.assessmentsSink = assessmentsSink;
        this.deadLettersSink = deadLettersSink;
        this.metrics = metrics;
    }

    @Override
    public void process(Record<byte[], Incoming<T>> received) {
        byte[] key = received.key();
        Incoming<T> incoming = received.value();
        context()
                .recordMetadata()
                .ifPresent(metadata ->
                        metrics.eventTimeLag(
                                metadata.topic(),
                                Duration.ofMillis(
                                        context().currentSystemTimeMs() - received.timestamp())));
        if (key == null) {
            refuse(received, "no_key", "the key is missing");
            return;
        }
        String text = new String(key, StandardCharsets.UTF_8);
        if (incoming.raw() == null) {
            tombstone(text, received);
            return;
        }
        T value = incoming.value();
        if (value == null) {
            refuse(received, "unreadable", incoming.error());
            return;
        }
        String problem = problem(text, value);
        if (problem != null) {
            refuse(received, "invalid", problem);
            return;
        }
        handle(text, value, received.timestamp());
    }

    /** What is wrong with a record that could be read; null when nothing is. */
    abstract @Nullable String problem(String key, T value);

    abstract void handle(String key, T value, long timestamp);

    void tombstone(String key, Record<byte[], Incoming<T>> received) {
        refuse(received, "no_value", received.value().error());
    }

    final void say(Assessment assessment) {
        send(
                assessmentsSink,
                assessment.key(),
                assessments.encode(assessment),
                assessment.asOf().toEpochMilli());
    }

    /** Takes back what was said under a key. */
    final void unsay(String key, long timestamp) {
        send(assessmentsSink, key, null, timestamp);
    }

    final void send(String sink, String key, byte @Nullable [] value, long timestamp) {
        Headers headers = new RecordHeaders();
        RecordCodec.stamp(headers);
        forward(sink, key.getBytes(StandardCharsets.UTF_8), value, timestamp, headers);
    }

    @SuppressWarnings(
            "NullAway") // Streams knows null keys and values, its signatures do not say so
    private void forward(
            String sink,
            byte @Nullable [] key,
            byte @Nullable [] value,
            long timestamp,
            Headers headers) {
        context().forward(new Record<>(key, value, Math.max(0, timestamp), headers), sink);
    }

    final void refuse(Record<byte[], Incoming<T>> received, String reason, String error) {
        RecordMetadata origin = context().recordMetadata().orElseThrow();
        Headers headers = new RecordHeaders(received.headers().toArray());
        Map<String, byte[]> cause =
                DeadLetters.headers(
                        origin.topic(), origin.partition(), origin.offset(), READER, error);
        cause.forEach(headers::add);
        metrics.deadLetter(origin.topic(), reason);
        LOGGER.atWarn()
                .addKeyValue("topic", origin.topic())
                .addKeyValue("partition", origin.partition())
                .addKeyValue("offset", origin.offset())
                .addKeyValue("reason", reason)
                .addKeyValue("error", error)
                .log("record cannot be read");
        forward(
                deadLettersSink,
                received.key(),
                received.value().raw(),
                received.timestamp(),
                headers);
    }
}
