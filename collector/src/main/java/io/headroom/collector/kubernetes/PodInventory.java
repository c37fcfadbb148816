package io.headroom.collector.kubernetes;

import io.headroom.collector.publish.Published;
import io.headroom.collector.publish.Sink;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.topic.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pods there are, each with its workload, told to the sink as they change. A pod whose
 * ReplicaSet or Job has not been seen waits for it, for a while. Workloads of kinds that are not
 * watched are described by their pods. Not thread-safe.
 */
final class PodInventory {
    /** How long a pod waits until its owner is asked for by name. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int GONE_REMEMBERED = 10_000;
    private static final Set<String> WATCHED_KINDS =
            Set.of(
                    "Deployment.apps",
                    "ReplicaSet.apps",
                    "StatefulSet.apps",
                    "DaemonSet.apps",
                    "Job.batch",
                    "CronJob.batch");

    private final Published published;
    private final Sink sink;
    private final KnownSurroundings surroundings;
    private final Map<String, Entry> pods = new HashMap<>();
    private final Map<String, Identity.Owned> owners = new HashMap<>();
    private final Map<String, Set<String>> waitingFor = new HashMap<>();
    private final Map<WorkloadRef, Set<String>> described = new HashMap<>();
    private final Map<String, WorkloadRef> liveByUid = new HashMap<>();
    private final Map<String, WorkloadRef> goneByUid =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, WorkloadRef> eldest) {
                    return size() > GONE_REMEMBERED;
                }
            };
    private List<PodState> before;
    private boolean listing = true;
    private boolean describedAll;

    /**
     * Begins with nothing seen.
     *
     * @param before the pods that an earlier run left on the topic
     */
    PodInventory(
            Published published, Sink sink, List<PodState> before, KnownSurroundings surroundings) {
        this.surroundings = surroundings;
        this.published = published;
        this.sink = sink;
        this.before = before;
    }

    private static final class Entry {
        SeenPod pod;
        @Nullable WorkloadRef workload;
        @Nullable Controller top;
        @Nullable PodFact told;
        @Nullable String awaitedUid;
        Instant waitingSince = Instant.EPOCH;
        boolean asked;
        boolean snapshot;

        Entry(SeenPod pod) {
            this.pod = pod;
        }
    }

    /** A pod's owner that is to be asked for, because it was not seen in time. */
    record Unseen(String namespace, Controller owner) {}

    /** A full list begins: what it shows may have happened at any time since the last one. */
    void listing() {
        listing = true;
    }

    void put(SeenPod pod, Instant now) {
        String key = key(pod.namespace(), pod.name());
        Entry entry = pods.get(key);
        if (entry != null && !entry.pod.uid().equals(pod.uid())) {
            gone(pod.namespace(), pod.name(), entry.pod.uid(), now);
            entry = null;
        }
        if (entry == null) {
            entry = new Entry(pod);
            entry.waitingSince = now;
            entry.snapshot = listing;
            pods.put(key, entry);
        }
        entry.pod = pod;
        if (entry.workload == null) {
            resolve(key, entry);
        }
        tell(key, entry, now);
    }

    /** The pod is no longer there; {@code uid} tells it from another that took its name. */
    void gone(String namespace, String name, @Nullable String uid, Instant now) {
        String key = key(namespace, name);
        Entry entry = pods.get(key);
        if (entry == null || (uid != null && !uid.equals(entry.pod.uid()))) {
            return;
        }
        if (entry.workload == null) {
            takeDirectOwner(key, entry);
            tell(key, entry, now);
        }
        WorkloadRef workload = known(entry);
        pods.remove(key);
        stopWaiting(key, entry);
        liveByUid.remove(entry.pod.uid());
        wasThere(entry.pod.uid(), workload);
        sink.lifecycle(
                new PodGone(
                        workload,
                        name,
                        entry.pod.uid(),
                        now,
                        listing,
                        surroundings.around(entry.pod)));
        published.inventoryGone(Keys.pod(namespace, name));
        undescribe(key, workload);
    }

