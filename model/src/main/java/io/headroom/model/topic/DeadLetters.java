package io.headroom.model.topic;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where an unreadable record came from, as the headers of its dead letter say it. */
public final class DeadLetters {
    public static final String TOPIC_HEADER = "origin-topic";
    public static final String PARTITION_HEADER = "origin-partition";
    public static final String OFFSET_HEADER = "origin-offset";
    public static final String READER_HEADER = "reader";
    public static final String ERROR_HEADER = "error";

    private static final int MAX_ERROR_CHARS = 1_000;

    private DeadLetters() {}

    /**
     * The headers of a dead letter; its key and value are those of the record itself.
     *
     * @param reader which part of Headroom could not read it
     */
    public static Map<String, byte[]> headers(
            String topic, int partition, long offset, String reader, @Nullable String error) {
        String message = String.valueOf(error);
        Map<String, byte[]> headers = new TreeMap<>();
        headers.put(TOPIC_HEADER, utf8(topic));
        headers.put(PARTITION_HEADER, utf8(Integer.toString(partition)));
        headers.put(OFFSET_HEADER, utf8(Long.toString(offset)));
        headers.put(READER_HEADER, utf8(reader));
        headers.put(
                ERROR_HEADER,
                utf8(message.substring(0, Math.min(message.length(), MAX_ERROR_CHARS))));
        return headers;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
