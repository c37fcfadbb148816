package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.headroom.collector.kubernetes.EventCounts.Told;
import io.headroom.collector.publish.Published;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.PodRefusal;
import io.headroom.model.lifecycle.EventDelta;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which workloads' pods the API server refuses now. No object says so for every kind of workload;
 * controllers write events as they try again, ever less often. So a refusal stands from such an
 * event until a pod of its owner is created, its owner has all pods that it wants or is gone, or
 * nothing more is said of it for longer than any controller waits. Not thread-safe.
 */
final class PodRefusals {
    /** Controllers of Kubernetes double their pauses up to a thousand seconds. */
    private static final Duration SILENCE = Duration.ofMinutes(20);

    /** Of pods and claims; of a ReplicaSet that a Deployment cannot make. */
    private static final Set<String> REASONS = Set.of("FailedCreate", "ReplicaSetCreateError");

    /** Kinds that say how many pods they lack. */
    private static final Set<String> COUNTING = Set.of("ReplicaSet", "StatefulSet", "DaemonSet");

    private final Published published;
    private final Map<WorkloadRef, Standing> standing = new HashMap<>();
    private final Map<String, WorkloadRef> byOwner = new HashMap<>();

    /** Owners of the kinds that say so which have fewer pods than they want. */
    private final Set<String> lacking = new HashSet<>();

    /**
     * A refusal that holds.
     *
     * @param owner the uid of what could not create pods; null after a restart
     * @param lastAt when that was said last; null after a restart
     */
    private record Standing(PodRefusal told, @Nullable String owner, @Nullable Instant lastAt) {}

    /**
     * @param before those that an earlier run left standing
     */
    PodRefusals(Published published, List<PodRefusal> before) {
        this.published = published;
        before.forEach(told -> standing.put(told.workload(), new Standing(told, null, null)));
    }

    /**
     * Takes an event.
     *
     * @param workload what it is about; null where that is not known
     */
    void told(Event event, Told told, @Nullable WorkloadRef workload, Instant now) {
        String note = event.getNote();
        if (workload == null || note == null || !REASONS.contains(event.getReason())) {
            return;
        }
        EventDelta.Regarding regarding = EventCounts.regarding(event);
        String owner = Objects.requireNonNullElse(regarding.uid(), "");
        Instant lastAt = Objects.requireNonNullElse(EventCounts.lastAt(event), now);
        // what a list shows may be over
        boolean over =
                told == Told.LISTED
                        && COUNTING.contains(regarding.kind())
                        && !lacking.contains(owner);
        if (over || lastAt.plus(SILENCE).isBefore(now)) {
            return;
        }
        RefusalNote.of(note).ifPresent(by -> stands(workload, by, note, owner, lastAt));
    }

    private void stands(
            WorkloadRef workload, RefusalNote by, String note, String owner, Instant lastAt) {
        Standing before = standing.get(workload);
        PodRefusal refusal =
                new PodRefusal(
                        workload,
                        by.by(),
                        by.quota(),
                        by.resources(),
                        Objects.requireNonNullElse(Containers.shortened(note), note),
                        before == null ? lastAt : before.told().since());
        if (before != null && isSame(before.told(), refusal)) {
            refusal = before.told();
        }
        if (before != null && before.owner() != null) {
            byOwner.remove(before.owner());
        }
        standing.put(workload, new Standing(refusal, owner, lastAt));
        byOwner.put(owner, workload);
        published.inventory(refusal);
    }

    /** Each try has a pod of another name, and other amounts. */
    private static boolean isSame(PodRefusal one, PodRefusal other) {
        return one.by() == other.by()
                && Objects.equals(one.quota(), other.quota())
                && one.resources().equals(other.resources());
    }

    void pod(SeenPod pod) {
        Controller owner = pod.controller();
        WorkloadRef workload = owner == null ? null : byOwner.get(owner.uid());
        Standing refusal = workload == null ? null : standing.get(workload);
        if (workload != null
                && refusal != null
                && refusal.lastAt() != null
                && pod.createdAt().isAfter(refusal.lastAt())) {
            over(workload);
        }
    }

    void replicaSet(ReplicaSet set) {
        Integer wanted = set.getSpec() == null ? null : set.getSpec().getReplicas();
        Integer there = set.getStatus() == null ? null : set.getStatus().getReplicas();
        owner(set.getMetadata().getUid(), wanted, there);
    }

    void statefulSet(StatefulSet set) {
        Integer wanted = set.getSpec() == null ? null : set.getSpec().getReplicas();
        Integer there = set.getStatus() == null ? null : set.getStatus().getReplicas();
        owner(set.getMetadata().getUid(), wanted, there);
    }

    void daemonSet(DaemonSet set) {
        var status = set.getStatus();
        owner(
                set.getMetadata().getUid(),
                status == null ? null : status.getDesiredNumberScheduled(),
                status == null ? null : status.getCurrentNumberScheduled());
    }

    private void owner(String uid, @Nullable Integer wanted, @Nullable Integer there) {
        if (wanted != null && there != null && there < wanted) {
            lacking.add(uid);
        } else {
            lacking.remove(uid);
            overOf(uid);
        }
    }

    void ownerGone(@Nullable String uid) {
        if (uid != null) {
            lacking.remove(uid);
            overOf(uid);
        }
    }

    /** Ends what nobody has spoken of for long. */
    void expire(Instant now) {
        for (Map.Entry<WorkloadRef, Standing> each : List.copyOf(standing.entrySet())) {
            Standing refusal = each.getValue();
            if (refusal.lastAt() == null) {
                standing.put(each.getKey(), new Standing(refusal.told(), refusal.owner(), now));
            } else if (refusal.lastAt().plus(SILENCE).isBefore(now)) {
                over(each.getKey());
            }
        }
    }

    private void overOf(String owner) {
        WorkloadRef workload = byOwner.get(owner);
        if (workload != null) {
            over(workload);
        }
    }

    private void over(WorkloadRef workload) {
        Standing refusal = standing.remove(workload);
        if (refusal != null) {
            if (refusal.owner() != null) {
                byOwner.remove(refusal.owner());
            }
            published.inventoryGone(refusal.told().key());
        }
    }
}
