package io.headroom.collector.simulator;

import io.headroom.collector.simulator.SimulatedPod.Identity;
import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.PodRefusal;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.OwnerFact;
import io.headroom.model.quantity.Cpu;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A controller and its pods. Not thread-safe. */
final class SimulatedWorkload {
    private static final Duration STABILIZATION = Duration.ofMinutes(30);
    private static final Duration LOOK_BACK = Duration.ofMinutes(5);
    private static final Duration COMPLAINT_EVERY = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int FINISHED_KEPT = 3;

    private final WorkloadPlan plan;
    private final SimulatedNodes nodes;
    private final Randomness randomness;
    private final @Nullable SimulatedQuota quota;
    private final Charge charge;
    private final String uid;
    private final Map<Long, SimulatedPod> pods = new TreeMap<>();
    private final Map<Long, Long> generations = new TreeMap<>();
    private Instant createdAt = Instant.EPOCH;
    private long serial;
    private Instant complainedAt = Instant.MIN;

    /** The line of the quota that has refused a pod in this step. */
    private @Nullable String refusedBy;

    private @Nullable PodRefusal refusal;
    private @Nullable WorkloadState published;
    private @Nullable AutoscalerState publishedAutoscaler;
    private String scalingLimit = "";
    private Instant limitedSince = Instant.EPOCH;

    SimulatedWorkload(
            WorkloadPlan plan,
            SimulatedNodes nodes,
            Randomness randomness,
            @Nullable SimulatedQuota quota) {
        this.plan = plan;
        this.nodes = nodes;
        this.randomness = randomness;
        this.quota = quota;
        this.charge = Charge.of(plan.specs());
        this.uid = Names.uid(stream("uid"));
    }

    /** The pods there are, with those that have done their work. */
    List<SimulatedPod> pods() {
        return List.copyOf(pods.values());
    }

    /**
     * How many pods the schedule asks for; null for a CronJob, which asks for none between runs.
     */
    @Nullable Integer desiredReplicas(Instant at) {
        return switch (plan.schedule()) {
            case Schedule.Fixed(int replicas) -> replicas;
            case Schedule.Growing growing -> growing.replicas(at);
            case Schedule.Scaled scaled -> scaledReplicas(scaled, at);
            case Schedule.PerNode() -> nodes.count();
            case Schedule.Once _ -> 1;
            case Schedule.Nightly _ -> null;
        };
    }

    /** The pods that were there before anyone looked. */
    void found(Step step) {
        Instant now = step.from();
        RandomGenerator random = stream("age");
        createdAt =
                plan.schedule() instanceof Schedule.Once(Instant at)
                        ? at
                        : now.minus(Duration.ofDays(40 + random.nextInt(300)));
        long wanted =
                plan.schedule() instanceof Schedule.Once
                        ? 0
                        : Objects.requireNonNullElse(desiredReplicas(now), 0);
        for (long slot = 0; slot < wanted; slot++) {
            Instant rollout = plan.latestRollout(now);
            Instant born =
                    rollout == null
                            ? now.minusSeconds(3_600 + random.nextInt(20 * 86_400))
                            : rollout.plusSeconds(20 * slot);
            Instant latest = now.minus(Duration.ofMinutes(10));
            SimulatedPod pod = admit(slot, born.isBefore(latest) ? born : latest, step);
            if (pod != null) {
                pod.catchUp(now);
                pod.snapshot(step, now);
            }
        }
        publish(step);
    }

    /** Lives through a step. */
    void live(Step step) {
        refusedBy = null;
        switch (plan.schedule()) {
            case Schedule.Fixed(int replicas) -> {
                replaceOne(step);
                scaleTo(replicas, step);
            }
            case Schedule.Growing growing -> {
                replaceOne(step);
                scaleTo(growing.replicas(step.to()), step);
            }
            case Schedule.Scaled scaled -> {
                replaceOne(step);
                scaleTo(scaledReplicas(scaled, step.to()), step);
            }
            case Schedule.PerNode() -> {
                replaceOne(step);
                scaleTo(nodes.count(), step);
            }
            case Schedule.Nightly(Duration timeOfDay) -> nightly(timeOfDay, step);
            case Schedule.Once(Instant at) -> {
                if (at.isAfter(step.from()) && !at.isAfter(step.to())) {
                    create(0, at, step);
                }
            }
        }
        double share = share();
        for (SimulatedPod pod : pods.values()) {
            boolean charged = !pod.succeeded();
            pod.live(step, share);
            if (charged && pod.succeeded() && quota != null) {
                quota.release(charge);
            }
        }
        publish(step);
    }

