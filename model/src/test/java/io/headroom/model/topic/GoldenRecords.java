package io.headroom.model.topic;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Assessment;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.DisruptionRecord;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.IncidentEntry;
import io.headroom.model.assessment.OomKill;
import io.headroom.model.assessment.Outcome;
import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.assessment.RestartAssessment;
import io.headroom.model.assessment.RestartRecord;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.assessment.UsageSummary;
import io.headroom.model.cluster.ClusterEntry;
import io.headroom.model.cluster.Finding;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.NamespaceState;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerBehavior;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerSettings;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.CpuSpan;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.NodeFact;
import io.headroom.model.lifecycle.OwnerFact;
import io.headroom.model.lifecycle.PodFact;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.lifecycle.PodSettings;
import io.headroom.model.lifecycle.ProcessKills;
import io.headroom.model.lifecycle.Surroundings;
import io.headroom.model.profile.HistogramState;
import io.headroom.model.profile.Ring;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Evidence;
import io.headroom.model.recommendation.Leak;
import io.headroom.model.recommendation.PolicyValue;
import io.headroom.model.recommendation.Reason;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.recommendation.Standing;
import io.headroom.model.usage.ContainerReading;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.PressureReading;
import io.headroom.model.usage.Source;
import io.headroom.model.usage.UsageReading;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One record of every kind, by the name of the file that holds what it is on the wire. */
final class GoldenRecords {
    private static final Instant T = Instant.parse("2026-03-02T12:00:00.250Z");
    private static final WorkloadRef CART = new WorkloadRef("shop", "Deployment", "apps", "cart");
    private static final Resources SOME = new Resources(new Cpu(250), Memory.ofMebibytes(256));
    private static final Resources MORE = new Resources(new Cpu(1_000), Memory.ofMebibytes(512));
    private static final Ring RING = new Ring(5_908_032, new byte[] {0, 1, (byte) 254, (byte) 255});
    private static final HistogramState HISTOGRAM =
            new HistogramState(
                    Instant.parse("2026-01-01T00:00:00Z"),
                    new TreeMap<>(Map.of(3, 0.1, 12, 1.0e-3, 40, 5.5e17)),
                    5.5e17,
                    3,
                    40);

    private GoldenRecords() {}

