package io.headroom.analyzer.restarts;

import static io.headroom.analyzer.restarts.ActingPod.at;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.NodeFact;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A workload whose pods come, restart and end for reasons that are known. Times are seconds. */
final class WorkloadLife {
    private static final List<String> KINDS =
            List.of("Deployment", "StatefulSet", "DaemonSet", "Job", "Pod");
    private static final NodeFact.Taint UNREACHABLE =
            new NodeFact.Taint("node.kubernetes.io/unreachable", "NoExecute");
    private static final NodeFact.Taint SCALED_DOWN =
            new NodeFact.Taint("ToBeDeletedByClusterAutoscaler", "NoSchedule");
    private static final NodeFact.Taint KARPENTER =
            new NodeFact.Taint("karpenter.sh/disrupted", "NoSchedule");
    private static final NodeFact.Taint OF_AN_ADMIN = new NodeFact.Taint("upgrade", "NoExecute");

    final RandomGenerator random;

    /** Why each pod that ended did, by its UID. */
    final Map<String, IncidentClass> ends = new TreeMap<>();

    /** Why each instance ended, by its pod, its container and when. */
    final Map<String, IncidentClass> restarts = new HashMap<>();

    final List<LifecycleFact> facts = new ArrayList<>();
    final List<EventDelta> events = new ArrayList<>();
    private final WorkloadRef workload;
    private final String kind;
    private final List<ActingPod> alive = new ArrayList<>();
    private final List<ActingPod> ended = new ArrayList<>();
    private int revision = 1;
    private int replicas;
    private int made;
    private boolean over;
    private final int nodeClock;
    int now = 1;

    WorkloadLife(RandomGenerator random, int number) {
        this.random = random;
        this.kind = KINDS.get(number % KINDS.size());
        String group = kind.equals("Pod") ? "" : kind.equals("Job") ? "batch" : "apps";
        this.workload = new WorkloadRef("shop", kind, group, "life-" + number);
        int[] clocks = {0, 0, 0, 0, -3_600, -60, 60, 3_600};
        this.nodeClock = clocks[random.nextInt(clocks.length)];
        this.replicas = kind.equals("Pod") ? 1 : 1 + random.nextInt(3);
        for (int i = 0; i < replicas; i++) {
            ready(make(i));
        }
        int steps = 1 + random.nextInt(8);
        for (int i = 0; i < steps && !over && !alive.isEmpty(); i++) {
            now += 40 + random.nextInt(random.nextBoolean() ? 60 : 2_000);
            if (random.nextInt(3) == 0) {
                restart(any());
            } else {
                end();
            }
        }
    }

    /** What a list shows when all is over. */
    List<LifecycleFact> list(int at) {
        List<LifecycleFact> list = new ArrayList<>();
        alive.forEach(pod -> list.add(pod.fact(at, true)));
        ended.forEach(pod -> list.add(new PodGone(workload, pod.name, pod.uid, at(at), true)));
        return list;
    }

    static String instance(String podUid, String container, @Nullable Object endedAt) {
        return podUid + '/' + container + '@' + endedAt;
    }

    private void end() {
        ActingPod pod = any();
        if (random.nextInt(4) == 0) {
            pod.cordoned = true;
        }
        switch (random.nextInt(kind.equals("Pod") ? 12 : 18)) {
            case 0 -> deleted(pod, null, IncidentClass.MANUAL_DELETE_UNATTRIBUTED);
            case 1 -> evictedByATool(pod);
            case 2 -> drained(pod);
            case 3 -> {
                said(pod, "Preempted", "Preempted by pod 5a1c on node " + pod.node);
                deleted(pod, "PreemptionByScheduler", IncidentClass.PREEMPT_SCHEDULER);
            }
            case 4 -> taken(pod, UNREACHABLE, IncidentClass.NODE_FAILURE);
            case 5 -> taken(pod, OF_AN_ADMIN, IncidentClass.TAINT_EVICTION);
            case 6 -> spared(pod);
            case 7 -> nodeGone(pod);
            case 8 -> deleted(pod, "DeletionByDeviceTaintManager", IncidentClass.DEVICE_TAINT);
            case 9 -> endedByItsKubelet(pod);
            case 10 -> refused();
            case 11 -> finished(pod);
            case 12, 13 -> rolledOut();
            case 14, 15 -> scaledDown();
            case 16 -> withItsOwner();
            default -> finished(pod);
        }
    }

