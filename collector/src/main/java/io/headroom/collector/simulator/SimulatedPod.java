package io.headroom.collector.simulator;

import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.NodeFact;
import io.headroom.model.lifecycle.OwnerFact;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.lifecycle.PodSettings;
import io.headroom.model.lifecycle.Surroundings;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.Source;
import io.headroom.model.usage.UsageReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A pod from its creation to its deletion. Not thread-safe. */
final class SimulatedPod {
    /** From the creation of a pod to the start of its containers: image, volumes, network. */
    private static final Duration START_UP = Duration.ofSeconds(9);

    /** A kubelet refreshes its figures about this often. */
    private static final int REFRESH_MILLIS = 10_000;

    /** How long after a change the watch has shown it. */
    private static final Duration WATCH_DELAY = Duration.ofMillis(180);

    private static final Duration SCRAPE_TIME = Duration.ofMillis(240);

    private final WorkloadPlan plan;
    private final Identity identity;
    private final PodTerms terms;
    private final NodeState node;
    private final Duration phase;
    private final Instant createdAt;
    private final RandomGenerator random;
    private final List<SimulatedContainer> containers = new ArrayList<>();
    private boolean started;
    private Instant readySince;
    private boolean wasReady;
    private boolean changed = true;
    private int backOffs;

    /**
     * @param phase how long before the end of each step its node is read
     * @param stream gives each of its parts a stream of chance by name
     */
    SimulatedPod(
            WorkloadPlan plan,
            Identity identity,
            NodeState node,
            Duration phase,
            Instant createdAt,
            Streams stream) {
        this.plan = plan;
        this.identity = identity;
        this.terms = Terms.of(plan.specs());
        this.node = node;
        this.phase = phase;
        this.createdAt = createdAt;
        this.readySince = createdAt;
        this.random = stream.named("pod");
        for (ContainerPlan container : plan.containers()) {
            String name = container.spec().name();
            containers.add(
                    new SimulatedContainer(
                            container,
                            stream.named(name + "/lives"),
                            stream.named(name + "/noise")));
        }
    }

    Identity identity() {
        return identity;
    }

    NodeState node() {
        return node;
    }

    Instant createdAt() {
        return createdAt;
    }

    /** Whether all its work is done: such a pod takes no room in a quota or on a node. */
    boolean succeeded() {
        return started && containers.stream().allMatch(SimulatedContainer::ended);
    }

    boolean ready() {
        return started
                && !succeeded()
                && containers.stream().allMatch(each -> each.running() || each.ended());
    }

    /** Whether its inventory entry differs from what the last call saw. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** Is as if it had lived up to {@code now}, before anyone looked. */
    void catchUp(Instant now) {
        startContainers();
        containers.forEach(container -> container.catchUp(now));
        readySince = createdAt.plus(START_UP);
        wasReady = ready();
    }

    /** A list of all pods shows it. */
    void snapshot(Step step, Instant at) {
        step.lifecycle(fact(at, null, true));
    }

    /** Was created within this step. */
    void create(Step step) {
        step.lifecycle(fact(createdAt.plus(WATCH_DELAY), null, false));
    }

    /**
     * Lives through a step, and is read once in it.
     *
     * @param share the part of its load that falls to it now
     */
    void live(Step step, double share) {
        Instant readAt = step.to().minus(phase).minusMillis(random.nextInt(REFRESH_MILLIS));
        changeUntil(readAt, step);
        if (started && containers.stream().anyMatch(SimulatedContainer::running)) {
            step.usage(reading(readAt, share, step));
        }
        changeUntil(step.to(), step);
    }

    /**
     * Is deleted: its containers stop, and it is gone.
     *
     * @param owner its direct controller at that time
     */
    void delete(Step step, Instant at, OwnerFact owner) {
        Surroundings around = new Surroundings(nodeFact(), owner, false);
        if (!succeeded()) {
            step.lifecycle(fact(at.plus(WATCH_DELAY), at, false).with(settings(), around));
        }
        step.lifecycle(
                new PodGone(
                        plan.workload(),
                        identity.name(),
                        identity.uid(),
                        at.plusSeconds(2).plus(WATCH_DELAY),
                        false,
                        around));
    }