    static List<Golden<?>> all() {
        return List.of(
                usage("counter", counter()),
                usage("rate", rate()),
                usage("rate-with-maximum", rateWithMaximum()),
                usage("after-oom-kill", afterOomKill()),
                usage("with-killed-processes", withKilledProcesses()),
                lifecycle("pod", podFact()),
                lifecycle("pod-gone", new PodGone(CART, "cart-7d9-x2x", "uid-1", T, true)),
                lifecycle("event", event(CART)),
                lifecycle("event-of-no-workload", event(null)),
                inventory("workload", workload(3, 2)),
                inventory("workload-without-replicas", workload(null, null)),
                inventory("workload-with-surge", surging()),
                inventory("workload-rolling", surging().unavailable("0")),
                inventory("workload-replaced", surging().unavailable("1").replacing("OnDelete")),
                inventory("workload-held", surging().holding(true, 2)),
                inventory("workload-next-run", GoldenQuotas.cronJob()),
                inventory("pod", pod()),
                inventory("pod-with-traits", GoldenNeeds.pod()),
                inventory("pod-after-oom-kill", podAfterOomKill()),
                inventory("pod-with-terms", podWithTerms()),
                inventory("pod-ready-since", GoldenScaling.pod()),
                inventory("workload-set-elsewhere", GoldenScaling.workload()),
                inventory("autoscaler", autoscaler()),
                inventory("vertical-autoscaler", GoldenScaling.verticalAutoscaler()),
                inventory("volume-claim", GoldenQuotas.volumeClaim()),
                inventory("workload-with-claims", GoldenQuotas.claiming()),
                inventory("pod-refusal", GoldenQuotas.refusal()),
                inventory("workload-with-terms", workload(3, 2).of(GoldenQuotas.terms())),
                inventory("autoscaler-with-status", autoscalerWithStatus()),
                cluster("node", node()),
                cluster("node-labels", labelledNode()),
                cluster("node-pods", nodeOfPods()),
                cluster(
                        "namespace",
                        new NamespaceState("shop", "uid-2", Map.of("headroom.x", "y"))),
                cluster(
                        "namespace-terminating",
                        new NamespaceState("shop", "uid-2", Map.of(), true)),
                cluster("quota", quota()),
                cluster("quota-behind", GoldenQuotas.quotaBehind()),
                cluster("cluster-quota", GoldenQuotas.clusterQuota()),
                cluster("cluster-quota-behind", GoldenQuotas.clusterQuotaBehind()),
                cluster("limit-range", limitRange()),
                cluster("limit-range-exact", exactLimitRange()),
                cluster("storage-class", GoldenQuotas.storageClass()),
                cluster("priority-class", GoldenQuotas.priorityClass()),
                cluster("finding", finding()),
                assessment("usage", usageAssessment()),
                assessment("usage-with-particulars", GoldenNeeds.assessment()),
                assessment("summary", usageSummary()),
                assessment(
                        "restarts",
                        new RestartAssessment(
                                CART,
                                T,
                                List.of(
                                        new RestartAssessment.Container(
                                                "web",
                                                3,
                                                List.of(
                                                        new OomKill(
                                                                "web",
                                                                T,
                                                                Memory.ofMebibytes(64))))))),
                assessment(
                        "restarts-with-limit",
                        new RestartAssessment(
                                CART,
                                T,
                                List.of(
                                        new RestartAssessment.Container(
                                                "web",
                                                3,
                                                List.of(
                                                        new OomKill(
                                                                "web",
                                                                T,
                                                                Memory.ofMebibytes(64),
                                                                Memory.ofMebibytes(128))))))),
                assessment("quota", quotaAssessment(List.of())),
                assessment(
                        "quota-with-days",
                        quotaAssessment(
                                List.of(
                                        new BigDecimal("7"),
                                        new BigDecimal("7.5"),
                                        new BigDecimal("8.5")))),
                earlier("incidents/restart", restart("containerd://1", null, null, null)),
                earlier("incidents/restart-unobserved", unobserved(null)),
                incident(
                        "restart-classified",
                        restart(
                                "containerd://1",
                                2,
                                oom(),
                                Outcome.healed(T, T.plusMillis(9_500)))),
                incident("restart-of-unknown-end", unobserved(null)),
                incident("restarts-of-unknown-ends", unobserved(150)),
                incident("disruption", disruption(null)),
                incident("disruption-not-counted", disruption(false)),
                incident("incident", grouped()),
                incident(
                        "incident-starved",
                        grouped()
                                .starved(
                                        "the liveness probe killed it at 2026-03-02T12:00Z while it waited for CPU")),
                lifecycle("pod-with-surroundings", podFactWithSurroundings()),
                lifecycle("pod-with-limits", podFactWithLimits()),
                lifecycle(
                        "pod-with-cpu",
                        podFactWithLimits()
                                .with(
                                        null,
                                        new Surroundings(null, null, false)
                                                .with(
                                                        List.of(
                                                                new CpuSpan(
                                                                        "web",
                                                                        T.minusSeconds(60),
                                                                        T,
                                                                        24_000_000_000L,
                                                                        3_000_000_000L,
                                                                        6_000_000_000L))))),
                lifecycle(
                        "process-kills",
                        new ProcessKills(
                                CART, "cart-7d9-x2x", "uid-1", "web", T.minusSeconds(30), 3, 2, T)),
                lifecycle(
                        "pod-gone-with-surroundings",
                        new PodGone(CART, "cart-7d9-x2x", "uid-1", T, false, surroundings())),
                lifecycle(
                        "pod-gone-of-a-job",
                        new PodGone(
                                CART,
                                "cart-7d9-x2x",
                                "uid-1",
                                T,
                                false,
                                new Surroundings(null, ruledOwner(), false))),
                recommendation("resize", resize()),
                recommendation("hold", hold()),
                recommendation("policy", asked()),
                recommendation("shown", shown()),
                recommendation("learned", learned()),
                recommendation("needs", GoldenNeeds.recommendation()),
                recommendation("leaking", leaking()),
                recommendation("retarget", GoldenScaling.recommendation()));
    }

