package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.headroom.collector.kubernetes.EventCounts.Told;
import io.headroom.collector.publish.Published;
import io.headroom.collector.publish.Sink;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.topic.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Events on their way to the sink. An event may come before the pod that it is about: it waits a
 * little, so that it can be told with its workload. Not thread-safe.
 */
final class EventInbox implements EventWatch.Receiver {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MAX_WAITING = 5_000;
    private static final int REMEMBERED = 100_000;

    private final PodInventory pods;
    private final PodRefusals refusals;
    private final Published published;
    private final Sink sink;
    private final KnownSurroundings surroundings;
    private final EventCounts counts = new EventCounts(REMEMBERED);
    private final ArrayDeque<EventDelta> waiting = new ArrayDeque<>();

    EventInbox(
            PodInventory pods,
            PodRefusals refusals,
            Published published,
            Sink sink,
            KnownSurroundings surroundings) {
        this.pods = pods;
        this.refusals = refusals;
        this.published = published;
        this.sink = sink;
        this.surroundings = surroundings;
    }

    @Override
    public void told(Event event, Told told, Instant now) {
        String group =
                event.getRegarding() == null
                        ? ""
                        : Controller.group(event.getRegarding().getApiVersion());
        WorkloadRef workload = workload(EventCounts.regarding(event), group);
        refusals.told(event, told, workload, now);
        counts.delta(event, told, workload, now)
                .ifPresent(delta -> {
                    if (kubeletStarted(delta)) {
                        surroundings.kubeletStarted(
                                delta.regarding().name(),
                                delta.lastAt() == null ? now : delta.lastAt());
                    }
                    if (workload == null && delta.regarding().kind().equals("Pod")) {
                        waiting.addLast(delta);
                        if (waiting.size() > MAX_WAITING) {
                            sink.lifecycle(waiting.removeFirst());
                        }
                    } else {
                        sink.lifecycle(delta);
                    }
                });
    }

    /** A kubelet that starts says that everything on its node is not Ready, for a moment. */
    private static boolean kubeletStarted(EventDelta event) {
        return event.reason().equals("Starting")
                && event.regarding().kind().equals("Node")
                && event.note() != null
                && event.note().startsWith("Starting kubelet");
    }

    @Override
    public void forget(Event event) {
        counts.forget(event.getMetadata().getUid());
    }

    /** Tells the events whose pod has come, and those that have waited long enough. */
    void retry(Instant now) {
        for (int left = waiting.size(); left > 0; left--) {
            EventDelta delta = waiting.removeFirst();
            WorkloadRef workload = workload(delta.regarding(), "");
            if (workload != null) {
                sink.lifecycle(of(delta, workload));
            } else if (now.isBefore(delta.observedAt().plus(PATIENCE))) {
                waiting.addLast(delta);
            } else {
                sink.lifecycle(delta);
            }
        }
    }

    private @Nullable WorkloadRef workload(EventDelta.Regarding regarding, String group) {
        String namespace = regarding.namespace();
        if (namespace == null || regarding.kind().isEmpty() || regarding.name().isEmpty()) {
            return null;
        }
        String uid = regarding.uid();
        var object =
                new Controller(regarding.kind(), group, regarding.name(), uid == null ? "" : uid);
        return switch (regarding.kind() + '.' + group) {
            case "Pod." -> pods.workloadOf(uid, namespace, regarding.name());
            case "ReplicaSet.apps", "Job.batch" -> pods.workloadAbove(namespace, object);
            case "Deployment.apps", "StatefulSet.apps", "DaemonSet.apps", "CronJob.batch" ->
                    object.in(namespace);
            case "HorizontalPodAutoscaler.autoscaling" ->
                    published.inventoryAt(Keys.autoscaler(namespace, regarding.name()))
                                    instanceof AutoscalerState autoscaler
                            ? autoscaler.target()
                            : null;
            default -> {
                WorkloadRef workload = object.in(namespace);
                yield pods.describes(workload) ? workload : null;
            }
        };
    }

    private static EventDelta of(EventDelta delta, WorkloadRef workload) {
        return new EventDelta(
                workload,
                delta.uid(),
                delta.regarding(),
                delta.eventType(),
                delta.reason(),
                delta.note(),
                delta.reportingController(),
                delta.count(),
                delta.delta(),
                delta.firstAt(),
                delta.lastAt(),
                delta.annotations(),
                delta.observedAt());
    }
}
