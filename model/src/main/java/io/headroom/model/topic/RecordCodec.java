package io.headroom.model.topic;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

/**
 * Writes and reads the values of one topic. Fields of a record may be added, never renamed or
 * re-typed; a change that an old reader could not ignore raises {@link #SCHEMA}.
 *
 * @param <T> the type of the topic's values
 */
public final class RecordCodec<T> {
    /** The name of the header that carries the version, in decimal ASCII. */
    public static final String SCHEMA_HEADER = "schema";

    /** The version that this build writes, and the newest that it reads. */
    public static final int SCHEMA = 1;

    private static final byte[] SCHEMA_BYTES =
            Integer.toString(SCHEMA).getBytes(StandardCharsets.US_ASCII);

    private final ObjectReader reader;
    private final ObjectWriter writer;

    public RecordCodec(Class<T> type) {
        this.reader = Json.mapper().readerFor(type);
        this.writer = Json.mapper().writerFor(type);
    }

    public byte[] encode(T value) {
        return writer.writeValueAsBytes(value);
    }

    /**
     * Reads a value.
     *
     * @throws UnreadableRecordException when the bytes are no such record
     */
    public T decode(byte[] bytes) {
        try {
            T value = reader.readValue(bytes);
            if (value == null) {
                throw new UnreadableRecordException("the value is JSON null", null);
            }
            return value;
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw new UnreadableRecordException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Reads a value after checking the schema that its header names.
     *
     * @throws UnreadableRecordException when it is newer than this build or the bytes are no such
     *     record
     */
    public T decode(Headers headers, byte[] bytes) {
        Header schema = headers.lastHeader(SCHEMA_HEADER);
        if (schema != null) {
            int version = parseVersion(schema.value());
            if (version > SCHEMA) {
                throw new UnreadableRecordException(
                        "schema "
                                + version
                                + " is newer than "
                                + SCHEMA
                                + ", the newest that this version of Headroom reads",
                        null);
            }
        }
        return decode(bytes);
    }

    /** The record to send; a null value is a tombstone. */
    public ProducerRecord<String, byte[]> record(String topic, String key, @Nullable T value) {
        ProducerRecord<String, byte[]> sent =
                new ProducerRecord<>(topic, key, value == null ? null : encode(value));
        stamp(sent.headers());
        return sent;
    }

    /** Marks a record as written by this build. */
    public static void stamp(Headers headers) {
        headers.remove(SCHEMA_HEADER);
        headers.add(SCHEMA_HEADER, SCHEMA_BYTES);
    }

    private static int parseVersion(byte[] value) {
        String text = new String(value, StandardCharsets.US_ASCII);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new UnreadableRecordException("schema is not a number: " + text, e);
        }
    }
}