    private static UsageReading counter() {
        return new UsageReading(
                Source.SUMMARY,
                CART,
                "cart-7d9-x2x",
                "uid-1",
                "worker-1",
                MORE,
                true,
                T.plusMillis(400),
                Duration.ofSeconds(60),
                List.of(
                        new ContainerReading(
                                "web",
                                ContainerType.APP,
                                T.minusSeconds(3_600),
                                new CpuReading.Counter(T, 123_456_789_012L, 42L),
                                new MemoryReading(T, 104_857_600, 99_999_999L, 0L),
                                new PressureReading(1L, 2L, 3L, 4L, 5L, 6L),
                                SOME,
                                MORE)));
    }

    private static UsageReading afterOomKill() {
        return new UsageReading(
                Source.SUMMARY,
                CART,
                "cart-7d9-x2x",
                "uid-1",
                "worker-1",
                null,
                true,
                T,
                Duration.ofSeconds(60),
                List.of(
                        new ContainerReading(
                                "web",
                                ContainerType.APP,
                                T.minusSeconds(30),
                                null,
                                new MemoryReading(T, 104_857_600, null, null),
                                null,
                                SOME,
                                MORE,
                                T.minusSeconds(40))));
    }

    private static UsageReading withKilledProcesses() {
        return new UsageReading(
                Source.SUMMARY,
                CART,
                "cart-7d9-x2x",
                "uid-1",
                "worker-1",
                null,
                true,
                T,
                Duration.ofSeconds(60),
                List.of(
                        new ContainerReading(
                                "web",
                                ContainerType.APP,
                                T.minusSeconds(30),
                                new CpuReading.Counter(T, 123_456_789_012L, 42L),
                                null,
                                null,
                                SOME,
                                MORE,
                                null,
                                3L)));
    }

    private static UsageReading rate() {
        return new UsageReading(
                Source.METRICS_API,
                CART,
                "cart-7d9-x2x",
                "uid-1",
                "worker-1",
                null,
                false,
                T,
                Duration.ofSeconds(60),
                List.of(
                        new ContainerReading(
                                "proxy",
                                ContainerType.SIDECAR,
                                null,
                                new CpuReading.Rate(T, Duration.ofMillis(15_123), 0.0123),
                                new MemoryReading(null, 0, null, null),
                                null,
                                Resources.NONE,
                                Resources.NONE)));
    }

    private static UsageReading rateWithMaximum() {
        return new UsageReading(
                Source.PROMETHEUS,
                CART,
                "cart-7d9-x2x",
                "uid-1",
                "worker-1",
                null,
                true,
                T,
                Duration.ofMinutes(5),
                List.of(
                        new ContainerReading(
                                "web",
                                ContainerType.APP,
                                null,
                                new CpuReading.Rate(T, Duration.ofMinutes(5), 0.0123, 0.25),
                                new MemoryReading(T, 104_857_600, null, null),
                                null,
                                SOME,
                                MORE)));
    }

    private static PodFact podFact() {
        return new PodFact(
                CART,
                "cart-7d9-x2x",
                "uid-1",
                "uid-rs",
                "worker-1",
                T.minusSeconds(60),
                T.plusSeconds(5),
                "Running",
                "Evicted",
                "The node was low on resource: memory.",
                List.of(
                        new PodFact.Condition("Ready", "False", "ContainersNotReady", "why", T),
                        new PodFact.Condition("PodScheduled", "True", null, null, null)),
                List.of(
                        new ContainerFact(
                                "web",
                                ContainerType.APP,
                                "containerd://2",
                                1,
                                true,
                                true,
                                new ContainerState.Running(T),
                                new ContainerState.Terminated(
                                        137,
                                        9,
                                        "OOMKilled",
                                        "killed",
                                        T.minusSeconds(50),
                                        T.minusSeconds(1),
                                        "containerd://1"),
                                new Resources(new Cpu(100), Memory.ofMebibytes(64))),
                        new ContainerFact(
                                "proxy",
                                ContainerType.SIDECAR,
                                null,
                                0,
                                false,
                                null,
                                new ContainerState.Waiting("ContainerCreating"),
                                null,
                                null)),
                T,
                false);
    }

