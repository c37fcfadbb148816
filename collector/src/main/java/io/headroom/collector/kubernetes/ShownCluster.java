package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.headroom.collector.kubernetes.EventCounts.Told;
import io.headroom.collector.kubernetes.EventWatch.Gap;
import io.headroom.collector.publish.Sink;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Objects as somebody has kept them, such as the answers of {@code kubectl get -o json}, told to a
 * sink as if they were watched: by the same rules, without an API server. A pod whose owner is not
 * among them goes by the owner that it names. Not thread-safe.
 */
public final class ShownCluster {
    private final Receivers receivers;
    private final Map<Class<? extends HasMetadata>, Watched.Receiver<?>> byType;
    private final Map<String, Pod> pods = new HashMap<>();
    private final Set<String> events = new HashSet<>();
    private boolean begun;

    /** Begins with nothing shown. */
    public ShownCluster(Sink sink) {
        this.receivers = new Receivers(sink, Map.of(), Map.of());
        this.byType =
                Map.ofEntries(
                        Map.entry(Pod.class, receivers.pods()),
                        Map.entry(ReplicaSet.class, receivers.replicaSets()),
                        Map.entry(Job.class, receivers.jobs()),
                        Map.entry(Deployment.class, receivers.deployments()),
                        Map.entry(StatefulSet.class, receivers.statefulSets()),
                        Map.entry(DaemonSet.class, receivers.daemonSets()),
                        Map.entry(CronJob.class, receivers.cronJobs()),
                        Map.entry(HorizontalPodAutoscaler.class, receivers.autoscalers()),
                        Map.entry(Node.class, receivers.nodes()),
                        Map.entry(Namespace.class, receivers.namespaces()));
    }

    /**
     * A watch shows an object, new or changed.
     *
     * @throws IllegalArgumentException when nothing is known of its kind
     */
    public void shown(HasMetadata object, Instant at) {
        begin(at);
        put(object, at, false);
        settle(at);
    }

    /** A watch shows that an object is gone, with its last state. */
    public void deleted(HasMetadata object, Instant at) {
        begin(at);
        put(object, at, false);
        gone(object, at);
        settle(at);
    }

    /** A list shows all pods that there are, and any other objects, after nobody watched. */
    public void listed(List<HasMetadata> objects, Instant at) {
        begun = true;
        receivers.inventory().listing();
        Map<String, Pod> before = Map.copyOf(pods);
        pods.clear();
        objects.forEach(object -> put(object, at, true));
        before.forEach((uid, pod) -> {
            if (!pods.containsKey(uid)) {
                gone(pod, at);
            }
        });
        receivers.inventory().listed(at);
        settle(at);
    }

    private void begin(Instant at) {
        if (!begun) {
            listed(List.of(), at);
        }
    }

    private void put(HasMetadata object, Instant at, boolean listed) {
        switch (object) {
            case Event event -> event(event, at, listed);
            case io.fabric8.kubernetes.api.model.Event event -> event(ofCore(event), at, listed);
            default -> {
                if (object instanceof Pod pod) {
                    pods.put(pod.getMetadata().getUid(), pod);
                }
                receive(object.getClass(), object, at);
            }
        }
    }

    private void event(Event event, Instant at, boolean listed) {
        boolean first = events.add(event.getMetadata().getUid());
        Told told =
                listed
                        ? new Gap(Gap.UNKNOWN, at.minus(Gap.OF_USE)).told(event)
                        : first ? Told.CREATED : Told.UPDATED;
        receivers.events().told(event, told, at);
    }

    private void gone(HasMetadata object, Instant at) {
        var metadata = object.getMetadata();
        pods.remove(metadata.getUid());
        receiver(object.getClass())
                .gone(
                        metadata.getNamespace() == null ? "" : metadata.getNamespace(),
                        metadata.getName(),
                        metadata.getUid(),
                        at);
    }

    private <T extends HasMetadata> void receive(Class<T> type, HasMetadata object, Instant at) {
        receiver(type).put(type.cast(object), at);
    }

    @SuppressWarnings("unchecked") // each is there under its own type
    private <T extends HasMetadata> Watched.Receiver<T> receiver(Class<T> type) {
        Watched.@Nullable Receiver<?> receiver = byType.get(type);
        if (receiver == null) {
            throw new IllegalArgumentException(
                    "nothing is made of objects of the kind " + type.getSimpleName());
        }
        return (Watched.Receiver<T>) receiver;
    }

    private void settle(Instant at) {
        PodInventory inventory = receivers.inventory();
        inventory
                .overdue(at.plus(PodInventory.PATIENCE))
                .forEach(unseen -> inventory.giveUp(unseen.owner().uid(), at));
        receivers.events().retry(at);
    }

    /** The same event as the other API shows it. */
    private static Event ofCore(io.fabric8.kubernetes.api.model.Event event) {
        return new EventBuilder()
                .withMetadata(event.getMetadata())
                .withEventTime(event.getEventTime())
                .withRegarding(event.getInvolvedObject())
                .withRelated(event.getRelated())
                .withType(event.getType())
                .withReason(event.getReason())
                .withAction(event.getAction())
                .withNote(event.getMessage())
                .withReportingController(event.getReportingComponent())
                .withReportingInstance(event.getReportingInstance())
                .withDeprecatedSource(event.getSource())
                .withDeprecatedCount(event.getCount())
                .withDeprecatedFirstTimestamp(event.getFirstTimestamp())
                .withDeprecatedLastTimestamp(event.getLastTimestamp())
                .build();
    }
}
