package io.headroom.collector.scrape;

import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodState;
import io.headroom.model.topic.Keys;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The nodes and pods, as the inventory and cluster topics tell of them: a scraper needs no watch of
 * its own. Thread-safe.
 */
public final class KnownCluster {
    private final Map<String, NodeState> nodes = new HashMap<>();
    private final Map<String, PodState> pods = new HashMap<>();
    private final Map<String, Set<String>> podsByNode = new HashMap<>();
    private boolean complete;

    /** Takes the latest entry with this key; null when it is gone. */
    public synchronized void inventory(String key, @Nullable InventoryEntry entry) {
        PodState before = pods.remove(key);
        if (before != null && before.node() != null) {
            podsByNode.computeIfPresent(
                    before.node(),
                    (_, keys) -> {
                        keys.remove(key);
                        return keys.isEmpty() ? null : keys;
                    });
        }
        if (entry instanceof PodState pod) {
            pods.put(key, pod);
            if (pod.node() != null) {
                podsByNode.computeIfAbsent(pod.node(), _ -> new HashSet<>()).add(key);
            }
        }
    }

    /** Takes the latest entry with this key; null when it is gone. */
    public synchronized void cluster(String key, @Nullable ClusterEntry entry) {
        if (entry instanceof NodeState node) {
            nodes.put(key, node);
        } else {
            nodes.remove(key);
        }
    }

    /** Says that what the first lists showed is all here: a node that is missing is none. */
    public synchronized void complete() {
        complete = true;
    }

    synchronized boolean isComplete() {
        return complete;
    }

    synchronized List<NodeState> nodes() {
        return List.copyOf(nodes.values());
    }

    synchronized @Nullable PodState pod(String namespace, String name) {
        return pods.get(Keys.pod(namespace, name));
    }

    /** Whether the pod is known to be on the node. */
    synchronized boolean isOn(String node, String namespace, String name) {
        return podsByNode.getOrDefault(node, Set.of()).contains(Keys.pod(namespace, name));
    }

    /** How many pods on the node are running. */
    synchronized int running(String node) {
        int running = 0;
        for (String key : podsByNode.getOrDefault(node, Set.of())) {
            PodState pod = pods.get(key);
            if (pod != null && pod.phase().equals("Running")) {
                running++;
            }
        }
        return running;
    }
}
