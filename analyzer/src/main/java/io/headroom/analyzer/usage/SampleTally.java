package io.headroom.analyzer.usage;

import java.time.Duration;

/** Counts what becomes of the points that readings bring. */
public interface SampleTally {

    /**
     * Something became of a point.
     *
     * @param resource {@code cpu} or {@code memory}
     * @param result what became of it
     */
    void sample(String resource, String result);

    /** A counter fell. */
    void counterReset(String reason);

    /** How far a node's clock and the collector's are apart, either way. */
    void clockSkew(Duration skew);
}
