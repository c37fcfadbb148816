package io.headroom.analyzer.usage;

import org.jspecify.annotations.Nullable;

/**
 * What one reading said of a container's memory.
 *
 * @param atMillis the source's own time
 * @param eventMillis the time that counts
 * @param bytes working set and swap
 * @param residentBytes the part of it that is no file page; {@link #UNKNOWN} where nobody tells
 * @param kill of the instance before, for want of memory; null when there was none
 */
record MemoryPoint(
        long atMillis, long eventMillis, long bytes, long residentBytes, @Nullable Kill kill) {
    static final long UNKNOWN = -1;

    MemoryPoint(long atMillis, long eventMillis, long bytes) {
        this(atMillis, eventMillis, bytes, UNKNOWN, null);
    }

    /**
     * A kill for want of memory, as every reading shows it until the next instance has ended.
     *
     * @param requestBytes zero without a request
     */
    record Kill(long atMillis, long requestBytes) {}
}
