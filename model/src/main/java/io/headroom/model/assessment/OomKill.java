package io.headroom.model.assessment;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.headroom.model.quantity.Memory;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A container was killed for want of memory, or its pod evicted because it used too much of the
 * node's.
 *
 * @param at when it ended, as far as its status says, else when that was seen
 * @param memory what it had requested, zero without a request; for an eviction what it used
 * @param limit what it was limited to; null without a limit, and where it is not known
 */
public record OomKill(
        String container,
        Instant at,
        @JsonProperty("memoryBytes") Memory memory,
        @JsonProperty("limitBytes") @Nullable Memory limit) {

    /** Whether the same container was killed at the same request and limit. */
    public boolean sameCause(OomKill other) {
        return container.equals(other.container)
                && memory.equals(other.memory)
                && Objects.equals(limit, other.limit);
    }

    /** One of which no limit is known. */
    public OomKill(String container, Instant at, Memory memory) {
        this(container, at, memory, null);
    }
}