    private static PodFact podFactWithLimits() {
        return new PodFact(
                CART,
                "cart-7d9-x2x",
                "uid-1",
                "uid-rs",
                "worker-1",
                T.minusSeconds(60),
                null,
                "Running",
                null,
                null,
                List.of(),
                List.of(
                        new ContainerFact(
                                "web",
                                ContainerType.APP,
                                "containerd://2",
                                1,
                                true,
                                true,
                                new ContainerState.Running(T),
                                null,
                                SOME,
                                null,
                                MORE)),
                T,
                false);
    }

    private static PodFact podFactWithSurroundings() {
        return new PodFact(
                        CART,
                        "cart-7d9-x2x",
                        "uid-1",
                        "uid-rs",
                        "worker-1",
                        T.minusSeconds(60),
                        null,
                        "Running",
                        null,
                        null,
                        List.of(),
                        List.of(
                                new ContainerFact(
                                        "web",
                                        ContainerType.APP,
                                        "containerd://2",
                                        1,
                                        true,
                                        true,
                                        new ContainerState.Running(T),
                                        null,
                                        Resources.NONE,
                                        new ContainerSettings(
                                                "registry/web:2",
                                                "Never",
                                                List.of(
                                                        new ContainerSettings.ExitCodeRule(
                                                                true, List.of(3, 42))),
                                                true))),
                        T,
                        false)
                .with(new PodSettings("Always", 30L, 2L, "7d9", "2026-03-02", "1"), surroundings());
    }

    private static Surroundings surroundings() {
        return new Surroundings(
                new NodeFact(
                        "worker-1",
                        false,
                        T,
                        true,
                        "boot-1",
                        List.of(new NodeFact.Taint("node.kubernetes.io/not-ready", "NoExecute")),
                        true,
                        T,
                        false),
                new OwnerFact(
                        "ReplicaSet",
                        "cart-7d9",
                        2,
                        3,
                        T,
                        "8e0",
                        "2026-03-03",
                        false,
                        true,
                        "Failed",
                        "BackoffLimitExceeded"),
                true);
    }

    private static OwnerFact ruledOwner() {
        return new OwnerFact(
                "Job",
                "cart",
                null,
                null,
                null,
                null,
                null,
                false,
                false,
                null,
                null,
                T,
                List.of(
                        new OwnerFact.FailureRule("FailJob", "web", false, List.of(42), List.of()),
                        new OwnerFact.FailureRule(
                                "Ignore",
                                null,
                                false,
                                List.of(),
                                List.of(
                                        new OwnerFact.FailureRule.Condition(
                                                "DisruptionTarget", "True")))));
    }

    private static EventDelta event(@Nullable WorkloadRef workload) {
        return new EventDelta(
                workload,
                "uid-3",
                new EventDelta.Regarding(
                        "Pod", "shop", "cart-7d9-x2x", "uid-1", "spec.containers{web}"),
                "Warning",
                "BackOff",
                "Back-off restarting failed container",
                "kubelet",
                7,
                2,
                T.minusSeconds(600),
                T,
                Map.of("offending_containers", "web"),
                T);
    }

    private static WorkloadState workload(@Nullable Integer desired, @Nullable Integer ready) {
        return new WorkloadState(
                CART,
                "uid-4",
                T,
                desired,
                ready,
                List.of(new ContainerSpec("web", ContainerType.APP, SOME, Resources.NONE)),
                Map.of("headroom.x", "y"));
    }

    private static WorkloadState surging() {
        WorkloadState plain = workload(3, 2);
        return new WorkloadState(
                plain.workload(),
                plain.uid(),
                plain.createdAt(),
                plain.desiredReplicas(),
                plain.readyReplicas(),
                plain.containers(),
                plain.annotations(),
                "25%");
    }

    private static PodState pod() {
        return new PodState(
                CART,
                "cart-7d9-x2x",
                "uid-1",
                "worker-1",
                "Running",
                true,
                T.minusSeconds(60),
                T.minusSeconds(59),
                List.of(
                        new ContainerSpec("init", ContainerType.INIT, SOME, MORE),
                        new ContainerSpec(
                                "web",
                                ContainerType.APP,
                                new Resources(new Cpu(0), null),
                                Resources.NONE)));
    }