    private void evictedByATool(ActingPod pod) {
        IncidentClass by =
                switch (random.nextInt(3)) {
                    case 0 -> {
                        said(pod, "EvictedByVPA", "Pod was evicted by VPA Updater");
                        yield IncidentClass.EVICT_VPA;
                    }
                    case 1 -> {
                        pod.taints = List.of(SCALED_DOWN);
                        said(pod, "ScaleDown", "deleting pod for node scale down");
                        yield IncidentClass.EVICT_CLUSTER_AUTOSCALER;
                    }
                    default -> {
                        pod.taints = List.of(KARPENTER);
                        said(pod, "Evicted", "Evicted pod: Underutilized");
                        yield IncidentClass.EVICT_KARPENTER;
                    }
                };
        deleted(pod, "EvictionByEvictionAPI", by);
    }

    private void drained(ActingPod pod) {
        pod.cordoned = random.nextBoolean();
        deleted(
                pod,
                "EvictionByEvictionAPI",
                pod.cordoned ? IncidentClass.DRAIN : IncidentClass.EVICTION_API);
    }

    private void taken(ActingPod pod, NodeFact.Taint taint, IncidentClass why) {
        pod.taints = List.of(taint);
        said(pod, "TaintManagerEviction", "Marking for deletion Pod shop/" + pod.name);
        deleted(pod, "DeletionByTaintManager", why);
    }

    /** Its eviction is taken back in time, and somebody may delete it soon after. */
    private void spared(ActingPod pod) {
        said(pod, "TaintManagerEviction", "Marking for deletion Pod shop/" + pod.name);
        now += 1 + random.nextInt(20);
        said(pod, "TaintManagerEviction", "Cancelling deletion of Pod shop/" + pod.name);
        if (random.nextBoolean()) {
            now += 1 + random.nextInt(60);
            deleted(pod, null, IncidentClass.MANUAL_DELETE_UNATTRIBUTED);
        }
    }

    private void nodeGone(ActingPod pod) {
        boolean removed = random.nextBoolean();
        pod.cordoned = false;
        pod.taints = removed ? List.of(SCALED_DOWN) : List.of(UNREACHABLE);
        pod.nodeGone = true;
        deleted(
                pod,
                "DeletionByPodGC",
                removed ? IncidentClass.NODE_REMOVED : IncidentClass.NODE_LOST);
    }

    private void endedByItsKubelet(ActingPod pod) {
        switch (random.nextInt(4)) {
            case 0 -> {
                String message = "The node was low on resource: memory. Threshold: 100Mi.";
                events.add(pod.event("Warning", "Evicted", message, null, now));
                failed(pod, "Evicted", message, IncidentClass.EVICT_NODE_PRESSURE);
            }
            case 1 ->
                    failed(
                            pod,
                            "Evicted",
                            "Usage of EmptyDir volume \"cache\" exceeds the limit \"1Gi\". ",
                            IncidentClass.EVICT_STORAGE_LIMIT);
            case 2 ->
                    failed(
                            pod,
                            "Terminated",
                            "Pod was terminated in response to imminent node shutdown.",
                            IncidentClass.NODE_SHUTDOWN);
            default ->
                    failed(
                            pod,
                            "Preempting",
                            "Preempted in order to admit critical pod",
                            IncidentClass.PREEMPT_KUBELET);
        }
    }

    /** One more pod, which its node does not take. */
    private void refused() {
        ActingPod pod = make(made);
        pod.app().state = new ContainerState.Waiting(null);
        pod.notReady(now);
        facts.add(pod.fact(now));
        now += 1;
        pod.phase = "Failed";
        pod.reason = "OutOfcpu";
        facts.add(pod.fact(now));
        over(pod, IncidentClass.ADMISSION_REJECTED);
    }

    /** Its program ends for good, and what becomes of that is its owner's affair. */
    private void finished(ActingPod pod) {
        switch (kind) {
            case "StatefulSet", "DaemonSet" -> recreated(pod);
            case "Job" -> ofAJob(pod);
            case "Pod" -> {
                boolean well = random.nextBoolean();
                terminal(pod, well);
                over(pod, well ? IncidentClass.POD_DONE : IncidentClass.POD_FAILED);
            }
            default -> deleted(pod, null, IncidentClass.MANUAL_DELETE_UNATTRIBUTED);
        }
    }

