package io.headroom.model.usage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Memory in use at one moment; in imported history, the most within a window.
 *
 * @param at the source's own timestamp; null where it gives none
 */
public record MemoryReading(
        @Nullable Instant at,
        long workingSetBytes,
        @Nullable Long rssBytes,
        @Nullable Long swapBytes) {}
