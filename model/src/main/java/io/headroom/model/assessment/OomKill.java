package io.headroom.model.assessment;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.headroom.model.quantity.Memory;
import java.time.Instant;

/**
 * A container was killed for want of memory, or its pod evicted because it used too much of the
 * node's.
 *
 * @param at when it was seen
 * @param memory what it had requested, zero without a request; for an eviction what it used
 */
public record OomKill(String container, Instant at, @JsonProperty("memoryBytes") Memory memory) {}
