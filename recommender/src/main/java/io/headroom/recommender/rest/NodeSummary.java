package io.headroom.recommender.rest;

import io.headroom.model.Resources;
import io.headroom.model.cluster.NodeState;

/**
 * A node in a list.
 *
 * @param allocatable what pods may request of it
 * @param requested what its pods do
 */
record NodeSummary(
        String name,
        boolean ready,
        boolean unschedulable,
        Resources capacity,
        Resources allocatable,
        Resources requested,
        NodeShare share) {

    static NodeSummary of(NodeState node, Resources requested) {
        return new NodeSummary(
                node.name(),
                node.ready(),
                node.unschedulable(),
                node.capacity(),
                node.allocatable(),
                requested,
                NodeShare.of(requested, node.allocatable()));
    }
}
