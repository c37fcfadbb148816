package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeItem;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ScopedResourceSelectorRequirement;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.NamespaceState;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.cluster.PriorityClassState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.cluster.StorageClassState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of nodes, namespaces, quotas, limit ranges, storage classes and priority classes, as
 * their objects describe it.
 */
public final class ClusterObjects {
    private static final int KUBELET_PORT = 10250;
    private static final String RESOURCE_PATH = "metrics.k8s.io/resource-metrics-path";

    /** The second is older than the first, and still read. */
    private static final List<String> DEFAULT_CLASS =
            List.of(
                    "storageclass.kubernetes.io/is-default-class",
                    "storageclass.beta.kubernetes.io/is-default-class");

    /** What reaches a kubelet from inside comes first; names need a resolver that knows them. */
    private static final List<String> ADDRESS_TYPES =
            List.of("InternalIP", "ExternalIP", "InternalDNS", "ExternalDNS", "Hostname");

    private ClusterObjects() {}

    static NodeState of(Node node) {
        NodeStatus status = node.getStatus();
        return new NodeState(
                node.getMetadata().getName(),
                node.getMetadata().getUid(),
                Amounts.resources(status == null ? null : status.getCapacity()),
                Amounts.resources(status == null ? null : status.getAllocatable()),
                ready(status),
                node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable()),
                address(status),
                port(status),
                Containers.present(node.getMetadata().getAnnotations()).get(RESOURCE_PATH),
                labels(node),
                pods(status));
    }

    private static @Nullable Long pods(@Nullable NodeStatus status) {
        return status == null
                ? null
                : Amounts.count(Containers.present(status.getAllocatable()).get("pods"));
    }

    private static Map<String, String> labels(Node node) {
        Map<String, String> labels = new TreeMap<>();
        Containers.present(node.getMetadata().getLabels())
                .forEach((name, value) -> labels.put(name, value == null ? "" : value));
        return labels;
    }

    /** Whether it is being deleted. */
    static boolean isTerminating(Namespace namespace) {
        return namespace.getMetadata().getDeletionTimestamp() != null
                || (namespace.getStatus() != null
                        && "Terminating".equals(namespace.getStatus().getPhase()));
    }

    public static NamespaceState of(Namespace namespace) {
        return new NamespaceState(
                namespace.getMetadata().getName(),
                namespace.getMetadata().getUid(),
                Workloads.ownAnnotations(namespace),
                isTerminating(namespace));
    }

    static StorageClassState of(StorageClass storageClass) {
        Map<String, String> annotations =
                Containers.present(storageClass.getMetadata().getAnnotations());
        return new StorageClassState(
                storageClass.getMetadata().getName(),
                DEFAULT_CLASS.stream().anyMatch(name -> "true".equals(annotations.get(name))),
                Times.orEpoch(Times.parse(storageClass.getMetadata().getCreationTimestamp())));
    }

    static PriorityClassState of(PriorityClass priorityClass) {
        Integer value = priorityClass.getValue();
        return new PriorityClassState(
                priorityClass.getMetadata().getName(),
                value == null ? 0 : value,
                Boolean.TRUE.equals(priorityClass.getGlobalDefault()));
    }

    public static QuotaState of(ResourceQuota quota) {
        var spec = quota.getSpec();
        var status = quota.getStatus();
        return new QuotaState(
                quota.getMetadata().getNamespace(),
                quota.getMetadata().getName(),
                Amounts.all(status == null ? null : status.getHard()),
                Amounts.all(status == null ? null : status.getUsed()),
                scopes(quota),
                null,
                Amounts.all(spec == null ? null : spec.getHard()));
    }

    public static LimitRangeState of(LimitRange range) {
        List<LimitRangeState.Item> items = new ArrayList<>();
        if (range.getSpec() != null) {
            for (LimitRangeItem item : Containers.present(range.getSpec().getLimits())) {
                items.add(
                        new LimitRangeState.Item(
                                item.getType(),
                                Amounts.resources(item.getMin()),
                                Amounts.resources(item.getMax()),
                                Amounts.resources(item.getDefault()),
                                Amounts.resources(item.getDefaultRequest()),
                                ratios(item),
                                new LimitRangeState.Exact(
                                        Amounts.all(item.getMin()),
                                        Amounts.all(item.getMax()),
                                        Amounts.all(item.getDefault()),
                                        Amounts.all(item.getDefaultRequest()),
                                        Amounts.all(item.getMaxLimitRequestRatio()))));
            }
        }
        return new LimitRangeState(
                range.getMetadata().getNamespace(), range.getMetadata().getName(), items);
    }

    private static Map<String, Double> ratios(LimitRangeItem item) {
        Map<String, Double> ratios = new TreeMap<>();
        Amounts.all(item.getMaxLimitRequestRatio())
                .forEach((name, ratio) -> ratios.put(name, ratio.doubleValue()));
        return ratios;
    }

    static List<String> scopes(ResourceQuota quota) {
        List<String> scopes = new ArrayList<>();
        if (quota.getSpec() != null) {
            scopes.addAll(Containers.present(quota.getSpec().getScopes()));
            var selector = quota.getSpec().getScopeSelector();
            if (selector != null) {
                for (ScopedResourceSelectorRequirement term :
                        Containers.present(selector.getMatchExpressions())) {
                    String values = String.join(",", Containers.present(term.getValues()));
                    scopes.add(
                            (term.getScopeName() + ' ' + term.getOperator() + ' ' + values)
                                    .strip());
                }
            }
        }
        return scopes;
    }

    private static boolean ready(@Nullable NodeStatus status) {
        return status != null
                && Containers.present(status.getConditions()).stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType())
                                        && "True".equals(condition.getStatus()));
    }

    private static @Nullable String address(@Nullable NodeStatus status) {
        if (status == null) {
            return null;
        }
        List<NodeAddress> addresses = Containers.present(status.getAddresses());
        for (String type : ADDRESS_TYPES) {
            for (NodeAddress address : addresses) {
                if (type.equals(address.getType()) && address.getAddress() != null) {
                    return address.getAddress();
                }
            }
        }
        return null;
    }

    private static int port(@Nullable NodeStatus status) {
        var endpoints = status == null ? null : status.getDaemonEndpoints();
        var kubelet = endpoints == null ? null : endpoints.getKubeletEndpoint();
        Integer port = kubelet == null ? null : kubelet.getPort();
        return port == null || port == 0 ? KUBELET_PORT : port;
    }
}
