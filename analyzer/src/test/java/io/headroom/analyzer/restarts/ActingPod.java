package io.headroom.analyzer.restarts;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerSettings;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.CpuSpan;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.NodeFact;
import io.headroom.model.lifecycle.OwnerFact;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.lifecycle.PodSettings;
import io.headroom.model.lifecycle.Surroundings;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A pod that does as a test says, and what the API shows of it. Times are seconds. */
final class ActingPod {
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    static final WorkloadRef WEB = new WorkloadRef("shop", "Deployment", "apps", "web");

    final WorkloadRef workload;
    final String name;
    final String uid;
    final Map<String, Acting> containers = new LinkedHashMap<>();
    final List<PodFact.Condition> conditions = new ArrayList<>();
    int createdAt;
    @Nullable String ownerUid = "rs-1";
    String ownerKind = "ReplicaSet";
    @Nullable String node = "worker-1";
    @Nullable Integer deletionAt;
    String phase = "Running";
    @Nullable String reason;
    @Nullable String message;
    String restartPolicy = "Always";
    @Nullable String revision = "r1";
    @Nullable String restartedAt;
    @Nullable String currentRevision = "r1";
    @Nullable String currentRestartedAt;
    @Nullable Integer replicas = 3;
    @Nullable Integer replicasBefore;
    @Nullable Integer replicasChangedAt;
    boolean ownerDeleting;
    boolean namespaceDeleting;
    @Nullable String finished;
    @Nullable String finishedReason;
    @Nullable Integer autoscaledAt;
    List<OwnerFact.FailureRule> failureRules = List.of();
    boolean surroundingsKnown = true;
    boolean cordoned;
    boolean nodeGone;
    boolean maintenance;
    List<NodeFact.Taint> taints = List.of();
    String bootId = "boot-1";
    @Nullable Integer kubeletStartedAt;
    boolean ready = true;
    int readySince;
    boolean longIds;

    /** How many seconds its node's clock is ahead of everybody else's. */
    int nodeClock;

    List<CpuSpan> cpuBefore = List.of();

    private int events;

    /** One container as it is now. */
    static final class Acting {
        final String name;
        ContainerType type = ContainerType.APP;
        int count;
        int instance;
        int startedAt;
        boolean ready = true;
        ContainerState state;
        @Nullable ContainerState lastState;
        String image = "web:1";
        int cpuMillicores = 100;
        @Nullable Memory memory;
        @Nullable Cpu cpuLimit;
        List<ContainerSettings.ExitCodeRule> rules = List.of();
        boolean resizeRestarts;
        boolean idsShown = true;

        Acting(String name) {
            this.name = name;
            this.state = new ContainerState.Running(START);
        }
    }

    ActingPod(WorkloadRef workload, String name, String uid) {
        this.workload = workload;
        this.name = name;
        this.uid = uid;
    }

    static ActingPod web() {
        return new ActingPod(WEB, "web-r1-a", "uid-a").with("app");
    }

    ActingPod with(String container) {
        containers.put(container, new Acting(container));
        return this;
    }

    Acting app() {
        return containers.values().iterator().next();
    }

    Acting container(String container) {
        return Objects.requireNonNull(containers.get(container));
    }

    /** The current instance ends. */
    ActingPod end(String container, int exitCode, @Nullable String why, int at) {
        Acting acting = container(container);
        acting.state =
                new ContainerState.Terminated(
                        exitCode,
                        null,
                        why,
                        null,
                        ofNode(acting.startedAt),
                        ofNode(at),
                        acting.idsShown ? id(acting) : null);
        acting.ready = false;
        notReady(at);
        return this;
    }

    /** The next instance runs. */
    ActingPod start(String container, int at) {
        Acting acting = container(container);
        acting.lastState = acting.state;
        acting.count++;
        acting.instance++;
        acting.startedAt = at;
        acting.state = new ContainerState.Running(ofNode(at));
        acting.ready = true;
        return this;
    }

    ActingPod restart(int exitCode, @Nullable String why, int endedAt) {
        return restart(app().name, exitCode, why, endedAt);
    }

    /** Ends, starts again two seconds later, and the pod is Ready five seconds after the end. */
    ActingPod restart(String container, int exitCode, @Nullable String why, int endedAt) {
        end(container, exitCode, why, endedAt);
        start(container, endedAt + 2);
        return readyAt(endedAt + 5);
    }

    ActingPod readyAt(int at) {
        ready = true;
        readySince = at;
        return this;
    }

    ActingPod notReady(int at) {
        if (ready) {
            ready = false;
            readySince = at;
        }
        return this;
    }

