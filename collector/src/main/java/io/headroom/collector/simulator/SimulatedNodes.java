package io.headroom.collector.simulator;

import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.NodeState;
import java.time.Duration;
import java.util.List;

/** The cluster's nodes, and which pod runs where. */
record SimulatedNodes(List<NodeState> nodes, Randomness randomness) {

    SimulatedNodes {
        nodes = List.copyOf(nodes);
    }

    int count() {
        return nodes.size();
    }

    NodeState get(int index) {
        return nodes.get(index);
    }

    /**
     * The node of a workload's {@code slot}-th pod: replicas on different nodes, starting anywhere,
     * without regard to other workloads, whose coming and going would otherwise move it.
     */
    NodeState of(WorkloadRef workload, int slot) {
        long first = Math.floorMod(randomness.mix("node/" + workload.key()), (long) count());
        return nodes.get((int) ((first + slot) % count()));
    }

    /** How long before the end of a step a node is read: always the same for the same node. */
    Duration phase(NodeState node) {
        return Duration.ofMillis(
                12_000 + Math.floorMod(randomness.mix("phase/" + node.name()), 60_000L));
    }
}
