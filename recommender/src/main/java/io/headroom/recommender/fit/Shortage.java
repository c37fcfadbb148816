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

    /** Whether it is of this line, beside whatever that is. */
    boolean isOf(QuotaLine other) {
        return line.quota().equals(other.quota()) && line.resource().equals(other.resource());
    }
}