    private void recreated(ActingPod pod) {
        terminal(pod, false);
        now += 1;
        if (kind.equals("StatefulSet")) {
            ofOwner(
                    pod,
                    "RecreatingFailedPod",
                    "StatefulSet shop/db is recreating failed Pod " + pod.name);
        } else {
            ofOwner(
                    pod,
                    "FailedDaemonPod",
                    "Found failed daemon pod shop/" + pod.name + " on node w, will try to kill it");
        }
        byItsOwner(pod);
        over(pod, IncidentClass.CONTROLLER_RECREATE);
        facts.add(pod.gone(now + 1));
        replace(pod);
    }

    private void ofAJob(ActingPod pod) {
        switch (random.nextInt(4)) {
            case 0 -> {
                terminal(pod, true);
                over(pod, IncidentClass.JOB_DONE);
            }
            case 1 -> {
                terminal(pod, false);
                over(pod, IncidentClass.JOB_RETRY);
                now += 10 + random.nextInt(80);
                replace(pod);
            }
            case 2 -> {
                terminal(pod, false);
                over(pod, IncidentClass.JOB_FAILED);
                now += 1;
                ofOwner(pod, "BackoffLimitExceeded", "Job has reached the specified backoff limit");
                finish("BackoffLimitExceeded");
            }
            default -> {
                ofOwner(pod, "DeadlineExceeded", "Job was active longer than specified deadline");
                finish("DeadlineExceeded");
                for (ActingPod each : List.copyOf(alive)) {
                    byItsOwner(each);
                    deleted(each, null, IncidentClass.JOB_TIMEOUT);
                }
            }
        }
    }

    private void finish(String reason) {
        for (ActingPod each : alive) {
            each.finished = "Failed";
            each.finishedReason = reason;
        }
        over = true;
    }

    private void rolledOut() {
        if (kind.equals("Job")) {
            return;
        }
        revision++;
        boolean asked = random.nextBoolean();
        for (ActingPod each : alive) {
            each.currentRevision = "r" + revision;
            each.currentRestartedAt = asked ? "at " + now : null;
        }
        for (ActingPod each : List.copyOf(alive)) {
            now += 5 + random.nextInt(40);
            if (random.nextInt(6) == 0) {
                deleted(each, null, IncidentClass.MANUAL_DELETE_UNATTRIBUTED);
            } else {
                byItsOwner(each);
                deleted(each, null, asked ? IncidentClass.ROLLOUT_RESTART : IncidentClass.ROLLOUT);
            }
        }
    }

    private void scaledDown() {
        if (replicas < 2 || kind.equals("Job") || kind.equals("DaemonSet") || alive.size() < 2) {
            return;
        }
        replicas--;
        for (ActingPod each : alive) {
            each.replicasBefore = replicas + 1;
            each.replicas = replicas;
            each.replicasChangedAt = now;
        }
        ActingPod last =
                alive.stream().max(Comparator.comparing(WorkloadLife::ordinal)).orElseThrow();
        byItsOwner(last);
        deleted(last, null, IncidentClass.SCALE_DOWN);
    }

    private void withItsOwner() {
        over = true;
        alive.forEach(each -> each.ownerDeleting = true);
        for (ActingPod each : List.copyOf(alive)) {
            now += random.nextInt(5);
            deleted(each, null, IncidentClass.OWNER_DELETED);
        }
    }

    private void restart(ActingPod pod) {
        IncidentClass[] kinds = {
            IncidentClass.OOM_KILLED, IncidentClass.LIVENESS_KILL, IncidentClass.APP_ERROR
        };
        IncidentClass why = kinds[random.nextInt(kinds.length)];
        restarts.put(instance(pod.uid, "app", at(now + nodeClock)), why);
        if (why == IncidentClass.LIVENESS_KILL) {
            events.add(
                    pod.killing(
                            "app",
                            "Container app failed liveness probe, will be restarted",
                            now - 2));
        }
        pod.end(
                "app",
                why == IncidentClass.APP_ERROR ? 3 : 137,
                why == IncidentClass.OOM_KILLED ? "OOMKilled" : "Error",
                now);
        facts.add(pod.fact(now + 1));
        now += 2 + random.nextInt(10);
        facts.add(pod.start("app", now).readyAt(now + 1).fact(now + 1));
    }

