package io.headroom.analyzer.restarts;

import io.headroom.analyzer.usage.StateReader;
import io.headroom.analyzer.usage.StateWriter;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was last seen of a pod's restart counts.
 *
 * @param observedMillis when that was
 * @param gone whether the pod is no longer there
 * @param counts by container
 */
record PodRestarts(long observedMillis, boolean gone, SortedMap<String, Integer> counts) {
    private static final int LAYOUT = 1;

    byte[] toBytes() {
        StateWriter to = new StateWriter(LAYOUT);
        to.number(observedMillis).number(gone ? 1 : 0).number(counts.size());
        counts.forEach((container, count) -> to.text(container).number(count));
        return to.toBytes();
    }

    static PodRestarts of(byte[] stored) {
        StateReader from = new StateReader(stored, LAYOUT);
        long observed = from.number();
        boolean gone = from.number() == 1;
        SortedMap<String, Integer> counts = new TreeMap<>();
        int size = from.count();
        for (int i = 0; i < size; i++) {
            counts.put(from.text(), from.count());
        }
        return new PodRestarts(observed, gone, counts);
    }
}