    ActingPod disrupted(String why) {
        conditions.add(new PodFact.Condition("DisruptionTarget", "True", why, null, at(0)));
        return this;
    }

    PodFact fact(int observedAt) {
        return fact(observedAt, false);
    }

    PodFact fact(int observedAt, boolean snapshot) {
        List<PodFact.Condition> all = new ArrayList<>(conditions);
        all.add(
                new PodFact.Condition(
                        "Ready", ready ? "True" : "False", null, null, ofNode(readySince)));
        return new PodFact(
                        workload,
                        name,
                        uid,
                        ownerUid,
                        node,
                        at(createdAt),
                        deletionAt == null ? null : at(deletionAt),
                        phase,
                        reason,
                        message,
                        all,
                        containers.values().stream().map(this::fact).toList(),
                        at(observedAt),
                        snapshot)
                .with(
                        new PodSettings(restartPolicy, 30L, 1L, revision, restartedAt, null),
                        around(observedAt));
    }

    PodGone gone(int observedAt) {
        return new PodGone(workload, name, uid, at(observedAt), false, around(observedAt));
    }

    EventDelta killing(String container, String note, int at) {
        EventDelta event =
                event(
                        "Normal",
                        "Killing",
                        note,
                        "spec.containers{" + container + "}",
                        at + nodeClock);
        return toldAt(event, at + 1);
    }

    EventDelta event(String type, String why, String note, @Nullable String fieldPath, int at) {
        return event(
                new EventDelta.Regarding("Pod", workload.namespace(), name, uid, fieldPath),
                type,
                why,
                note,
                at);
    }

    EventDelta ofOwner(String why, String note, int at) {
        return event(
                new EventDelta.Regarding(ownerKind, workload.namespace(), "owner", ownerUid, null),
                "Normal",
                why,
                note,
                at);
    }

    EventDelta event(EventDelta.Regarding regarding, String type, String why, String note, int at) {
        return new EventDelta(
                workload,
                uid + "-event-" + events++,
                regarding,
                type,
                why,
                note,
                "kubelet",
                1,
                1,
                at(at),
                at(at),
                Map.of(),
                at(at + 1));
    }

    /** The same event, told so much later. */
    static EventDelta toldAt(EventDelta event, int observedAt) {
        return new EventDelta(
                event.workload(),
                event.uid(),
                event.regarding(),
                event.eventType(),
                event.reason(),
                event.note(),
                event.reportingController(),
                event.count(),
                event.delta(),
                event.firstAt(),
                event.lastAt(),
                event.annotations(),
                at(observedAt));
    }

    private Instant ofNode(int second) {
        return at(second + nodeClock);
    }

    static Instant at(int second) {
        return START.plusSeconds(second);
    }

    private @Nullable Surroundings around(int observedAt) {
        if (!surroundingsKnown) {
            return null;
        }
        return new Surroundings(
                node == null
                        ? null
                        : new NodeFact(
                                node,
                                true,
                                at(0),
                                cordoned,
                                bootId,
                                taints,
                                maintenance,
                                kubeletStartedAt == null ? null : at(kubeletStartedAt),
                                nodeGone),
                new OwnerFact(
                        ownerKind,
                        "owner",
                        replicas,
                        replicasBefore,
                        replicasBefore == null
                                ? null
                                : at(
                                        replicasChangedAt == null
                                                ? observedAt - 1
                                                : replicasChangedAt),
                        currentRevision,
                        currentRestartedAt,
                        ownerDeleting,
                        false,
                        finished,
                        finishedReason,
                        autoscaledAt == null ? null : at(autoscaledAt),
                        failureRules),
                namespaceDeleting,
                cpuBefore);
    }

    private ContainerFact fact(Acting acting) {
        return new ContainerFact(
                acting.name,
                acting.type,
                acting.idsShown ? id(acting) : null,
                acting.count,
                acting.ready,
                true,
                acting.state,
                acting.lastState,
                new Resources(new Cpu(acting.cpuMillicores), acting.memory),
                new ContainerSettings(
                        acting.image, restartPolicy, acting.rules, acting.resizeRestarts),
                acting.memory == null && acting.cpuLimit == null
                        ? null
                        : new Resources(acting.cpuLimit, acting.memory));
    }

    private String id(Acting acting) {
        String known = uid + '-' + acting.name + '-' + acting.instance;
        return longIds
                ? "containerd://"
                        + HexFormat.of()
                                .formatHex(
                                        Arrays.copyOf(known.getBytes(StandardCharsets.UTF_8), 32))
                : "containerd://" + known;
    }
}
