package io.headroom.recommender.scale.lint;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerBehavior;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.AutoscalerState.Condition;
import io.headroom.model.inventory.AutoscalerState.Metric;
import io.headroom.model.inventory.AutoscalerState.Reading;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.VerticalAutoscalerState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.HistogramState;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.recommender.fit.Terms;
import io.headroom.recommender.fit.Volumes;
import io.headroom.recommender.size.PodShape;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An autoscaler with which nothing is wrong: four replicas of 500m that use half of it, spread over
 * three nodes of as many zones with room for more. Tests change one thing.
 */
final class Situations {
    /** Just after a midnight, UTC. */
    static final Instant NOW = Instant.parse("2026-03-02T00:02:00Z");

    static final WorkloadRef WEB = new WorkloadRef("shop", "Deployment", "apps", "web");
    static final Metric CPU = new Metric("Resource", "cpu", null, "Utilization", 70);

    WorkloadRef target = WEB;
    int min = 3;
    int max = 10;
    List<Metric> metrics = List.of(CPU);
    @Nullable AutoscalerBehavior behavior;
    List<Condition> conditions = List.of(condition("ScalingActive", "True", "ValidMetricFound"));
    List<Reading> readings = List.of(new Reading("Resource", "cpu", null, 50, 0.25, null));
    @Nullable String managedBy;
    List<AutoscalerState> rivals = List.of();
    List<VerticalAutoscalerState> verticals = List.of();
    @Nullable Instant lastScaleTime;
    WorkloadState.@Nullable ReplicasOwner replicasOwner;
    @Nullable ReplicasFight fight;
    boolean targetExists = true;
    boolean workloadsRead = true;
    int pods = 4;

    /** How many of the pods wait for a node. */
    int pending;

    /** Of other workloads. */
    List<PodState> others = List.of();

    List<ContainerSpec> template = List.of(container("web", 500, 256, 1_000, 512));
    List<ContainerSpec> injected = List.of();
    @Nullable Resources overhead;
    Map<String, BigDecimal> whole = Map.of();
    List<NodeState> nodes = List.of(node(0, true), node(1, true), node(2, true));
    List<QuotaState> quotas = List.of();
    Volumes volumes = Volumes.NONE;
    @Nullable Integer least;
    AutoscalerFlaps flaps = AutoscalerFlaps.NONE;
    boolean hasPast = true;
    Instant asOf = NOW;
    Instant readAt = NOW;
    IntToDoubleFunction demand = _ -> 1;
    IntToDoubleFunction replicas = _ -> 4;
    double hottest = 0.3;

    /** What else runs in its pods. */
    List<ContainerProfile> beside = List.of();

    /** Of each replica, in bytes. */
    double memory = 1e8;

    Situation build() {
        List<ContainerSpec> shape = new ArrayList<>(template);
        shape.addAll(injected);
        List<PodState> all =
                targetExists
                        ? IntStream.range(0, pods).mapToObj(i -> pod(i, shape)).toList()
                        : List.of();
        return new Situation(
                autoscaler("web-hpa"),
                rivals,
                verticals,
                targetExists
                        ? new WorkloadState(
                                        target,
                                        "w",
                                        NOW.minusSeconds(9_000_000),
                                        pods,
                                        pods,
                                        template,
                                        Map.of())
                                .owned(replicasOwner)
                        : null,
                workloadsRead,
                fight,
                all,
                hasPast ? past() : null,
                flaps,
                quotas,
                volumes,
                least,
                Room.of(nodes, Stream.concat(all.stream(), others.stream()).toList()),
                NOW);
    }

    AutoscalerState autoscaler(String name) {
        return new AutoscalerState(
                "shop",
                name,
                target,
                min,
                max,
                pods,
                pods,
                metrics,
                behavior,
                conditions,
                readings,
                lastScaleTime,
                NOW.minusSeconds(86_400),
                managedBy);
    }

    List<ScalingFinding.Code> codes() {
        return Lint.findings(build()).stream().map(ScalingFinding::code).toList();
    }

