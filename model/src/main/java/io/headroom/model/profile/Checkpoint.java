package io.headroom.model.profile;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A decaying histogram as the upstream VPA stores it in a {@code VerticalPodAutoscalerCheckpoint}:
 * the heaviest bucket weighs {@link #MAX_WEIGHT} and the others are whole numbers in proportion.
 *
 * @param bucketWeights by bucket; those that round to zero are left out
 * @param totalWeight the sum of the weights before they were scaled
 */
public record Checkpoint(
        Instant reference, SortedMap<Integer, Long> bucketWeights, double totalWeight) {
    public static final int MAX_WEIGHT = 10_000;

    /** The version that upstream writes and the only one that it loads. */
    public static final String VERSION = "v3";

    public Checkpoint {
        bucketWeights = Collections.unmodifiableSortedMap(new TreeMap<>(bucketWeights));
        if (!(totalWeight >= 0)) {
            throw new IllegalArgumentException("totalWeight must not be negative: " + totalWeight);
        }
        bucketWeights.forEach((bucket, weight) -> {
            if (weight < 0) {
                throw new IllegalArgumentException(
                        "weight of bucket " + bucket + " must not be negative: " + weight);
            }
        });
    }
}