    /**
     * Its deletion is asked for, its container ends, and it is gone; in most kinds another comes.
     */
    private void deleted(ActingPod pod, @Nullable String condition, IncidentClass why) {
        if (condition != null) {
            pod.disrupted(condition);
        }
        pod.deletionAt = now + 30;
        facts.add(pod.fact(now + 1));
        int seconds = 1 + random.nextInt(25);
        if (!pod.nodeGone && !pod.taints.contains(UNREACHABLE)) {
            int[] codes = {0, 137, 143};
            int code = codes[random.nextInt(codes.length)];
            pod.end("app", code, code == 0 ? "Completed" : "Error", now + seconds);
            if (random.nextBoolean()) {
                pod.phase = code == 0 ? "Succeeded" : "Failed";
            }
            facts.add(pod.fact(now + seconds + 1));
        }
        over(pod, why);
        now += seconds + 2;
        facts.add(pod.gone(now));
        if (why != IncidentClass.SCALE_DOWN) {
            replace(pod);
        }
    }

    /** Its kubelet ends it for good, and it is cleared away later. */
    private void failed(ActingPod pod, String reason, String message, IncidentClass why) {
        pod.phase = "Failed";
        pod.reason = reason;
        pod.message = message;
        facts.add(pod.fact(now + 1));
        over(pod, why);
        replace(pod);
        pod.deletionAt = now + 300;
        facts.add(pod.fact(now + 301));
        facts.add(pod.gone(now + 303));
    }

    private void terminal(ActingPod pod, boolean well) {
        pod.phase = well ? "Succeeded" : "Failed";
        pod.end("app", well ? 0 : 1, well ? "Completed" : "Error", now);
        facts.add(pod.fact(now + 1));
    }

    private void over(ActingPod pod, IncidentClass why) {
        alive.remove(pod);
        ended.add(pod);
        ends.put(pod.uid, why);
    }

    private void replace(ActingPod lost) {
        if (over || kind.equals("Pod")) {
            return;
        }
        now += 1 + random.nextInt(3);
        ActingPod next = make(kind.equals("StatefulSet") ? ordinal(lost) : made);
        next.node = kind.equals("DaemonSet") ? lost.node : next.node;
        facts.add(next.notReady(now).fact(now));
        now += 2 + random.nextInt(20);
        facts.add(next.readyAt(now).fact(now + 1));
        alive.add(next);
    }

    private static int ordinal(ActingPod pod) {
        return Integer.parseInt(pod.name.substring(pod.name.lastIndexOf('-') + 1));
    }

    private ActingPod make(int ordinal) {
        ActingPod pod =
                new ActingPod(
                                workload,
                                workload.name() + '-' + ordinal,
                                workload.name() + "-uid-" + made)
                        .with("app");
        pod.ownerKind = kind.equals("Deployment") ? "ReplicaSet" : kind;
        pod.ownerUid = kind.equals("Deployment") ? "rs-r" + revision : "owner";
        pod.surroundingsKnown = !kind.equals("Pod");
        pod.restartPolicy = kind.equals("Job") ? "Never" : "Always";
        pod.createdAt = now;
        pod.nodeClock = nodeClock;
        pod.node = "worker-" + made;
        pod.replicas = kind.equals("Deployment") || kind.equals("StatefulSet") ? replicas : null;
        pod.revision = kind.equals("Job") || kind.equals("Pod") ? null : "r" + revision;
        pod.currentRevision = pod.revision;
        pod.app().startedAt = now;
        pod.app().state = new ContainerState.Running(at(now));
        made++;
        return pod;
    }

    private void ready(ActingPod pod) {
        alive.add(pod);
        facts.add(pod.readyAt(now).fact(now));
    }

    private void byItsOwner(ActingPod pod) {
        ofOwner(
                pod,
                "SuccessfulDelete",
                kind.equals("StatefulSet")
                        ? "delete Pod " + pod.name + " in StatefulSet db successful"
                        : "Deleted pod: " + pod.name);
    }

    private void ofOwner(ActingPod pod, String reason, String note) {
        events.add(pod.ofOwner(reason, note, now));
    }

    private void said(ActingPod pod, String reason, String note) {
        events.add(pod.event("Normal", reason, note, null, now));
    }

    private ActingPod any() {
        return alive.get(random.nextInt(alive.size()));
    }

    boolean first(LifecycleFact fact) {
        return fact instanceof PodFact pod
                && facts.stream()
                        .filter(PodFact.class::isInstance)
                        .map(PodFact.class::cast)
                        .filter(each -> each.podUid().equals(pod.podUid()))
                        .findFirst()
                        .orElseThrow()
                        .equals(fact);
    }
}
