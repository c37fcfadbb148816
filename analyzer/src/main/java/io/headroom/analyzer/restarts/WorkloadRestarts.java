package io.headroom.analyzer.restarts;

import io.headroom.analyzer.usage.StateReader;
import io.headroom.analyzer.usage.StateWriter;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The restarts of a workload since it was first seen.
 *
 * @param completeUntilMillis up to when nothing was missed: the time of the last fact before the
 *     snapshot that is being read, or of the very first one
 * @param observedMillis the time of the latest fact
 * @param snapshot whether that was part of a snapshot
 * @param totals by container
 */
record WorkloadRestarts(
        long completeUntilMillis,
        long observedMillis,
        boolean snapshot,
        SortedMap<String, Long> totals) {
    private static final int LAYOUT = 1;

    byte[] toBytes() {
        StateWriter to = new StateWriter(LAYOUT);
        to.number(completeUntilMillis)
                .number(observedMillis)
                .number(snapshot ? 1 : 0)
                .number(totals.size());
        totals.forEach((container, total) -> to.text(container).number(total));
        return to.toBytes();
    }

    static WorkloadRestarts of(byte[] stored) {
        StateReader from = new StateReader(stored, LAYOUT);
        long completeUntil = from.number();
        long observed = from.number();
        boolean snapshot = from.number() == 1;
        SortedMap<String, Long> totals = new TreeMap<>();
        int size = from.count();
        for (int i = 0; i < size; i++) {
            totals.put(from.text(), from.number());
        }
        return new WorkloadRestarts(completeUntil, observed, snapshot, totals);
    }
}
