package io.headroom.collector.history;

import io.headroom.model.profile.Windows;
import java.time.Instant;

/**
 * The part of the history that is read with one round of queries: whole windows, half-open.
 *
 * @param firstWindow as of {@link Windows#indexOf}
 */
record Chunk(long firstWindow, long endWindow) {

    Chunk {
        if (endWindow <= firstWindow) {
            throw new IllegalArgumentException(
                    "a chunk must hold a window: " + firstWindow + " to " + endWindow);
        }
    }

    int windows() {
        return (int) (endWindow - firstWindow);
    }

    Instant start() {
        return Windows.start(firstWindow);
    }

    Instant end() {
        return Windows.start(endWindow);
    }

    /**
     * The place in this chunk of the window that a range ending at this time covers; negative when
     * it is not in here. Ranges end with their window, which begins the next one: hence the
     * millisecond.
     */
    int placeOf(long rangeEndMillis) {
        long window = Windows.indexOf(Instant.ofEpochMilli(rangeEndMillis - 1));
        return window < firstWindow || window >= endWindow ? -1 : (int) (window - firstWindow);
    }
}
