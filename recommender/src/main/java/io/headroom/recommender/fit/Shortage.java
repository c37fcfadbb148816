package io.headroom.recommender.fit;

/**
 * A line of a quota that does not let everything in.
 *
 * @param needed what would be counted on it, others included
 */
public record Shortage(QuotaLine line, long needed) {

    /** By how much that is more than it lets in. */
    public long missing() {
        return needed - line.hard();
    }
}
