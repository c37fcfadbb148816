package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.headroom.collector.publish.Published;
import io.headroom.collector.publish.Sink;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.NamespaceState;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.cluster.PriorityClassState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.cluster.StorageClassState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodRefusal;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.VerticalAutoscalerState;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.topic.Keys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What becomes of the objects of each kind that a cluster shows. Not thread-safe. */
final class Receivers {
    private final Published published;
    private final KnownSurroundings surroundings = new KnownSurroundings();
    private final PodInventory pods;
    private final PodRefusals refusals;
    private final EventInbox events;
    private final SharedQuotas sharedQuotas;

    /**
     * Begins with nothing seen.
     *
     * @param inventory what the topic holds from earlier runs, by key
     * @param cluster likewise
     */
    Receivers(Sink sink, Map<String, InventoryEntry> inventory, Map<String, ClusterEntry> cluster) {
        this.published = new Published(sink, inventory, cluster);
        this.pods = new PodInventory(published, sink, podsOf(inventory), surroundings);
        this.refusals = new PodRefusals(published, refusalsOf(inventory));
        this.events = new EventInbox(pods, refusals, published, sink, surroundings);
        this.sharedQuotas = new SharedQuotas(published);
    }

    PodInventory inventory() {
        return pods;
    }

    PodRefusals refusals() {
        return refusals;
    }

    EventInbox events() {
        return events;
    }

    Watched.Receiver<Pod> pods() {
        return new Watched.Receiver<>() {
            @Override
            public void listing() {
                pods.listing();
            }

            @Override
            public void put(Pod pod, Instant now) {
                SeenPod seen = SeenPod.of(pod);
                pods.put(seen, now);
                refusals.pod(seen);
            }

            @Override
            public void gone(String namespace, String name, @Nullable String uid, Instant now) {
                pods.gone(namespace, name, uid, now);
            }

            @Override
            public void listed(Instant now) {
                pods.listed(now);
            }
        };
    }

    Watched.Receiver<ReplicaSet> replicaSets() {
        return new Along<>(
                (set, now) -> {
                    surroundings.replicaSet(set, now);
                    refusals.replicaSet(set);
                },
                (_, _, uid) -> ownerGone(uid),
                new PassingOwners<>("ReplicaSet", "apps", Workloads::of, published, pods));
    }

    Watched.Receiver<Job> jobs() {
        return new Along<>(
                surroundings::job,
                (_, _, uid) -> ownerGone(uid),
                new PassingOwners<>("Job", "batch", Workloads::of, published, pods));
    }

    Watched.Receiver<Deployment> deployments() {
        return workloads("Deployment", "apps", Workloads::of, surroundings::deployment);
    }

    Watched.Receiver<StatefulSet> statefulSets() {
        return workloads(
                "StatefulSet",
                "apps",
                Workloads::of,
                (set, now) -> {
                    surroundings.statefulSet(set, now);
                    refusals.statefulSet(set);
                });
    }

    Watched.Receiver<DaemonSet> daemonSets() {
        return workloads(
                "DaemonSet",
                "apps",
                Workloads::of,
                (set, now) -> {
                    surroundings.daemonSet(set, now);
                    refusals.daemonSet(set);
                });
    }

    Watched.Receiver<CronJob> cronJobs() {
        return workloads("CronJob", "batch", Workloads::of, (_, _) -> {});
    }

    Watched.Receiver<HorizontalPodAutoscaler> autoscalers() {
        return new Along<>(
                (autoscaler, _) -> surroundings.autoscaler(autoscaler),
                (namespace, name, _) -> surroundings.autoscalerGone(namespace, name),
                StateOf.inventory(
                        published,
                        Autoscalers::of,
                        Keys::autoscaler,
                        entry -> entry instanceof AutoscalerState));
    }

    Watched.Receiver<GenericKubernetesResource> verticalAutoscalers() {
        return StateOf.inventory(
                published,
                VerticalAutoscalers::of,
                Keys::verticalAutoscaler,
                entry -> entry instanceof VerticalAutoscalerState);
    }

    Watched.Receiver<PersistentVolumeClaim> volumeClaims() {
        return StateOf.inventory(
                published,
                claim -> Optional.of(VolumeClaims.of(claim)),
                Keys::volumeClaim,
                entry -> entry instanceof VolumeClaimState);
    }

    Watched.Receiver<Node> nodes() {
        return new Along<>(
                (node, _) -> surroundings.node(node),
                (_, name, _) -> surroundings.nodeGone(name),
                StateOf.cluster(
                        published,
                        ClusterObjects::of,
                        (_, name) -> Keys.node(name),
                        NodeState.class::isInstance));
    }

    Watched.Receiver<Namespace> namespaces() {
        return new Along<>(
                (namespace, _) -> surroundings.namespace(namespace),
                (_, name, _) -> surroundings.namespaceGone(name),
                sharedQuotas.namespaces(
                        StateOf.cluster(
                                published,
                                ClusterObjects::of,
                                (_, name) -> Keys.namespace(name),
                                NamespaceState.class::isInstance)));
    }

    Watched.Receiver<ResourceQuota> quotas() {
        return StateOf.cluster(
                published, ClusterObjects::of, Keys::quota, QuotaState.class::isInstance);
    }

    Watched.Receiver<GenericKubernetesResource> clusterQuotas() {
        return sharedQuotas.quotas();
    }

    Watched.Receiver<LimitRange> limitRanges() {
        return StateOf.cluster(
                published, ClusterObjects::of, Keys::limitRange, LimitRangeState.class::isInstance);
    }

    Watched.Receiver<StorageClass> storageClasses() {
        return StateOf.cluster(
                published,
                ClusterObjects::of,
                (_, name) -> Keys.storageClass(name),
                StorageClassState.class::isInstance);
    }

    Watched.Receiver<PriorityClass> priorityClasses() {
        return StateOf.cluster(
                published,
                ClusterObjects::of,
                (_, name) -> Keys.priorityClass(name),
                PriorityClassState.class::isInstance);
    }

    private <T extends HasMetadata> Watched.Receiver<T> workloads(
            String kind,
            String group,
            Function<T, WorkloadState> state,
            BiConsumer<T, Instant> known) {
        return new Along<>(
                known,
                (_, _, uid) -> ownerGone(uid),
                StateOf.inventory(
                        published,
                        object -> Optional.of(state.apply(object)),
                        (namespace, name) -> new WorkloadRef(namespace, kind, group, name).key(),
                        entry -> PassingOwners.isWorkload(entry, kind, group)));
    }

    private void ownerGone(@Nullable String uid) {
        surroundings.ownerGone(uid);
        refusals.ownerGone(uid);
    }

    private static List<PodRefusal> refusalsOf(Map<String, InventoryEntry> inventory) {
        return inventory.values().stream()
                .filter(PodRefusal.class::isInstance)
                .map(PodRefusal.class::cast)
                .toList();
    }

    private static List<PodState> podsOf(Map<String, InventoryEntry> inventory) {
        return inventory.values().stream()
                .filter(PodState.class::isInstance)
                .map(PodState.class::cast)
                .toList();
    }
}