    /** A full list was read: everything is told again, and what it did not show is gone. */
    void listed(Instant now) {
        listing = false;
        for (Map.Entry<String, Entry> pod : pods.entrySet()) {
            pod.getValue().snapshot = true;
            tell(pod.getKey(), pod.getValue(), now);
        }
        for (PodState earlier : before) {
            Entry entry = pods.get(key(earlier.namespace(), earlier.name()));
            if (entry == null || !entry.pod.uid().equals(earlier.uid())) {
                wasThere(earlier.uid(), earlier.workload());
                sink.lifecycle(
                        new PodGone(earlier.workload(), earlier.name(), earlier.uid(), now, true));
            }
        }
        before = List.of();
        published.removeInventory(entry ->
                entry instanceof PodState pod
                        && !pods.containsKey(key(pod.namespace(), pod.name())));
    }

    /** There was such a pod, of which events may still be told. */
    void wasThere(String uid, WorkloadRef workload) {
        goneByUid.put(uid, workload);
    }

    /** A ReplicaSet or Job was seen, perhaps under another controller than before. */
    void owner(String uid, @Nullable Controller controller, Instant now) {
        Identity.Owned owned = new Identity.Owned(controller);
        Identity.Owned before = owners.put(uid, owned);
        Set<String> waiting = waitingFor.remove(uid);
        if (waiting != null) {
            for (String key : waiting) {
                Entry entry = pods.get(key);
                if (entry != null && uid.equals(entry.awaitedUid)) {
                    entry.awaitedUid = null;
                    resolveAgain(key, entry, now);
                }
            }
        } else if (before != null && !before.equals(owned)) {
            pods.forEach((key, entry) -> {
                Controller direct = entry.pod.controller();
                if (direct != null && uid.equals(direct.uid())) {
                    resolveAgain(key, entry, now);
                }
            });
        }
    }

    void ownerGone(String uid) {
        owners.remove(uid);
    }

    /** The owners that pods have waited for long enough; each is named once. */
    List<Unseen> overdue(Instant now) {
        Map<String, Unseen> overdue = new LinkedHashMap<>();
        waitingFor.forEach((uid, keys) -> {
            for (String key : keys) {
                Entry entry = pods.get(key);
                if (entry != null
                        && !entry.asked
                        && !now.isBefore(entry.waitingSince.plus(PATIENCE))) {
                    entry.asked = true;
                    Identity identity = identity(entry.pod);
                    if (identity instanceof Identity.Waiting(Controller unseen)) {
                        overdue.put(uid, new Unseen(entry.pod.namespace(), unseen));
                    }
                }
            }
        });
        return List.copyOf(overdue.values());
    }

    /** Nobody could say whether an owner is there: its pods wait as if they had just come. */
    void askAgain(String uid, Instant now) {
        for (String key : waitingFor.getOrDefault(uid, Set.of())) {
            Entry entry = pods.get(key);
            if (entry != null && entry.workload == null) {
                entry.asked = false;
                entry.waitingSince = now;
            }
        }
    }

    /** An owner cannot be found: its pods go by it, unless it shows itself after all. */
    void giveUp(String uid, Instant now) {
        for (String key : List.copyOf(waitingFor.getOrDefault(uid, Set.of()))) {
            Entry entry = pods.get(key);
            if (entry != null && entry.workload == null) {
                takeDirectOwner(key, entry);
                tell(key, entry, now);
            }
        }
    }

    /**
     * Removes described workloads that an earlier run left and no pod belongs to; once, when every
     * pod has a workload, if only the one that was assumed for it.
     */
    void removeUndescribed() {
        if (describedAll
                || listing
                || pods.values().stream().anyMatch(entry -> entry.workload == null)) {
            return;
        }
        describedAll = true;
        published.removeInventory((InventoryEntry entry) ->
                entry instanceof WorkloadState state
                        && !watched(state.workload())
                        && !described.containsKey(state.workload()));
    }

    /** The workload of a pod that is there, or was a while ago. */
    @Nullable WorkloadRef workloadOf(@Nullable String uid, String namespace, String name) {
        WorkloadRef workload = uid == null ? null : liveByUid.get(uid);
        if (workload == null && uid != null) {
            workload = goneByUid.get(uid);
        }
        if (workload == null) {
            Entry entry = pods.get(key(namespace, name));
            workload = entry == null ? null : entry.workload;
        }
        return workload;
    }

    /** The workload above a ReplicaSet or Job; null when that one has not been seen. */
    @Nullable WorkloadRef workloadAbove(String namespace, Controller controller) {
        return Identity.of(namespace, "", controller, owners::get)
                        instanceof Identity.Known(WorkloadRef workload, _)
                ? workload
                : null;
    }