    private static PodState podAfterOomKill() {
        return new PodState(
                CART,
                "cart-7d9-x2x",
                "uid-1",
                "worker-1",
                "Running",
                true,
                T.minusSeconds(60),
                T.minusSeconds(59),
                List.of(new ContainerSpec("web", ContainerType.APP, SOME, MORE)),
                null,
                Map.of("web", T.minusSeconds(40)));
    }

    private static AutoscalerState autoscaler() {
        return new AutoscalerState(
                "shop",
                "cart",
                CART,
                2,
                5,
                4,
                5,
                List.of(
                        new AutoscalerState.Metric("Resource", "cpu", null, "Utilization", 70),
                        new AutoscalerState.Metric(
                                "ContainerResource", "memory", "web", "AverageValue", 1.5e8)));
    }

    private static AutoscalerState autoscalerWithStatus() {
        return new AutoscalerState(
                "shop",
                "keda-hpa-cart",
                CART,
                2,
                20,
                4,
                5,
                List.of(
                        new AutoscalerState.Metric("Resource", "cpu", null, "Utilization", 70),
                        new AutoscalerState.Metric(
                                "Object",
                                "requests-per-second",
                                null,
                                "Value",
                                2_000,
                                "Ingress.v1.networking.k8s.io/main",
                                "route=cart"),
                        new AutoscalerState.Metric(
                                "Carrier", "", null, AutoscalerState.Metric.NO_TARGET, 0)),
                new AutoscalerBehavior(
                        new AutoscalerBehavior.Rules(
                                0,
                                "Min",
                                List.of(
                                        new AutoscalerBehavior.Policy("Pods", 4, 15),
                                        new AutoscalerBehavior.Policy("Percent", 50, 60)),
                                0.05),
                        new AutoscalerBehavior.Rules(null, "Disabled", List.of(), null)),
                List.of(
                        new AutoscalerState.Condition(
                                "ScalingLimited",
                                "True",
                                "TooManyReplicas",
                                "the desired replica count is more than the maximum replica count",
                                T),
                        new AutoscalerState.Condition("AbleToScale", "Unknown", "", "", null)),
                List.of(
                        new AutoscalerState.Reading("Resource", "cpu", null, 82, 0.205, null),
                        new AutoscalerState.Reading(
                                "Object", "requests-per-second", null, null, null, 1_850.5),
                        new AutoscalerState.Reading(
                                "ContainerResource", "memory", "web", null, null, null)),
                T.minusSeconds(600),
                T.minusSeconds(86_400),
                "ScaledObject.keda.sh/cart");
    }

    private static NodeState node() {
        return new NodeState(
                "worker-1",
                "uid-5",
                MORE,
                SOME,
                true,
                false,
                "10.42.0.11",
                10_250,
                "/metrics/nodes/worker-1/metrics/resource");
    }

    private static NodeState labelledNode() {
        return new NodeState(
                "worker-2",
                "uid-6",
                MORE,
                SOME,
                true,
                false,
                null,
                10_250,
                null,
                Map.of("karpenter.sh/capacity-type", "spot", "empty", ""));
    }

    private static NodeState nodeOfPods() {
        return new NodeState(
                "worker-3", "uid-7", MORE, SOME, true, false, null, 10_250, null, Map.of(), 110L);
    }

    private static QuotaState quota() {
        return new QuotaState(
                "shop",
                "compute",
                Map.of(
                        "requests.cpu",
                        new BigDecimal("8"),
                        "requests.memory",
                        new BigDecimal("17179869184")),
                Map.of("requests.cpu", new BigDecimal("7.5")),
                List.of("NotBestEffort"),
                T);
    }

    private static LimitRangeState limitRange() {
        return new LimitRangeState(
                "shop",
                "bounds",
                List.of(
                        new LimitRangeState.Item(
                                "Container",
                                Resources.NONE,
                                MORE,
                                MORE,
                                SOME,
                                Map.of("cpu", 4.0))));
    }