    private void publish(Step step) {
        for (SimulatedPod pod : pods.values()) {
            if (pod.takeChanged()) {
                step.inventory(pod.state());
            }
        }
        publishRefusal(step);
        if (createdAt.isAfter(step.to())) {
            return;
        }
        boolean counted = !(plan.schedule() instanceof Schedule.Nightly);
        // of a CronJob what its next run makes
        Integer desired =
                isOver()
                        ? Integer.valueOf(0)
                        : counted ? desiredReplicas(step.to()) : Integer.valueOf(1);
        int ready = (int) pods.values().stream().filter(SimulatedPod::ready).count();
        WorkloadState state =
                new WorkloadState(
                        plan.workload(),
                        uid,
                        plan.watched() ? createdAt : oldestPod(),
                        plan.watched() ? desired : null,
                        counted ? ready : null,
                        plan.specs(),
                        Map.of());
        if (!state.equals(published)) {
            published = state;
            step.inventory(state);
        }
        if (plan.schedule() instanceof Schedule.Scaled scaled) {
            publishAutoscaler(scaled, desired, step);
        }
    }

    /** Of a Job whose one pod has done its work, nothing is yet to run. */
    private boolean isOver() {
        return plan.schedule() instanceof Schedule.Once
                && pods.values().stream().allMatch(SimulatedPod::succeeded);
    }

    /** As long as pods that are missing are refused at each step. */
    private void publishRefusal(Step step) {
        PodRefusal before = refusal;
        String line = refusedBy;
        if (quota != null && line != null && before == null) {
            PodRefusal now =
                    new PodRefusal(
                            plan.workload(),
                            PodRefusal.By.QUOTA,
                            quota.name(),
                            List.of(line),
                            note(quota.name(), line),
                            step.to());
            refusal = now;
            step.inventory(now);
        } else if (line == null && before != null) {
            refusal = null;
            step.inventoryGone(before.key());
        }
    }

    /** All that is known of the age of a controller whose kind nobody watches. */
    private Instant oldestPod() {
        return pods.values().stream()
                .map(SimulatedPod::createdAt)
                .min(Comparator.naturalOrder())
                .orElse(createdAt);
    }

    /** Told when it or what bounds it changes: its readings alone are no reason to. */
    private void publishAutoscaler(Schedule.Scaled scaled, @Nullable Integer desired, Step step) {
        long wanted = wantedReplicas(scaled, step.to());
        String limit =
                wanted > scaled.max()
                        ? "TooManyReplicas"
                        : wanted < scaled.min() ? "TooFewReplicas" : "DesiredWithinRange";
        if (!limit.equals(scalingLimit)) {
            scalingLimit = limit;
            limitedSince = step.to();
        }
        AutoscalerState before = publishedAutoscaler;
        if (before == null
                || !Objects.equals(before.currentReplicas(), pods.size())
                || !Objects.equals(before.desiredReplicas(), desired)
                || !before.conditions().getLast().reason().equals(limit)) {
            publishedAutoscaler = autoscaler(scaled, desired, step.to());
            step.inventory(publishedAutoscaler);
        }
    }

    private AutoscalerState autoscaler(
            Schedule.Scaled scaled, @Nullable Integer desired, Instant at) {
        WorkloadRef workload = plan.workload();
        ContainerPlan container = plan.containers().getFirst();
        Cpu request = Objects.requireNonNull(container.spec().requests().cpu());
        double cores = container.load().cores(at) * share();
        return new AutoscalerState(
                workload.namespace(),
                workload.name(),
                workload,
                scaled.min(),
                scaled.max(),
                pods.size(),
                desired,
                List.of(
                        new AutoscalerState.Metric(
                                "Resource",
                                "cpu",
                                null,
                                "Utilization",
                                Math.rint(100 * scaled.targetUtilization()))),
                null,
                List.of(
                        new AutoscalerState.Condition(
                                "AbleToScale", "True", "ReadyForNewScale", "", createdAt),
                        new AutoscalerState.Condition(
                                "ScalingActive", "True", "ValidMetricFound", "", createdAt),
                        new AutoscalerState.Condition(
                                "ScalingLimited",
                                scalingLimit.equals("DesiredWithinRange") ? "False" : "True",
                                scalingLimit,
                                "",
                                limitedSince)),
                List.of(
                        new AutoscalerState.Reading(
                                "Resource",
                                "cpu",
                                null,
                                (int) (100 * cores / request.cores()),
                                cores,
                                null)),
                null,
                createdAt,
                null);
    }

