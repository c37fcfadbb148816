package io.headroom.collector.scrape;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What came of one reading of a node, counted. Not thread-safe. */
final class Tally {
    private final Map<String, Integer> samples = new TreeMap<>();
    private final Map<String, Integer> missing = new TreeMap<>();
    private Duration clockSkew = Duration.ZERO;

    /** What became of a container's reading. */
    enum Sample {
        ACCEPTED("accepted"),
        /** Of two instances that claim the same container, the one dropped. */
        DUPLICATE("duplicate"),
        /** Not a number, or negative. */
        INVALID("invalid"),
        /** Of a pod that the inventory does not know, or no longer. */
        UNOWNED("unowned");

        private final String label;

        Sample(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    void count(Sample sample) {
        samples.merge(sample.label(), 1, Integer::sum);
    }

    int count(String sample) {
        return samples.getOrDefault(sample, 0);
    }

    void missing(String field) {
        missing.merge(field, 1, Integer::sum);
    }

    void skew(Duration skew) {
        if (skew.abs().compareTo(clockSkew) > 0) {
            clockSkew = skew.abs();
        }
    }

    Map<String, Integer> samples() {
        return samples;
    }

    Map<String, Integer> missing() {
        return missing;
    }

    Duration clockSkew() {
        return clockSkew;
    }
}