    private static LimitRangeState exactLimitRange() {
        return new LimitRangeState(
                "shop",
                "bounds",
                List.of(
                        new LimitRangeState.Item(
                                "PersistentVolumeClaim",
                                Resources.NONE,
                                Resources.NONE,
                                Resources.NONE,
                                Resources.NONE,
                                Map.of(),
                                new LimitRangeState.Exact(
                                        Map.of("storage", new BigDecimal("1073741824")),
                                        Map.of("storage", new BigDecimal("10737418240")),
                                        Map.of(),
                                        Map.of(),
                                        Map.of()))));
    }

    private static PodState podWithTerms() {
        return new PodState(
                CART,
                "cart-7d9-x2x",
                "uid-1",
                null,
                "Running",
                true,
                T,
                null,
                List.of(),
                null,
                null,
                new PodTerms(
                        List.of(
                                new PodTerms.Container(
                                        "web",
                                        ContainerType.APP,
                                        Map.of("cpu", new BigDecimal("0.25")),
                                        Map.of("ephemeral-storage", new BigDecimal("1000")),
                                        Map.of("cpu", new BigDecimal("0.5")),
                                        Map.of())),
                        true,
                        Map.of("memory", new BigDecimal("4096")),
                        Map.of(),
                        Map.of("cpu", new BigDecimal("0.01")),
                        "usual",
                        0,
                        true,
                        false,
                        false,
                        T));
    }

    private static Finding finding() {
        return new Finding(
                "usage-source",
                Finding.Severity.INFO,
                "worker-1",
                "Usage comes from /stats/summary.",
                T);
    }

    private static UsageAssessment usageAssessment() {
        return new UsageAssessment(
                CART,
                T,
                List.of(
                        new ContainerProfile(
                                "web",
                                ContainerType.APP,
                                SOME,
                                MORE,
                                T.minusSeconds(900),
                                T,
                                16,
                                HISTOGRAM,
                                HISTOGRAM,
                                RING,
                                RING,
                                RING),
                        new ContainerProfile(
                                "new",
                                ContainerType.SIDECAR,
                                Resources.NONE,
                                Resources.NONE,
                                null,
                                null,
                                0,
                                new HistogramState(T, new TreeMap<>(), 0, 175, 0),
                                new HistogramState(T, new TreeMap<>(), 0, 175, 0),
                                new Ring(0, new byte[0]),
                                new Ring(0, new byte[0]),
                                new Ring(0, new byte[0]))),
                RING,
                RING,
                RING,
                new Completeness(4, 3));
    }

    private static UsageSummary usageSummary() {
        return new UsageSummary(
                CART,
                T,
                2.5,
                List.of(
                        new UsageSummary.Container("web", SOME, MORE, 0.1, 0.25, 104_857_600L),
                        new UsageSummary.Container(
                                "idle", Resources.NONE, Resources.NONE, null, null, null)));
    }

    private static QuotaAssessment quotaAssessment(List<BigDecimal> highestByDay) {
        return new QuotaAssessment(
                "shop",
                "compute",
                T,
                List.of(
                        new QuotaAssessment.Line(
                                "requests.cpu",
                                new BigDecimal("8"),
                                new BigDecimal("8.5"),
                                new BigDecimal("-0.5"),
                                1.0625,
                                highestByDay)));
    }

    private static RestartRecord restart(
            String containerId,
            @Nullable Integer resets,
            @Nullable Classification classification,
            @Nullable Outcome outcome) {
        return new RestartRecord(
                CART,
                "cart-7d9-x2x",
                "uid-1",
                "web",
                ContainerType.APP,
                3,
                true,
                containerId,
                T,
                137,
                "OOMKilled",
                T,
                resets,
                classification,
                classification == null ? null : Boolean.TRUE,
                outcome,
                classification == null ? null : "uid-1/web/containerd://0",
                null);
    }

    private static RestartRecord unobserved(@Nullable Integer restarts) {
        return new RestartRecord(
                CART,
                "cart-7d9-x2x",
                "uid-1",
                "web",
                ContainerType.APP,
                2,
                false,
                null,
                null,
                null,
                null,
                T,
                null,
                null,
                null,
                null,
                null,
                restarts);
    }

