package io.headroom.collector.simulator;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.NodeFact;
import io.headroom.model.lifecycle.OwnerFact;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.lifecycle.PodSettings;
import io.headroom.model.lifecycle.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A service that is told of and never read: a failed liveness probe, a drain and the loss of a node
 * befall its pods in the last hours of the history. What the others use is the same with it and
 * without. Not thread-safe.
 */
final class Misfortunes {
    static final WorkloadRef STATUS_PAGE =
            new WorkloadRef("platform", "Deployment", "apps", "status-page");

    private static final Duration LONGEST = Duration.ofHours(10);
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Duration WATCH_DELAY = Duration.ofMillis(180);
    private static final List<ContainerSpec> CONTAINERS =
            List.of(
                    new ContainerSpec(
                            "page",
                            ContainerType.APP,
                            ClusterPlan.amounts(20, 32),
                            ClusterPlan.memoryOnly(64)));

    private final RandomGenerator random;
    private final String hash;
    private final String ownerUid;
    private final String uid;
    private final Instant createdAt;
    private final List<Happening> happenings = new ArrayList<>();
    private int told;
    private int events;

    /** Something to tell at a time. */
    private record Happening(Instant at, @Nullable LifecycleFact fact, @Nullable Change change) {}

    /**
     * A change of the inventory.
     *
     * @param entry null when what has the key is gone
     */
    private record Change(String key, @Nullable InventoryEntry entry) {}

    /** One pod as it is at some time. */
    private record Pod(
            String name,
            String uid,
            NodeState node,
            Instant createdAt,
            String containerId,
            int restarts,
            Instant startedAt,
            ContainerState.@Nullable Terminated lastEnd) {}

