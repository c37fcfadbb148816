package io.headroom.recommender.size;

import io.headroom.model.quantity.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * The least and the most that is allowed; null where nothing bounds. Where they contradict each
 * other the most has the last word.
 */
record Bounds<Q extends Quantity<Q>>(@Nullable Q min, @Nullable Q max) {

    Q clamp(Q amount) {
        Q raised = min != null && amount.isLessThan(min) ? min : amount;
        return max != null && max.isLessThan(raised) ? max : raised;
    }
}
