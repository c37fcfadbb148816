package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.MicroTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the API's times and durations; what is none is as if it were absent. */
final class Times {
    /** What Go's own durations can hold. */
    private static final BigDecimal LONGEST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

    private static final Pattern DURATION_PART =
            Pattern.compile("\\G([0-9]+(?:\\.[0-9]+)?)(ns|us|µs|μs|ms|s|m|h)");

    private Times() {}

    static @Nullable Instant parse(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    static @Nullable Instant parse(@Nullable MicroTime time) {
        return time == null ? null : parse(time.getTime());
    }

    /** Reads a duration as Go writes it, such as {@code 9.998s} or {@code 1m30s}. */
    static @Nullable Duration parseDuration(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        for (Matcher part = DURATION_PART.matcher(text); part.find(); end = part.end()) {
            long unit =
                    switch (part.group(2)) {
                        case "ns" -> 1;
                        case "ms" -> 1_000_000;
                        case "s" -> 1_000_000_000;
                        case "m" -> 60_000_000_000L;
                        case "h" -> 3_600_000_000_000L;
                        default -> 1_000;
                    };
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
        }
        return end < text.length() || nanos.compareTo(LONGEST_NANOS) > 0
                ? null
                : Duration.ofNanos(nanos.longValue());
    }

    static Instant orEpoch(@Nullable Instant time) {
        return time == null ? Instant.EPOCH : time;
    }
}
