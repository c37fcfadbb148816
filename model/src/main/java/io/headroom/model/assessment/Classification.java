package io.headroom.model.assessment;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why something ended, as far as that can be told.
 *
 * @param kind the class
 * @param row of the classifier's table, such as {@code A3}
 * @param planned whether somebody meant it to happen
 * @param detail what the class leaves open: an exit code, a resource, the class of a failed attempt
 * @param evidence what it was told by
 */
public record Classification(
        @JsonProperty("class") IncidentClass kind,
        String row,
        Confidence confidence,
        boolean planned,
        @Nullable String detail,
        List<Evidence> evidence) {

    public Classification {
        evidence = List.copyOf(evidence);
    }

    /**
     * One thing that was seen.
     *
     * @param signal which of those that the table knows
     * @param at when it happened; null when it is part of the status
     * @param text the words that were seen
     */
    public record Evidence(String signal, @Nullable Instant at, @Nullable String text) {}
}
