package io.headroom.collector.simulator;

import io.headroom.model.Resources;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.NamespaceState;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The stage that the simulated workloads play on. */
record ClusterPlan(
        List<NodeState> nodes,
        List<NamespaceState> namespaces,
        List<QuotaPlan> quotas,
        List<LimitRangeState> limitRanges) {

    private static final int NODES = 6;

    /** The last two nodes are twice the size of the others. */
    private static final int LARGE_NODES = 2;

    private static final int KUBELET_PORT = 10_250;

    /** That a node takes, as a kubelet has it that is not told. */
    private static final long PODS = 110;

    ClusterPlan {
        nodes = List.copyOf(nodes);
        namespaces = List.copyOf(namespaces);
        quotas = List.copyOf(quotas);
        limitRanges = List.copyOf(limitRanges);
    }

    static ClusterPlan of(Randomness randomness) {
        List<NodeState> nodes = new ArrayList<>();
        for (int number = 1; number <= NODES; number++) {
            nodes.add(node(number, number > NODES - LARGE_NODES, randomness));
        }
        List<NamespaceState> namespaces = new ArrayList<>();
        for (String name : List.of("batch", "media", "ml", "payments", "platform", "shop")) {
            String uid = Names.uid(randomness.stream("namespace/" + name));
            namespaces.add(new NamespaceState(name, uid, Map.of()));
        }
        return new ClusterPlan(nodes, namespaces, computeQuotas(), containerBounds());
    }

    private static NodeState node(int number, boolean large, Randomness randomness) {
        String name = "worker-" + number;
        long cores = large ? 16 : 8;
        return new NodeState(
                name,
                Names.uid(randomness.stream("node/" + name)),
                amounts(cores * 1_000, cores * 4_096),
                amounts(cores * 1_000 - 100, cores * 4_096 - 1_024),
                true,
                false,
                "10.42.0." + (10 + number),
                KUBELET_PORT,
                null,
                Map.of(),
                PODS);
    }

    private static List<QuotaPlan> computeQuotas() {
        return List.of(
                quota("shop", 8, 16, 40),
                quota("payments", 8, 20, 20),
                quota("batch", 4, 8, 20),
                // seven or eight transcoders, of which there are five by now
                quota("media", 5, 8, 20),
                // room for two of the three feature builders beside the ranker
                quota("ml", 8, 20, 10));
    }

    private static QuotaPlan quota(String namespace, long cores, long gibibytes, long pods) {
        return new QuotaPlan(
                namespace,
                "compute",
                Map.of(
                        SimulatedQuota.REQUESTS_CPU,
                        BigDecimal.valueOf(cores),
                        SimulatedQuota.REQUESTS_MEMORY,
                        BigDecimal.valueOf(gibibytes << 30),
                        SimulatedQuota.PODS,
                        BigDecimal.valueOf(pods)));
    }

    private static List<LimitRangeState> containerBounds() {
        return List.of(
                limitRange("ml", amounts(50, 64), amounts(6_000, 4_096)),
                limitRange("platform", amounts(50, 64), amounts(2_000, 4_096)));
    }

    private static LimitRangeState limitRange(String namespace, Resources min, Resources max) {
        return new LimitRangeState(
                namespace,
                "container-bounds",
                List.of(
                        new LimitRangeState.Item(
                                "Container",
                                min,
                                max,
                                amounts(500, 512),
                                amounts(100, 128),
                                Map.of())));
    }

    static Resources amounts(long millicores, long mebibytes) {
        return new Resources(new Cpu(millicores), Memory.ofMebibytes(mebibytes));
    }

    static Resources memoryOnly(long mebibytes) {
        return new Resources(null, Memory.ofMebibytes(mebibytes));
    }
}