    PodState state() {
        return new PodState(
                plan.workload(),
                identity.name(),
                identity.uid(),
                node.name(),
                phaseName(),
                ready(),
                createdAt,
                createdAt.plusSeconds(1),
                plan.specs(),
                null,
                oomKilledAt(),
                terms,
                ready() && wasReady ? readySince : null);
    }

    private Map<String, Instant> oomKilledAt() {
        Map<String, Instant> killed = new TreeMap<>();
        for (SimulatedContainer container : containers) {
            Instant at = container.oomKilledAt();
            if (at != null) {
                killed.put(container.name(), at);
            }
        }
        return killed;
    }

    private void changeUntil(Instant until, Step step) {
        if (!started && !createdAt.plus(START_UP).isAfter(until)) {
            startContainers();
            changed(createdAt.plus(START_UP), step);
        }
        for (SimulatedContainer container : containers) {
            while (!container.changesAt().isAfter(until)) {
                Instant at = container.changesAt();
                container.change();
                changed(at, step);
                if (container.backingOff()) {
                    step.lifecycle(backOff(container, at));
                }
            }
        }
    }

    private void startContainers() {
        started = true;
        containers.forEach(container -> container.start(createdAt.plus(START_UP)));
    }

    private void changed(Instant at, Step step) {
        if (ready() != wasReady) {
            wasReady = ready();
            readySince = at;
        }
        changed = true;
        step.lifecycle(fact(at.plus(WATCH_DELAY), null, false));
    }

    private UsageReading reading(Instant at, double share, Step step) {
        List<ContainerReading> readings = new ArrayList<>();
        for (SimulatedContainer container : containers) {
            if (container.running()) {
                readings.add(container.read(at, share));
            }
        }
        return new UsageReading(
                Source.SIMULATOR,
                plan.workload(),
                identity.name(),
                identity.uid(),
                node.name(),
                node.capacity(),
                ready(),
                step.to().minus(phase).plus(SCRAPE_TIME),
                Duration.between(step.from(), step.to()),
                readings);
    }

    private PodFact fact(Instant observedAt, @Nullable Instant deletionAt, boolean snapshot) {
        return new PodFact(
                plan.workload(),
                identity.name(),
                identity.uid(),
                identity.ownerUid(),
                node.name(),
                createdAt,
                deletionAt,
                phaseName(),
                null,
                null,
                List.of(
                        new PodFact.Condition("PodScheduled", "True", null, null, createdAt),
                        new PodFact.Condition(
                                "Ready", ready() ? "True" : "False", notReady(), null, readySince)),
                containers.stream().map(SimulatedContainer::fact).toList(),
                observedAt,
                snapshot,
                settings(),
                new Surroundings(nodeFact(), null, false));
    }

    private PodSettings settings() {
        boolean job = identity.revision() == null;
        return new PodSettings(
                job ? "OnFailure" : "Always", null, 1L, identity.revision(), null, null);
    }

    private NodeFact nodeFact() {
        return new NodeFact(
                node.name(),
                true,
                null,
                false,
                "boot-" + node.name(),
                List.of(),
                false,
                null,
                false);
    }

    private EventDelta backOff(SimulatedContainer container, Instant at) {
        backOffs++;
        WorkloadRef workload = plan.workload();
        return new EventDelta(
                workload,
                identity.uid() + ".back-off",
                new EventDelta.Regarding(
                        "Pod",
                        workload.namespace(),
                        identity.name(),
                        identity.uid(),
                        "spec.containers{" + container.name() + "}"),
                "Warning",
                "BackOff",
                "Back-off restarting failed container " + container.name(),
                "kubelet",
                backOffs,
                1,
                null,
                at,
                Map.of(),
                at.plus(WATCH_DELAY));
    }

    private @Nullable String notReady() {
        if (ready()) {
            return null;
        }
        return succeeded() ? "PodCompleted" : "ContainersNotReady";
    }

    private String phaseName() {
        if (!started) {
            return "Pending";
        }
        return succeeded() ? "Succeeded" : "Running";
    }

    /**
     * What tells a pod from all others, and who its direct controller is.
     *
     * @param revision the template that it is made of; null for those of Jobs
     */
    record Identity(String name, String uid, String ownerUid, @Nullable String revision) {}

    /** Hands out streams of chance by name. */
    @FunctionalInterface
    interface Streams {
        RandomGenerator named(String name);
    }
}