    Misfortunes(Instant start, Instant end, List<NodeState> nodes, Randomness randomness) {
        this.random = randomness.stream("misfortunes");
        this.hash = Names.suffix(random, 10);
        this.ownerUid = Names.uid(random);
        this.uid = Names.uid(random);
        this.createdAt = start.minus(Duration.ofDays(90));
        Duration lasting = Duration.between(start, end);
        Duration scale = lasting.compareTo(LONGEST) < 0 ? lasting : LONGEST;
        List<Pod> pods = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            Pod pod = pod(nodes.get(number), start.minus(Duration.ofDays(3)));
            pods.add(pod);
            tell(start, fact(pod, start, around(pod, node(pod.node())), true));
            change(start, state(pod));
        }
        workload(start, 3);
        probeFails(pods.get(0), end.minus(scale.dividedBy(2)));
        drained(pods.get(1), nodes.get(4), end.minus(scale.multipliedBy(2).dividedBy(5)));
        nodeLost(pods.get(2), nodes.get(5), end.minus(scale.dividedBy(4)));
        happenings.sort(Comparator.comparing(Happening::at));
    }

    /** What happened in a step. */
    void live(Step step) {
        while (told < happenings.size() && !happenings.get(told).at().isAfter(step.to())) {
            Happening happening = happenings.get(told++);
            if (happening.fact() != null) {
                step.lifecycle(happening.fact());
            }
            Change change = happening.change();
            if (change != null && change.entry() != null) {
                step.inventory(change.entry());
            } else if (change != null) {
                step.inventoryGone(change.key());
            }
        }
    }

    /** Its program hangs; the kubelet kills it, and it serves again after eleven seconds. */
    private void probeFails(Pod pod, Instant at) {
        Instant killed = at.plusSeconds(30);
        Surroundings around = around(pod, node(pod.node()));
        event(
                pod,
                "Warning",
                "Unhealthy",
                "Liveness probe failed: Get \"http://10.1.2.3:8080/healthz\": context deadline"
                        + " exceeded",
                at);
        event(
                pod,
                "Normal",
                "Killing",
                "Container page failed liveness probe, will be restarted",
                at);
        ContainerState.Terminated end =
                new ContainerState.Terminated(
                        137, null, "Error", null, pod.startedAt(), killed, pod.containerId());
        Pod again =
                new Pod(
                        pod.name(),
                        pod.uid(),
                        pod.node(),
                        pod.createdAt(),
                        Names.containerId(random),
                        1,
                        killed.plusSeconds(1),
                        end);
        tell(killed.plusSeconds(2), running(again, killed, false, killed.plusSeconds(2), around));
        Instant ready = killed.plusSeconds(11);
        tell(ready.plus(WATCH_DELAY), running(again, ready, true, ready, around));
    }

    /** Its node is cordoned and emptied through the eviction API. */
    private void drained(Pod pod, NodeState elsewhere, Instant at) {
        NodeFact cordoned =
                new NodeFact(
                        pod.node().name(),
                        true,
                        createdAt,
                        true,
                        "boot-" + pod.node().name(),
                        List.of(
                                new NodeFact.Taint(
                                        "node.kubernetes.io/unschedulable", "NoSchedule")),
                        false,
                        null,
                        false);
        goes(pod, at, "EvictionByEvictionAPI", "Eviction API: evicting", around(pod, cordoned));
        gone(pod, at.plusSeconds(3), around(pod, cordoned));
        comes(elsewhere, at.plusSeconds(1), Duration.ofSeconds(14));
    }

    /** Its node is not heard of any more: five minutes later its pods are given up. */
    private void nodeLost(Pod pod, NodeState elsewhere, Instant at) {
        NodeFact lost =
                new NodeFact(
                        pod.node().name(),
                        false,
                        at,
                        false,
                        "boot-" + pod.node().name(),
                        List.of(
                                new NodeFact.Taint("node.kubernetes.io/unreachable", "NoSchedule"),
                                new NodeFact.Taint("node.kubernetes.io/unreachable", "NoExecute")),
                        false,
                        null,
                        false);
        Surroundings around = around(pod, lost);
        tell(at.plus(WATCH_DELAY), running(pod, at, false, at, around));
        Instant givenUp = at.plus(Duration.ofMinutes(5));
        event(
                pod,
                "Normal",
                "TaintManagerEviction",
                "Marking for deletion Pod platform/" + pod.name(),
                givenUp);
        goes(
                pod,
                givenUp,
                "DeletionByTaintManager",
                "Taint manager: deleting due to NoExecute taint",
                around);
        comes(elsewhere, givenUp.plusSeconds(1), Duration.ofSeconds(17));
        // it stays until somebody removes the node
        gone(pod, givenUp.plus(Duration.ofMinutes(20)), around);
    }

    private void goes(Pod pod, Instant at, String reason, String message, Surroundings around) {
        List<PodFact.Condition> conditions = new ArrayList<>();
        conditions.add(new PodFact.Condition("DisruptionTarget", "True", reason, message, at));
        conditions.add(new PodFact.Condition("Ready", "True", null, null, pod.startedAt()));
        tell(
                at.plus(WATCH_DELAY),
                fact(pod, at.plus(WATCH_DELAY), around, conditions, at.plus(GRACE), false));
    }

    private void gone(Pod pod, Instant at, Surroundings around) {
        tell(
                at.plus(WATCH_DELAY),
                new PodGone(
                        STATUS_PAGE, pod.name(), pod.uid(), at.plus(WATCH_DELAY), false, around));
        happenings.add(new Happening(at, null, new Change(state(pod).key(), null)));
    }

    private void comes(NodeState node, Instant at, Duration untilReady) {
        Pod pod = pod(node, at);
        Surroundings around = around(pod, node(node));
        Instant ready = at.plus(untilReady);
        tell(at.plus(WATCH_DELAY), running(pod, at, false, at, around));
        tell(ready.plus(WATCH_DELAY), running(pod, ready, true, ready, around));
        change(ready, state(pod));
    }

    private Pod pod(NodeState node, Instant at) {
        return new Pod(
                STATUS_PAGE.name() + '-' + hash + '-' + Names.suffix(random, 5),
                Names.uid(random),
                node,
                at,
                Names.containerId(random),
                0,
                at.plusSeconds(4),
                null);
    }

    private PodFact running(
            Pod pod, Instant changedAt, boolean ready, Instant observedAt, Surroundings around) {
        return fact(
                pod,
                observedAt.plus(WATCH_DELAY),
                around,
                List.of(
                        new PodFact.Condition(
                                "Ready",
                                ready ? "True" : "False",
                                ready ? null : "ContainersNotReady",
                                null,
                                changedAt)),
                null,
                false);
    }

    private PodFact fact(Pod pod, Instant at, Surroundings around, boolean snapshot) {
        return fact(
                pod,
                at,
                around,
                List.of(new PodFact.Condition("Ready", "True", null, null, pod.startedAt())),
                null,
                snapshot);
    }

    private PodFact fact(
            Pod pod,
            Instant observedAt,
            Surroundings around,
            List<PodFact.Condition> conditions,
            @Nullable Instant deletionAt,
            boolean snapshot) {
        boolean ready =
                conditions.stream()
                        .anyMatch(each ->
                                each.type().equals("Ready") && each.status().equals("True"));
        return new PodFact(
                        STATUS_PAGE,
                        pod.name(),
                        pod.uid(),
                        ownerUid,
                        pod.node().name(),
                        pod.createdAt(),
                        deletionAt,
                        "Running",
                        null,
                        null,
                        conditions,
                        List.of(
                                new ContainerFact(
                                        "page",
                                        ContainerType.APP,
                                        pod.containerId(),
                                        pod.restarts(),
                                        ready,
                                        true,
                                        new ContainerState.Running(pod.startedAt()),
                                        pod.lastEnd(),
                                        CONTAINERS.getFirst().requests())),
                        observedAt,
                        snapshot)
                .with(new PodSettings("Always", GRACE.toSeconds(), 1L, hash, null, null), around);
    }

    private void event(Pod pod, String type, String reason, String note, Instant at) {
        String path = reason.equals("TaintManagerEviction") ? null : "spec.containers{page}";
        tell(
                at.plus(WATCH_DELAY),
                new EventDelta(
                        STATUS_PAGE,
                        pod.uid() + ".misfortune-" + events++,
                        new EventDelta.Regarding(
                                "Pod", STATUS_PAGE.namespace(), pod.name(), pod.uid(), path),
                        type,
                        reason,
                        note,
                        path == null ? "taint-eviction-controller" : "kubelet",
                        1,
                        1,
                        at,
                        at,
                        Map.of(),
                        at.plus(WATCH_DELAY)));
    }

    private Surroundings around(Pod pod, NodeFact node) {
        String replicaSet = pod.name().substring(0, pod.name().lastIndexOf('-'));
        return new Surroundings(
                node,
                new OwnerFact(
                        "ReplicaSet",
                        replicaSet,
                        3,
                        null,
                        null,
                        hash,
                        null,
                        false,
                        false,
                        null,
                        null),
                false);
    }

    private NodeFact node(NodeState node) {
        return new NodeFact(
                node.name(),
                true,
                createdAt,
                false,
                "boot-" + node.name(),
                List.of(),
                false,
                null,
                false);
    }

    private PodState state(Pod pod) {
        return new PodState(
                STATUS_PAGE,
                pod.name(),
                pod.uid(),
                pod.node().name(),
                "Running",
                true,
                pod.createdAt(),
                pod.createdAt().plusSeconds(1),
                CONTAINERS,
                null,
                null,
                Terms.of(CONTAINERS));
    }

    private void workload(Instant at, int replicas) {
        change(
                at,
                new WorkloadState(
                        STATUS_PAGE, uid, createdAt, replicas, replicas, CONTAINERS, Map.of()));
    }

    private void tell(Instant at, LifecycleFact fact) {
        happenings.add(new Happening(at, fact, null));
    }

    private void change(Instant at, InventoryEntry entry) {
        happenings.add(new Happening(at, null, new Change(entry.key(), entry)));
    }
}
