package io.headroom.collector.history;

import java.time.Instant;

/**
 * Values that were told of one container and cannot be right: they are left out.
 *
 * @param container {@code namespace/pod/container}
 * @param what such as {@code "memory is negative"}
 * @param first the end of the first window that has one
 * @param count how many
 */
public record Unusable(String container, String what, Instant first, int count) {
    Unusable and(Unusable more) {
        return new Unusable(
                container,
                what,
                more.first.isBefore(first) ? more.first : first,
                count + more.count);
    }
}
