package io.headroom.recommender.rest;

import io.headroom.model.Resources;
import io.headroom.model.quantity.Quantity;
import org.jspecify.annotations.Nullable;

/** Requested divided by allocatable; null where nothing is allocatable. */
record NodeShare(@Nullable Double cpu, @Nullable Double memory) {

    static NodeShare of(Resources requested, Resources allocatable) {
        return new NodeShare(
                ratio(requested.cpu(), allocatable.cpu()),
                ratio(requested.memory(), allocatable.memory()));
    }

    private static @Nullable Double ratio(
            @Nullable Quantity<?> requested, @Nullable Quantity<?> allocatable) {
        return allocatable == null || allocatable.units() == 0
                ? null
                : (requested == null ? 0.0 : requested.units()) / allocatable.units();
    }
}
