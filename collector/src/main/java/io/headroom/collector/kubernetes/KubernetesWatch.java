package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.APIGroup;
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
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.headroom.collector.CollectorMetrics;
import io.headroom.collector.publish.Findings;
import io.headroom.collector.publish.Sink;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.lifecycle.PodGone;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a cluster and tells the sink what there is and what happens. Holds no rules of its own.
 */
public final class KubernetesWatch implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(KubernetesWatch.class);
    private static final Resource REPLICA_SETS = new Resource("replicasets", "apps");
    private static final Resource JOBS = new Resource("jobs", "batch");

    /** How long what an event tells of is of use: recorders may be half an hour late. */
    public static final Duration EVENTS_OF_USE = EventWatch.Gap.OF_USE;

    private final KubernetesClient client;
    private final Object lock = new Object();
    private final Receivers receivers;
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
        this.receivers = new Receivers(sink, inventory, cluster);
        this.eventWatch = new EventWatch(this.client, receivers.events(), shell);
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
        for (Watched<?> each : watched) {
            if (each.resource().optional()) {
                executor.execute(() -> each.startOncePresent(() -> isPresent(each.resource())));
            } else {
                each.start();
            }
        }
        // what is listed of events is told with the pods that it is about
        var _ = described().thenRun(eventWatch::start);
        var _ = executor.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    /** An earlier run saw this pod go; of those that are there now it is passed over. */
    public void wentEarlier(PodGone gone) {
        synchronized (lock) {
            receivers.inventory().wasThere(gone.podUid(), gone.workload());
        }
    }

    /** The resources that were neither listed nor refused yet. */
    public List<String> unsettled() {
        List<String> unsettled = new ArrayList<>();
        for (Watched<?> resource : watched) {
            if (!resource.settled().isDone()) {
                unsettled.add(resource.resource().label());
            }
        }
        // events wait for all others
        if (unsettled.isEmpty() && !eventWatch.settled().isDone()) {
            unsettled.add(EventWatch.RESOURCE.label());
        }
        return unsettled;
    }

    /**
     * Completes when every resource was listed once, or refused and can be done without, and events
     * are watched; cancelled when closed before.
     */
    public CompletableFuture<Void> settled() {
        return CompletableFuture.allOf(described(), eventWatch.settled());
    }

    private CompletableFuture<Void> described() {
        return CompletableFuture.allOf(
                watched.stream().map(Watched::settled).toArray(CompletableFuture<?>[]::new));
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
        add(new Resource("pods", ""), client.pods().inAnyNamespace(), Pod::new, receivers.pods());
    }

    private void watchWorkloads() {
        add(
                REPLICA_SETS,
                client.apps().replicaSets().inAnyNamespace(),
                ReplicaSet::new,
                receivers.replicaSets());
        add(JOBS, client.batch().v1().jobs().inAnyNamespace(), Job::new, receivers.jobs());
        add(
                new Resource("deployments", "apps"),
                client.apps().deployments().inAnyNamespace(),
                Deployment::new,
                receivers.deployments());
        add(
                new Resource("statefulsets", "apps"),
                client.apps().statefulSets().inAnyNamespace(),
                StatefulSet::new,
                receivers.statefulSets());
        add(
                new Resource("daemonsets", "apps"),
                client.apps().daemonSets().inAnyNamespace(),
                DaemonSet::new,
                receivers.daemonSets());
        add(
                new Resource("cronjobs", "batch"),
                client.batch().v1().cronjobs().inAnyNamespace(),
                CronJob::new,
                receivers.cronJobs());
        add(
                new Resource("horizontalpodautoscalers", "autoscaling"),
                client.autoscaling().v2().horizontalPodAutoscalers().inAnyNamespace(),
                HorizontalPodAutoscaler::new,
                receivers.autoscalers());
        add(
                VerticalAutoscalers.RESOURCE,
                client.genericKubernetesResources(VerticalAutoscalers.CONTEXT).inAnyNamespace(),
                GenericKubernetesResource::new,
                receivers.verticalAutoscalers());
        add(
                new Resource("persistentvolumeclaims", ""),
                client.persistentVolumeClaims().inAnyNamespace(),
                PersistentVolumeClaim::new,
                receivers.volumeClaims());
    }

    private void watchCluster() {
        add(new Resource("nodes", ""), client.nodes(), Node::new, receivers.nodes());
        add(
                new Resource("namespaces", ""),
                client.namespaces(),
                Namespace::new,
                receivers.namespaces());
        add(
                new Resource("resourcequotas", ""),
                client.resourceQuotas().inAnyNamespace(),
                ResourceQuota::new,
                receivers.quotas());
        add(
                ClusterQuotas.RESOURCE,
                client.genericKubernetesResources(ClusterQuotas.CONTEXT),
                GenericKubernetesResource::new,
                receivers.clusterQuotas());
        add(
                new Resource("limitranges", ""),
                client.limitRanges().inAnyNamespace(),
                LimitRange::new,
                receivers.limitRanges());
        add(
                new Resource("storageclasses", "storage.k8s.io"),
                client.storage().v1().storageClasses(),
                StorageClass::new,
                receivers.storageClasses());
        add(
                new Resource("priorityclasses", "scheduling.k8s.io"),
                client.scheduling().v1().priorityClasses(),
                PriorityClass::new,
                receivers.priorityClasses());
    }

    private <T extends HasMetadata> void add(
            Resource resource,
            Informable<T> source,
            Supplier<T> empty,
            Watched.Receiver<T> receiver) {
        watched.add(new Watched<>(resource, source, empty, receiver, shell));
    }

    private boolean isPresent(Resource resource) {
        APIGroup group = client.getApiGroup(resource.group());
        return group != null
                && group.getVersions().stream()
                        .map(version -> client.getApiResources(version.getGroupVersion()))
                        .filter(Objects::nonNull)
                        .flatMap(list -> list.getResources().stream())
                        .anyMatch(each -> each.getName().equals(resource.name()));
    }

    private void tick() {
        try {
            Instant now = Instant.ofEpochMilli(shell.clock().millis());
            List<PodInventory.Unseen> unseen;
            synchronized (lock) {
                receivers.events().retry(now);
                receivers.refusals().expire(now);
                receivers.inventory().removeUndescribed();
                unseen = ownersAreListed() ? receivers.inventory().overdue(now) : List.of();
            }
            unseen.forEach(this::ask);
        } catch (RuntimeException e) {
            LOGGER.atWarn().setCause(e).log("looking after waiting pods failed");
        }
    }

    /** Before that every owner may still come by itself; what is refused never does. */
    private boolean ownersAreListed() {
        return watched.stream()
                .filter(each ->
                        each.resource().equals(REPLICA_SETS) || each.resource().equals(JOBS))
                .allMatch(each -> each.settled().isDone());
    }

    /** Asks by name for an owner that has not come by watching. */
    private void ask(PodInventory.Unseen unseen) {
        Optional<HasMetadata> found;
        try {
            found = find(unseen);
        } catch (KubernetesClientException e) {
            LOGGER.atDebug()
                    .addKeyValue("owner", unseen.owner())
                    .log("an owner cannot be read: {}", e.getMessage());
            if (Failure.of(e) != Failure.FORBIDDEN) {
                // an API server that does not answer has not said that there is no such owner
                synchronized (lock) {
                    receivers
                            .inventory()
                            .askAgain(
                                    unseen.owner().uid(),
                                    Instant.ofEpochMilli(shell.clock().millis()));
                }
                return;
            }
            found = Optional.empty();
        }
        Instant now = Instant.ofEpochMilli(shell.clock().millis());
        String uid = unseen.owner().uid();
        synchronized (lock) {
            found.ifPresentOrElse(
                    object -> receivers.inventory().owner(uid, Controller.of(object), now),
                    () -> receivers.inventory().giveUp(uid, now));
        }
    }

    private Optional<HasMetadata> find(PodInventory.Unseen unseen) {
        Controller owner = unseen.owner();
        var objects =
                owner.kind().equals("Job")
                        ? client.batch().v1().jobs()
                        : client.apps().replicaSets();
        return objects
                .inNamespace(unseen.namespace())
                .withField("metadata.name", owner.name())
                .list()
                .getItems()
                .stream()
                .filter(object -> owner.uid().equals(object.getMetadata().getUid()))
                .map(HasMetadata.class::cast)
                .findFirst();
    }
}