    /** Goes on with a rollout: one pod of the old template makes room for one of the new. */
    private void replaceOne(Step step) {
        long current = plan.generation(step.from());
        for (Map.Entry<Long, SimulatedPod> entry : pods.entrySet()) {
            long slot = entry.getKey();
            if (Objects.requireNonNull(generations.get(slot)) < current) {
                remove(slot, step.from().plusSeconds(15), step);
                create(slot, step.from().plusSeconds(20), step);
                return;
            }
        }
    }

    private void scaleTo(int replicas, Step step) {
        for (long slot = 0; slot < replicas; slot++) {
            if (!pods.containsKey(slot)) {
                create(slot, step.from().plusSeconds(25), step);
            }
        }
        for (Long slot : List.copyOf(pods.keySet())) {
            if (slot >= replicas) {
                remove(slot, step.from().plusSeconds(25), step);
            }
        }
    }

    private void nightly(Duration timeOfDay, Step step) {
        Instant day = Instant.EPOCH.plus(DAY.multipliedBy(step.to().getEpochSecond() / 86_400));
        Instant due = day.plus(timeOfDay);
        if (due.isAfter(step.from()) && !due.isAfter(step.to())) {
            create(due.getEpochSecond() / 60, due, step);
        }
        List<Long> finished =
                pods.entrySet().stream()
                        .filter(entry -> entry.getValue().succeeded())
                        .map(Map.Entry::getKey)
                        .toList();
        finished.stream()
                .limit(Math.max(0, finished.size() - FINISHED_KEPT))
                .forEach(run -> remove(run, step.from().plusSeconds(40), step));
    }

    private void create(long slot, Instant at, Step step) {
        SimulatedPod pod = admit(slot, at, step);
        if (pod != null) {
            pod.create(step);
        }
    }

    private @Nullable SimulatedPod admit(long slot, Instant at, Step step) {
        String exceeded = quota == null ? null : quota.exceededBy(charge);
        if (quota != null && exceeded != null) {
            refusedBy = exceeded;
            if (!complainedAt.plus(COMPLAINT_EVERY).isAfter(at)) {
                complainedAt = at;
                step.lifecycle(refused(quota.name(), exceeded, at));
            }
            return null;
        }
        if (quota != null) {
            quota.take(charge);
        }
        long generation = plan.generation(at);
        NodeState node =
                plan.schedule() instanceof Schedule.PerNode
                        ? nodes.get((int) slot)
                        : nodes.of(plan.workload(), (int) (slot % nodes.count()));
        String streams = "pod/" + serial++ + "/";
        SimulatedPod pod =
                new SimulatedPod(
                        plan,
                        identity(slot, generation, stream(streams + "identity")),
                        node,
                        nodes.phase(node),
                        at,
                        part -> stream(streams + part));
        pods.put(slot, pod);
        generations.put(slot, generation);
        return pod;
    }

    private void remove(long slot, Instant at, Step step) {
        SimulatedPod pod = Objects.requireNonNull(pods.remove(slot));
        generations.remove(slot);
        if (quota != null && !pod.succeeded()) {
            quota.release(charge);
        }
        pod.delete(step, at, owner(pod, slot, at));
        if (pod.identity().revision() != null) {
            step.lifecycle(deleted(pod, at));
        }
        step.inventoryGone(pod.state().key());
    }

    private Identity identity(long slot, long generation, RandomGenerator random) {
        String name = plan.workload().name();
        RandomGenerator owner = stream("owner/" + generation);
        String hash = Names.suffix(owner, 10);
        String ownerUid = Names.uid(owner);
        String own = Names.suffix(random, 5);
        String podUid = Names.uid(random);
        return switch (plan.workload().kind()) {
            case "StatefulSet" -> new Identity(name + '-' + slot, podUid, uid, hash);
            case "DaemonSet" -> new Identity(name + '-' + own, podUid, uid, hash);
            case "Job" -> new Identity(name + '-' + own, podUid, uid, null);
            case "CronJob" ->
                    new Identity(name + '-' + slot + '-' + own, podUid, Names.uid(random), null);
            default -> new Identity(name + '-' + hash + '-' + own, podUid, ownerUid, hash);
        };
    }

