package io.headroom.analyzer.usage;

/**
 * What one reading said of a container's memory.
 *
 * @param atMillis the source's own time
 * @param eventMillis the time that counts
 * @param bytes working set and swap
 * @param residentBytes the part of it that is no file page; {@link #UNKNOWN} where nobody tells
 */
record MemoryPoint(long atMillis, long eventMillis, long bytes, long residentBytes) {
    static final long UNKNOWN = -1;
}