    /** Whether pods of this workload are there, of a kind that is not watched. */
    boolean describes(WorkloadRef workload) {
        return described.containsKey(workload);
    }

    int size() {
        return pods.size();
    }

    private Identity identity(SeenPod pod) {
        return Identity.of(pod.namespace(), pod.name(), pod.controller(), owners::get);
    }

    private void resolve(String key, Entry entry) {
        switch (identity(entry.pod)) {
            case Identity.Known(WorkloadRef workload, Controller top) -> {
                stopWaiting(key, entry);
                entry.workload = workload;
                entry.top = top;
            }
            case Identity.Waiting(Controller unseen) -> {
                entry.awaitedUid = unseen.uid();
                waitingFor.computeIfAbsent(unseen.uid(), _ -> new HashSet<>()).add(key);
            }
        }
    }

    private void resolveAgain(String key, Entry entry, Instant now) {
        WorkloadRef assumed = entry.workload;
        entry.workload = null;
        resolve(key, entry);
        if (assumed != null && !assumed.equals(entry.workload)) {
            // what was counted under the assumed workload must not count again under this one
            entry.told = null;
            entry.snapshot = true;
            undescribe(key, assumed);
        }
        tell(key, entry, now);
    }

    private void takeDirectOwner(String key, Entry entry) {
        if (identity(entry.pod) instanceof Identity.Waiting(Controller unseen)) {
            entry.workload = unseen.in(entry.pod.namespace());
            entry.top = unseen;
        } else {
            resolve(key, entry);
        }
    }

    private void stopWaiting(String key, Entry entry) {
        String awaited = entry.awaitedUid;
        if (awaited != null) {
            entry.awaitedUid = null;
            waitingFor.computeIfPresent(
                    awaited,
                    (_, keys) -> {
                        keys.remove(key);
                        return keys.isEmpty() ? null : keys;
                    });
        }
    }

    private void tell(String key, Entry entry, Instant now) {
        WorkloadRef workload = entry.workload;
        if (workload == null) {
            return;
        }
        liveByUid.put(entry.pod.uid(), workload);
        published.inventory(entry.pod.state(workload));
        describe(key, workload);
        if (listing) {
            return;
        }
        PodFact fact = entry.pod.fact(workload, Instant.EPOCH, false);
        if (entry.snapshot || !fact.equals(entry.told)) {
            // what is around it is told along, and is no reason to tell
            sink.lifecycle(
                    entry.pod
                            .fact(workload, now, entry.snapshot)
                            .with(entry.pod.settings(), surroundings.around(entry.pod)));
            entry.told = fact;
            entry.snapshot = false;
        }
    }

    private void describe(String key, WorkloadRef workload) {
        if (watched(workload)) {
            return;
        }
        Set<String> keys = described.computeIfAbsent(workload, _ -> new HashSet<>());
        keys.add(key);
        published.inventory(description(workload, keys));
    }

    private void undescribe(String key, WorkloadRef workload) {
        Set<String> keys = described.get(workload);
        if (keys == null) {
            return;
        }
        keys.remove(key);
        if (keys.isEmpty()) {
            described.remove(workload);
            published.inventoryGone(workload.key());
        } else {
            published.inventory(description(workload, keys));
        }
    }

    private WorkloadState description(WorkloadRef workload, Set<String> keys) {
        List<Entry> members = new ArrayList<>();
        keys.forEach(key -> members.add(pods.get(key)));
        Comparator<Entry> byAge =
                Comparator.<Entry, Instant>comparing(entry -> entry.pod.createdAt())
                        .thenComparing(entry -> entry.pod.uid());
        Entry oldest = members.stream().min(byAge).orElseThrow();
        Entry newest = members.stream().max(byAge).orElseThrow();
        return new WorkloadState(
                workload,
                newest.top == null ? newest.pod.uid() : newest.top.uid(),
                oldest.pod.createdAt(),
                null,
                (int) members.stream().filter(entry -> entry.pod.ready()).count(),
                newest.pod.containers(),
                Map.of());
    }

    private static WorkloadRef known(Entry entry) {
        WorkloadRef workload = entry.workload;
        if (workload == null) {
            throw new IllegalStateException("no workload: " + entry.pod.name());
        }
        return workload;
    }

    private static boolean watched(WorkloadRef workload) {
        return WATCHED_KINDS.contains(workload.qualifiedKind());
    }

    private static String key(String namespace, String name) {
        return namespace + '/' + name;
    }
}