    private static Classification oom() {
        return new Classification(
                IncidentClass.OOM_KILLED,
                "A3",
                Confidence.CONFIRMED,
                false,
                null,
                List.of(new Classification.Evidence("reason_oom_killed", null, null)));
    }

    private static DisruptionRecord disruption(@Nullable Boolean counted) {
        return new DisruptionRecord(
                CART,
                "cart-7d9-x2x",
                "uid-1",
                "worker-1",
                T,
                new Classification(
                        IncidentClass.EVICT_NODE_PRESSURE,
                        "B1",
                        Confidence.CONFIRMED,
                        false,
                        "memory",
                        List.of(
                                new Classification.Evidence(
                                        "message_node_pressure",
                                        T,
                                        "The node was low on resource: memory."))),
                Outcome.healed(T, T.plusSeconds(20)),
                "cart-7d9-y3y",
                "uid-1",
                T.plusSeconds(21),
                counted);
    }

    private static Incident grouped() {
        return new Incident(
                CART,
                "uid-1/web/containerd://0",
                oom(),
                "node/worker-1/drain",
                true,
                T,
                T.plusSeconds(60),
                3,
                1,
                List.of("cart-7d9-x2x"),
                List.of("web"),
                Outcome.OPEN,
                T.plusSeconds(61));
    }

    private static Recommendation resize() {
        return new Recommendation(
                CART,
                T,
                "vpa",
                new Completeness(4_032, 4_000),
                List.of(
                        new ContainerRecommendation(
                                "web",
                                ContainerType.APP,
                                SOME,
                                MORE,
                                new Advice.Resize(
                                        SOME,
                                        SOME,
                                        MORE,
                                        SOME,
                                        13.9,
                                        4_032,
                                        List.of(
                                                new Reason(
                                                        Reason.Code.PERCENTILE,
                                                        "p90 of CPU plus 15 %"))))));
    }

    private static Recommendation hold() {
        return new Recommendation(
                CART,
                T,
                "vpa",
                new Completeness(0, 0),
                List.of(
                        new ContainerRecommendation(
                                "web",
                                ContainerType.APP,
                                Resources.NONE,
                                Resources.NONE,
                                new Advice.Hold(
                                        Advice.HoldCode.TOO_FEW_SAMPLES, "2 of 10 samples", T)),
                        new ContainerRecommendation(
                                "proxy",
                                ContainerType.SIDECAR,
                                SOME,
                                MORE,
                                new Advice.Hold(Advice.HoldCode.NO_SAMPLES, "no reading", null))));
    }

    /** What somebody asked something of, and whose requests have changed. */
    private static Recommendation asked() {
        return new Recommendation(
                CART,
                T,
                "vpa",
                new Completeness(0, 0),
                List.of(
                        new ContainerRecommendation(
                                        "mesh",
                                        ContainerType.APP,
                                        SOME,
                                        Resources.NONE,
                                        new Advice.Hold(
                                                Advice.HoldCode.EXCLUDED,
                                                "the setting says so",
                                                null))
                                .since(MORE)
                                .outsideTheTemplate()),
                List.of(
                        new PolicyValue("cpu-min", "10m", PolicyValue.Origin.WORKLOAD),
                        new PolicyValue("risk", "safe", PolicyValue.Origin.NAMESPACE),
                        new PolicyValue("exclude-containers", "mesh", PolicyValue.Origin.SETTINGS)),
                null,
                null);
    }

    /** A leak that is told and not followed. */
    private static Recommendation leaking() {
        return new Recommendation(
                CART,
                T,
                "headroom",
                new Completeness(4_032, 4_000),
                List.of(
                        new ContainerRecommendation(
                                        "cart",
                                        ContainerType.APP,
                                        SOME,
                                        MORE,
                                        new Advice.Resize(
                                                SOME,
                                                SOME,
                                                MORE,
                                                MORE,
                                                14,
                                                4_000,
                                                List.of(
                                                        new Reason(Reason.Code.LEAK, "it grows"),
                                                        new Reason(
                                                                Reason.Code.LEAK_CAPPED,
                                                                "it is kept"))))
                                .leaking(
                                        new Leak(
                                                Memory.ofMebibytes(12),
                                                T.minusSeconds(86_400),
                                                3,
                                                Memory.ofMebibytes(140),
                                                T.plusSeconds(7_200)))));
    }