    /** What is said under a code. */
    String message(ScalingFinding.Code code) {
        return Lint.findings(build()).stream()
                .filter(finding -> finding.code() == code)
                .map(ScalingFinding::message)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + code + " among " + codes()));
    }

    private PodState pod(int index, List<ContainerSpec> containers) {
        boolean waits = index >= pods - pending;
        return new PodState(
                target,
                "web-" + index,
                "uid-" + index,
                waits || nodes.isEmpty() ? null : nodes.get(index % nodes.size()).name(),
                waits ? "Pending" : "Running",
                !waits,
                NOW.minusSeconds(9_000),
                waits ? null : NOW.minusSeconds(9_000),
                containers,
                overhead,
                null,
                whole.isEmpty() ? null : asAWhole());
    }

    /** One of another workload on a node, of which nobody knows more. */
    static PodState other(WorkloadRef workload, String name, String node, int millicores) {
        return new PodState(
                workload,
                name,
                "uid-" + name,
                node,
                "Running",
                true,
                NOW.minusSeconds(9_000),
                NOW.minusSeconds(9_000),
                List.of(container("app", millicores, 64, millicores, 64)),
                null,
                null);
    }

    private PodTerms asAWhole() {
        PodTerms none = Terms.of(PodShape.UNKNOWN);
        return none.with(whole, none.limits());
    }

    private Situation.Past past() {
        List<ContainerProfile> containers = new ArrayList<>();
        containers.add(
                profile(
                        "web",
                        hottest,
                        window -> demand.applyAsDouble(window) / replicas.applyAsDouble(window),
                        memory));
        containers.addAll(beside);
        return new Situation.Past(
                asOf,
                readAt,
                containers,
                ring(ByteScale.CPU_CORES, demand),
                ring(ByteScale.REPLICAS, replicas));
    }

    /** A container in cores: of the hottest replica, and of them all on the mean. */
    static ContainerProfile profile(String name, double hottest, IntToDoubleFunction mean) {
        return profile(name, hottest, mean, 1e7);
    }

    private static ContainerProfile profile(
            String name, double hottest, IntToDoubleFunction mean, double memory) {
        HistogramState empty = new HistogramState(NOW, new TreeMap<>(), 0, 0, 0);
        return new ContainerProfile(
                name,
                ContainerType.APP,
                Resources.NONE,
                Resources.NONE,
                null,
                null,
                0,
                empty,
                empty,
                ring(ByteScale.CPU_CORES, _ -> hottest),
                ring(ByteScale.CPU_CORES, mean),
                ring(ByteScale.MEMORY_BYTES, _ -> memory));
    }

    /** Seven days up to now; the windows are counted from a midnight. */
    static Ring ring(ByteScale scale, IntToDoubleFunction amount) {
        int windows = 7 * Windows.PER_DAY;
        byte[] steps = new byte[windows];
        for (int i = 0; i < windows; i++) {
            steps[i] = scale.encode(amount.applyAsDouble(i));
        }
        return new Ring(Windows.indexOf(NOW) - windows, steps);
    }

    static ContainerSpec container(
            String name, @Nullable Integer cpu, int memory, int cpuLimit, int memoryLimit) {
        return new ContainerSpec(
                name,
                ContainerType.APP,
                new Resources(cpu == null ? null : new Cpu(cpu), Memory.ofMebibytes(memory)),
                new Resources(new Cpu(cpuLimit), Memory.ofMebibytes(memoryLimit)));
    }

    static NodeState node(int zone, boolean ready) {
        return node("node-" + zone, zone, ready);
    }

    static NodeState node(String name, int zone, boolean ready) {
        return node(name, zone, ready, 4_000);
    }

    static NodeState node(String name, int zone, boolean ready, int millicores) {
        return node(
                name, zone, ready, new Resources(new Cpu(millicores), Memory.ofMebibytes(8_192)));
    }

    static NodeState node(String name, int zone, Resources size) {
        return node(name, zone, true, size);
    }

    private static NodeState node(String name, int zone, boolean ready, Resources size) {
        return node(name, zone, ready, size, null);
    }

    /** One that takes so many pods. */
    static NodeState node(int zone, long pods) {
        return node(
                "node-" + zone,
                zone,
                true,
                new Resources(new Cpu(4_000), Memory.ofMebibytes(8_192)),
                pods);
    }

    private static NodeState node(
            String name, int zone, boolean ready, Resources size, @Nullable Long pods) {
        return new NodeState(
                name,
                "uid-" + name,
                size,
                size,
                ready,
                false,
                null,
                10_250,
                null,
                Map.of("topology.kubernetes.io/zone", "zone-" + zone),
                pods);
    }

    static Condition condition(String type, String status, String reason) {
        return new Condition(type, status, reason, "", NOW.minusSeconds(600));
    }
}