    /** A pod's direct controller, as a watch shows it when the pod is deleted. */
    private OwnerFact owner(SimulatedPod pod, long slot, Instant at) {
        String kind =
                switch (plan.workload().kind()) {
                    case "StatefulSet", "DaemonSet", "Job" -> plan.workload().kind();
                    case "CronJob" -> "Job";
                    default -> "ReplicaSet";
                };
        // which ReplicaSet of a controller that is not watched is its newest, nobody sees
        String current =
                plan.watched() && pod.identity().revision() != null
                        ? Names.suffix(stream("owner/" + plan.generation(at)), 10)
                        : null;
        boolean lowered = plan.schedule() instanceof Schedule.Scaled && slot == pods.size();
        return new OwnerFact(
                kind,
                plan.workload().name(),
                kind.equals("DaemonSet") ? null : desiredReplicas(at),
                lowered ? (Integer) (pods.size() + 1) : null,
                lowered ? at : null,
                current,
                null,
                false,
                false,
                kind.equals("Job") && pod.succeeded() ? "Complete" : null,
                null);
    }

    private EventDelta deleted(SimulatedPod pod, Instant at) {
        WorkloadRef workload = plan.workload();
        boolean stateful = workload.kind().equals("StatefulSet");
        return new EventDelta(
                workload,
                pod.identity().uid() + ".deleted",
                new EventDelta.Regarding(
                        stateful ? "StatefulSet" : "ReplicaSet",
                        workload.namespace(),
                        workload.name(),
                        pod.identity().ownerUid(),
                        null),
                "Normal",
                "SuccessfulDelete",
                stateful
                        ? "delete Pod %s in StatefulSet %s successful"
                                .formatted(pod.identity().name(), workload.name())
                        : "Deleted pod: " + pod.identity().name(),
                stateful ? "statefulset-controller" : "replicaset-controller",
                1,
                1,
                at,
                at,
                Map.of(),
                at.plusMillis(300));
    }

    private EventDelta refused(String quotaName, String line, Instant at) {
        WorkloadRef workload = plan.workload();
        RandomGenerator owner = stream("owner/" + plan.generation(at));
        String replicaSet = workload.name() + '-' + Names.suffix(owner, 10);
        return new EventDelta(
                workload,
                Names.uid(stream("refused/" + at)),
                new EventDelta.Regarding(
                        "ReplicaSet", workload.namespace(), replicaSet, Names.uid(owner), null),
                "Warning",
                "FailedCreate",
                note(quotaName, line),
                "replicaset-controller",
                1,
                1,
                at,
                at,
                Map.of(),
                at.plusMillis(300));
    }

    private String note(String quotaName, String line) {
        return "Error creating: pods \"%s-\" is forbidden: exceeded quota: %s, by %s"
                .formatted(plan.workload().name(), quotaName, line);
    }

    /** What part of a replica's nominal load falls to each of the replicas that there are. */
    private double share() {
        return plan.schedule() instanceof Schedule.Scaled scaled && !pods.isEmpty()
                ? (double) scaled.nominal() / pods.size()
                : 1;
    }

    /** As the HPA does: the highest of what the last half hour asked for, within its bounds. */
    private int scaledReplicas(Schedule.Scaled scaled, Instant at) {
        return Math.clamp(wantedReplicas(scaled, at), scaled.min(), scaled.max());
    }

    private long wantedReplicas(Schedule.Scaled scaled, Instant at) {
        ContainerPlan container = plan.containers().getFirst();
        Cpu request = Objects.requireNonNull(container.spec().requests().cpu());
        double most = 0;
        for (Instant t = at.minus(STABILIZATION); !t.isAfter(at); t = t.plus(LOOK_BACK)) {
            most = Math.max(most, container.load().cores(t));
        }
        double wanted = most * scaled.nominal() / (request.cores() * scaled.targetUtilization());
        return (long) Math.ceil(wanted);
    }

    private RandomGenerator stream(String name) {
        return randomness.stream(plan.workload().key() + '/' + name);
    }
}