    /** What was held against the past. */
    private static Recommendation shown() {
        Evidence.Replayed safe = new Evidence.Replayed(13, 0.003_2, 0, 250, 512 << 20, 2);
        Evidence.Replayed cheap = new Evidence.Replayed(13, 0.021, 1, 180, 400 << 20, 3);
        return new Recommendation(
                CART,
                T,
                "headroom",
                new Completeness(4_032, 4_000),
                List.of(
                        new ContainerRecommendation(
                                        "cart",
                                        ContainerType.APP,
                                        SOME,
                                        MORE,
                                        new Advice.Resize(
                                                SOME,
                                                SOME,
                                                MORE,
                                                SOME,
                                                14,
                                                4_000,
                                                List.of(
                                                        new Reason(
                                                                Reason.Code.WEIGHED,
                                                                "by its own past"))))
                                .shownBy(
                                        new Evidence(
                                                T.minusSeconds(13 * 86_400),
                                                T,
                                                safe,
                                                List.of(new Evidence.OtherRisk("cheap", cheap)),
                                                0.93,
                                                0.981,
                                                "13 days, no breach",
                                                null))
                                .standing(
                                        new Standing(
                                                T,
                                                110,
                                                new Standing.Gate(0.25, 0.26, 0.5, 2, 0.2, 1),
                                                new Standing.Gate(3e8, 3e8, 0, 0, 0, 0),
                                                null))));
    }

    /** One that goes on from what its rules have cost. */
    private static Recommendation learned() {
        return new Recommendation(
                CART,
                T,
                "headroom",
                new Completeness(4_032, 4_000),
                List.of(
                        new ContainerRecommendation(
                                        "cart",
                                        ContainerType.APP,
                                        SOME,
                                        MORE,
                                        new Advice.Resize(
                                                SOME, SOME, MORE, MORE, 14, 4_000, List.of()))
                                .standing(
                                        new Standing(
                                                T,
                                                110,
                                                new Standing.Gate(0.25, 0.26, 0.5, 2, 0.2, 1),
                                                new Standing.Gate(3e8, 3e8, 0, 0, 0, 0),
                                                "P4AAAA=="))));
    }

    private static Golden<?> usage(String name, UsageReading value) {
        return new Golden<>("usage/" + name, UsageReading.class, value);
    }

    private static Golden<?> lifecycle(String name, LifecycleFact value) {
        return new Golden<>("lifecycle/" + name, LifecycleFact.class, value);
    }

    private static Golden<?> inventory(String name, InventoryEntry value) {
        return new Golden<>("inventory/" + name, InventoryEntry.class, value);
    }

    private static Golden<?> cluster(String name, ClusterEntry value) {
        return new Golden<>("cluster/" + name, ClusterEntry.class, value);
    }

    private static Golden<?> assessment(String name, Assessment value) {
        return new Golden<>("assessments/" + name, Assessment.class, value);
    }

    private static Golden<?> incident(String name, IncidentEntry value) {
        return new Golden<>("incidents/" + name, IncidentEntry.class, value);
    }

    /** A record as it was written before there were others beside it. */
    private static Golden<?> earlier(String name, IncidentEntry value) {
        return new Golden<>(name, IncidentEntry.class, value, false);
    }

    private static Golden<?> recommendation(String name, Recommendation value) {
        return new Golden<>("recommendations/" + name, Recommendation.class, value);
    }

    /**
     * A record and where its bytes are kept.
     *
     * @param type the type of its topic's values
     * @param written whether it is still written like that; otherwise it is only read
     */
    record Golden<T>(String name, Class<T> type, T value, boolean written) {

        Golden(String name, Class<T> type, T value) {
            this(name, type, value, true);
        }

        byte[] encoded() {
            return new RecordCodec<>(type).encode(value);
        }

        T decoded(byte[] bytes) {
            return new RecordCodec<>(type).decode(bytes);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
