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
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.headroom.collector.CollectorMetrics;
import io.headroom.collector.publish.Findings;
import io.headroom.collector.publish.Published;
import io.headroom.collector.publish.Sink;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.NamespaceState;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.topic.Keys;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a cluster and tells the sink what there is and what happens. Holds no rules of its own.
 */
public final class KubernetesWatch implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(KubernetesWatch.class);
    private static final Resource REPLICA_SETS = new Resource("replicasets", "apps");
    private static final Resource JOBS = new Resource("jobs", "batch");

    private final KubernetesClient client;
    private final Object lock = new Object();
    private final Published published;
    private final KnownSurroundings surroundings = new KnownSurroundings();
    private final PodInventory pods;
    private final EventInbox events;
    private final WatchShell shell;
    private final ScheduledExecutorService executor;
    private final List<Watched<?>> watched = new ArrayList<>();
    private final EventWatch eventWatch;

    /**
     * Begins with nothing seen.
     *
     * @param inventory what the topic holds from earlier runs, by key
     * @param cluster likewise
     */
    public KubernetesWatch(
            KubernetesClient client,
            Sink sink,
            Findings findings,
            CollectorMetrics metrics,
            InstantSource clock,
            Map<String, InventoryEntry> inventory,
            Map<String, ClusterEntry> cluster) {
        this.client = resuming(client.getConfiguration());
        this.executor =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("headroom-watch").daemon().factory());
        this.shell =
                new WatchShell(
                        this.client.getConfiguration(), metrics, findings, clock, executor, lock);
        this.published = new Published(sink, inventory, cluster);
        this.pods = new PodInventory(published, sink, podsOf(inventory), surroundings);
        this.events = new EventInbox(pods, published, sink, surroundings);
        this.eventWatch = new EventWatch(this.client, events, shell);
        watchPods();
        watchWorkloads();
        watchCluster();
    }

    /**
     * Begins.
     *
     * @param watchList whether to ask for streamed lists first
     */
    public void start(boolean watchList) {
        client.getConfiguration().setWatchList(watchList);
        watched.forEach(Watched::start);
        eventWatch.start();
        var _ = executor.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    /** The resources that were neither listed nor refused yet. */
    public List<String> unsettled() {
        List<String> unsettled = new ArrayList<>();
        for (Watched<?> resource : watched) {
            if (!resource.settled().isDone()) {
                unsettled.add(resource.resource().label());
            }
        }
        if (!eventWatch.settled().isDone()) {
            unsettled.add(EventWatch.RESOURCE.label());
        }
        return unsettled;
    }

    /**
     * Completes when every resource was listed once, or refused and can be done without, and events
     * are watched; cancelled when closed before.
     */
    public CompletableFuture<Void> settled() {
        return CompletableFuture.allOf(
                Stream.concat(
                                watched.stream().map(Watched::settled),
                                Stream.of(eventWatch.settled()))
                        .toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public void close() {
        executor.shutdownNow();
        eventWatch.close();
        watched.forEach(Watched::close);
        client.close();
    }

    /** A client of its own, whose watches go on where they were. */
    private KubernetesClient resuming(Config config) {
        ResumedWatches resumed =
                new ResumedWatches(resource ->
                        watched.stream()
                                .anyMatch(
                                        each -> each.resource().equals(resource) && each.listed()));
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(
                        http -> http.addOrReplaceInterceptor("headroom-resumed-watches", resumed))
                .build();
    }

    private void watchPods() {
        add(
                new Resource("pods", ""),
                client.pods().inAnyNamespace(),
                Pod::new,
                new Watched.Receiver<>() {
                    @Override
                    public void listing() {
                        pods.listing();
                    }

                    @Override
                    public void put(Pod pod, Instant now) {
                        pods.put(SeenPod.of(pod), now);
                    }

                    @Override
                    public void gone(
                            String namespace, String name, @Nullable String uid, Instant now) {
                        pods.gone(namespace, name, uid, now);
                    }

                    @Override
                    public void listed(Instant now) {
                        pods.listed(now);
                    }
                });
    }

    private void watchWorkloads() {
        add(
                REPLICA_SETS,
                client.apps().replicaSets().inAnyNamespace(),
                ReplicaSet::new,
                new Along<>(
                        surroundings::replicaSet,
                        (_, uid) -> surroundings.ownerGone(uid),
                        new PassingOwners<>("ReplicaSet", "apps", Workloads::of, published, pods)));
        add(
                JOBS,
                client.batch().v1().jobs().inAnyNamespace(),
                Job::new,
                new Along<>(
                        surroundings::job,
                        (_, uid) -> surroundings.ownerGone(uid),
                        new PassingOwners<>("Job", "batch", Workloads::of, published, pods)));
        workload(
                new Resource("deployments", "apps"),
                "Deployment",
                client.apps().deployments().inAnyNamespace(),
                Deployment::new,
                Workloads::of,
                surroundings::deployment);
        workload(
                new Resource("statefulsets", "apps"),
                "StatefulSet",
                client.apps().statefulSets().inAnyNamespace(),
                StatefulSet::new,
                Workloads::of,
                surroundings::statefulSet);
        workload(
                new Resource("daemonsets", "apps"),
                "DaemonSet",
                client.apps().daemonSets().inAnyNamespace(),
                DaemonSet::new,
                Workloads::of,
                surroundings::daemonSet);
        workload(
                new Resource("cronjobs", "batch"),
                "CronJob",
                client.batch().v1().cronjobs().inAnyNamespace(),
                CronJob::new,
                Workloads::of,
                (_, _) -> {});
        add(
                new Resource("horizontalpodautoscalers", "autoscaling"),
                client.autoscaling().v2().horizontalPodAutoscalers().inAnyNamespace(),
                HorizontalPodAutoscaler::new,
                StateOf.inventory(
                        published,
                        Autoscalers::of,
                        Keys::autoscaler,
                        entry -> entry instanceof AutoscalerState));
        add(
                new Resource("persistentvolumeclaims", ""),
                client.persistentVolumeClaims().inAnyNamespace(),
                PersistentVolumeClaim::new,
                StateOf.inventory(
                        published,
                        claim -> Optional.of(VolumeClaims.of(claim)),
                        Keys::volumeClaim,
                        entry -> entry instanceof VolumeClaimState));
    }

    private void watchCluster() {
        add(
                new Resource("nodes", ""),
                client.nodes(),
                Node::new,
                new Along<>(
                        (node, _) -> surroundings.node(node),
                        (name, _) -> surroundings.nodeGone(name),
                        StateOf.cluster(
                                published,
                                ClusterObjects::of,
                                (_, name) -> Keys.node(name),
                                NodeState.class::isInstance)));
        add(
                new Resource("namespaces", ""),
                client.namespaces(),
                Namespace::new,
                new Along<>(
                        (namespace, _) -> surroundings.namespace(namespace),
                        (name, _) -> surroundings.namespaceGone(name),
                        StateOf.cluster(
                                published,
                                ClusterObjects::of,
                                (_, name) -> Keys.namespace(name),
                                NamespaceState.class::isInstance)));
        cluster(
                new Resource("resourcequotas", ""),
                client.resourceQuotas().inAnyNamespace(),
                ResourceQuota::new,
                ClusterObjects::of,
                Keys::quota,
                QuotaState.class);
        cluster(
                ClusterQuotas.RESOURCE,
                client.genericKubernetesResources(ClusterQuotas.CONTEXT),
                GenericKubernetesResource::new,
                ClusterQuotas::of,
                (_, name) -> Keys.clusterQuota(name),
                ClusterQuotaState.class);
        cluster(
                new Resource("limitranges", ""),
                client.limitRanges().inAnyNamespace(),
                LimitRange::new,
                ClusterObjects::of,
                Keys::limitRange,
                LimitRangeState.class);
    }

    private <T extends HasMetadata> void workload(
            Resource resource,
            String kind,
            Informable<T> source,
            Supplier<T> empty,
            Function<T, WorkloadState> state,
            BiConsumer<T, Instant> known) {
        add(
                resource,
                source,
                empty,
                new Along<>(
                        known,
                        (_, uid) -> surroundings.ownerGone(uid),
                        StateOf.inventory(
                                published,
                                object -> Optional.of(state.apply(object)),
                                (namespace, name) ->
                                        new WorkloadRef(namespace, kind, resource.group(), name)
                                                .key(),
                                entry -> PassingOwners.isWorkload(entry, kind, resource.group()))));
    }

    private <T extends HasMetadata> void cluster(
            Resource resource,
            Informable<T> source,
            Supplier<T> empty,
            Function<T, ClusterEntry> state,
            BiFunction<String, String, String> key,
            Class<? extends ClusterEntry> type) {
        add(resource, source, empty, StateOf.cluster(published, state, key, type::isInstance));
    }

    private <T extends HasMetadata> void add(
            Resource resource,
            Informable<T> source,
            Supplier<T> empty,
            Watched.Receiver<T> receiver) {
        watched.add(new Watched<>(resource, source, empty, receiver, shell));
    }

    private void tick() {
        try {
            Instant now = Instant.ofEpochMilli(shell.clock().millis());
            List<PodInventory.Unseen> unseen;
            synchronized (lock) {
                events.retry(now);
                pods.removeUndescribed();
                unseen = pods.overdue(now);
            }
            unseen.forEach(this::ask);
        } catch (RuntimeException e) {
            LOGGER.atWarn().setCause(e).log("looking after waiting pods failed");
        }
    }

    /** Asks by name for an owner that has not come by watching. */
    private void ask(PodInventory.Unseen unseen) {
        HasMetadata found = null;
        try {
            found = find(unseen).orElse(null);
        } catch (KubernetesClientException e) {
            LOGGER.atDebug()
                    .addKeyValue("owner", unseen.owner())
                    .log("an owner cannot be read: {}", e.getMessage());
        }
        Instant now = Instant.ofEpochMilli(shell.clock().millis());
        synchronized (lock) {
            if (found == null) {
                pods.giveUp(unseen.owner().uid(), now);
            } else {
                pods.owner(unseen.owner().uid(), Controller.of(found), now);
            }
        }
    }

    private Optional<? extends HasMetadata> find(PodInventory.Unseen unseen) {
        Controller owner = unseen.owner();
        Stream<? extends HasMetadata> candidates =
                owner.kind().equals("Job")
                        ? client
                                .batch()
                                .v1()
                                .jobs()
                                .inNamespace(unseen.namespace())
                                .withField("metadata.name", owner.name())
                                .list()
                                .getItems()
                                .stream()
                        : client
                                .apps()
                                .replicaSets()
                                .inNamespace(unseen.namespace())
                                .withField("metadata.name", owner.name())
                                .list()
                                .getItems()
                                .stream();
        return candidates
                .filter(object -> owner.uid().equals(object.getMetadata().getUid()))
                .findFirst();
    }

    private static List<PodState> podsOf(Map<String, InventoryEntry> inventory) {
        return inventory.values().stream()
                .filter(PodState.class::isInstance)
                .map(PodState.class::cast)
                .toList();
    }
}
