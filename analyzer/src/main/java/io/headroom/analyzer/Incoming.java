package io.headroom.analyzer;

import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.UnreadableRecordException;
import java.time.Instant;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.jspecify.annotations.Nullable;

/**
 * A record's value as it came in: read, or not readable. It is read once, before its time is asked
 * for, and one that cannot be read still gets to the processor that sends it to the dead letters.
 *
 * @param <T> what the topic carries
 */
final class Incoming<T> {
    private final byte @Nullable [] raw;
    private final @Nullable T value;
    private final String error;

    private Incoming(byte @Nullable [] raw, @Nullable T value, String error) {
        this.raw = raw;
        this.value = value;
        this.error = error;
    }

    /** The bytes; null for a tombstone. */
    byte @Nullable [] raw() {
        return raw;
    }

    /** What they say; null when they cannot be read. */
    @Nullable T value() {
        return value;
    }

    /** Why they cannot be read. */
    String error() {
        return error;
    }

    /** Reads values of one type and never fails. */
    static <T> Deserializer<Incoming<T>> reader(Class<T> type) {
        return new Reader<>(new RecordCodec<>(type));
    }

    /**
     * The event time of values of one type; for what cannot be read the time that was reached
     * before.
     */
    static <T> TimestampExtractor time(Class<T> type, Function<T, Instant> time) {
        return (received, partitionTime) -> {
            if (received.value() instanceof Incoming<?> incoming
                    && type.isInstance(incoming.value())) {
                Instant at = time.apply(type.cast(incoming.value()));
                if (EventTime.plausible(at)) {
                    return at.toEpochMilli();
                }
            }
            return fallback(received, partitionTime);
        };
    }

    private static long fallback(ConsumerRecord<Object, Object> received, long partitionTime) {
        // a negative time would make Streams drop the record without a word to anybody
        return Math.max(0, partitionTime >= 0 ? partitionTime : received.timestamp());
    }

    private record Reader<T>(RecordCodec<T> codec) implements Deserializer<Incoming<T>> {
        @Override
        public Incoming<T> deserialize(String topic, byte @Nullable [] data) {
            throw new UnsupportedOperationException("headers are needed to read a record");
        }

        @Override
        public Incoming<T> deserialize(String topic, Headers headers, byte @Nullable [] data) {
            if (data == null) {
                return new Incoming<>(null, null, "the value is missing");
            }
            try {
                return new Incoming<>(data, codec.decode(headers, data), "");
            } catch (UnreadableRecordException e) {
                return new Incoming<>(data, null, String.valueOf(e.getMessage()));
            }
        }
    }
}
