package io.headroom.analyzer.restarts;

import io.headroom.analyzer.usage.StateReader;
import io.headroom.analyzer.usage.StateWriter;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was last seen of a pod's containers.
 *
 * @param observedMillis when that was
 * @param gone whether the pod is no longer there
 * @param containers by name
 */
record PodRestarts(
        long observedMillis, boolean gone, SortedMap<String, ContainerSight> containers) {
    private static final int LAYOUT = 1;

    byte[] toBytes() {
        StateWriter to = new StateWriter(LAYOUT);
        to.number(observedMillis).number(gone ? 1 : 0).number(containers.size());
        containers.forEach((name, sight) -> {
            to.text(name);
            sight.write(to);
        });
        return to.toBytes();
    }

    static PodRestarts of(byte[] stored) {
        StateReader from = new StateReader(stored, LAYOUT);
        long observed = from.number();
        boolean gone = from.number() == 1;
        SortedMap<String, ContainerSight> containers = new TreeMap<>();
        int size = from.count();
        for (int i = 0; i < size; i++) {
            containers.put(from.text(), ContainerSight.read(from));
        }
        return new PodRestarts(observed, gone, containers);
    }
}
