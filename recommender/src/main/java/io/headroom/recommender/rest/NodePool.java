package io.headroom.recommender.rest;

import io.headroom.model.Resources;
import io.headroom.model.cluster.NodeState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Nodes that were made alike, and what they come to.
 *
 * @param pool what their label says; empty for those that have none
 */
record NodePool(String pool, NodeTotal total) {

    /** The labels by which providers and Karpenter name pools. */
    private static final List<String> LABELS =
            List.of(
                    "karpenter.sh/nodepool",
                    "eks.amazonaws.com/nodegroup",
                    "cloud.google.com/gke-nodepool",
                    "kubernetes.azure.com/agentpool",
                    "ncloud.com/nks-nodepool");

    /**
     * The pools, by name; none where no node has such a label.
     *
     * @param label by which they are told apart; empty for the one that the provider sets
     */
    static List<NodePool> of(
            Collection<NodeState> nodes, Map<String, Resources> requested, Optional<String> label) {
        List<String> labels = label.map(List::of).orElse(LABELS);
        Map<String, List<NodeState>> pools = new TreeMap<>();
        for (NodeState node : nodes) {
            pools.computeIfAbsent(pool(node, labels), _ -> new ArrayList<>()).add(node);
        }
        return pools.keySet().equals(Set.of(""))
                ? List.of()
                : pools.entrySet().stream()
                        .map(pool ->
                                new NodePool(
                                        pool.getKey(), NodeTotal.of(pool.getValue(), requested)))
                        .toList();
    }

    private static String pool(NodeState node, List<String> labels) {
        return labels.stream()
                .filter(node.labels()::containsKey)
                .findFirst()
                .map(node.labels()::get)
                .orElse("");
    }
}
