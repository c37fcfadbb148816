package io.headroom.model.profile;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a {@link DecayingHistogram} knows, as a value: a histogram made of it goes on exactly as
 * the one that it was taken from.
 *
 * @param reference the time at which a sample's weight is neither raised nor lowered
 * @param weights the weight in each bucket that has any
 * @param total the sum of the weights as it was accumulated, rounding included
 * @param minBucket the lowest bucket that counts in percentiles
 * @param maxBucket the highest
 */
public record HistogramState(
        Instant reference,
        SortedMap<Integer, Double> weights,
        double total,
        int minBucket,
        int maxBucket) {

    public HistogramState {
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    }
}
