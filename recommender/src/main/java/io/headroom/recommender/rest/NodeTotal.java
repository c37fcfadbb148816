package io.headroom.recommender.rest;

import io.headroom.model.Resources;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.quantity.Quantity;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What all nodes come to; those that take no new pods included. */
record NodeTotal(
        int nodes,
        Resources capacity,
        Resources allocatable,
        Resources requested,
        NodeShare share) {

    static NodeTotal of(Collection<NodeState> nodes, Map<String, Resources> requestedOnNodes) {
        Resources allocatable = sum(nodes.stream().map(NodeState::allocatable).toList());
        Resources requested =
                sum(
                        nodes.stream()
                                .map(node ->
                                        requestedOnNodes.getOrDefault(node.name(), Resources.NONE))
                                .toList());
        return new NodeTotal(
                nodes.size(),
                sum(nodes.stream().map(NodeState::capacity).toList()),
                allocatable,
                requested,
                NodeShare.of(requested, allocatable));
    }

    private static Resources sum(List<Resources> amounts) {
        return new Resources(
                new Cpu(sum(amounts, Resources::cpu)), new Memory(sum(amounts, Resources::memory)));
    }

    private static long sum(
            List<Resources> amounts, Function<Resources, @Nullable Quantity<?>> part) {
        long sum = 0;
        for (Resources each : amounts) {
            Quantity<?> amount = part.apply(each);
            sum += amount == null ? 0 : amount.units();
        }
        return sum;
    }
}
