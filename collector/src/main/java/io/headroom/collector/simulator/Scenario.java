package io.headroom.collector.simulator;

import static io.headroom.collector.simulator.ClusterPlan.amounts;
import static io.headroom.collector.simulator.ClusterPlan.memoryOnly;
import static io.headroom.collector.simulator.Load.constant;
import static io.headroom.collector.simulator.Load.daily;

import io.headroom.model.ContainerTraits;
import io.headroom.model.ContainerType;
import io.headroom.model.WorkloadRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The simulated workloads: an online shop, told so that every kind of trouble that Headroom is for
 * occurs once.
 *
 * @param start when the history begins
 * @param end when it ends; what happens once happens some days before that
 */
record Scenario(Randomness randomness, Instant start, Instant end) {
    private static final Duration WEEK = Duration.ofDays(7);

    List<WorkloadPlan> workloads() {
        return List.of(
                storefront(),
                search(),
                catalog(),
                productImages(),
                paymentsApi(),
                ledger(),
                fraudCheck(),
                ledgerDatabase(),
                gateway(),
                nodeAgent(),
                webhookRelay(),
                legacyAdmin(),
                orderImport(),
                nightlyReport(),
                reindexOrders(),
                featureBuilder(),
                ranker(),
                transcoder());
    }

    /** A web service that an HPA scales with the day. */
    private WorkloadPlan storefront() {
        return WorkloadPlan.of(
                        deployment("shop", "storefront"),
                        new Schedule.Scaled(3, 2, 4, 0.7),
                        ContainerPlan.app(
                                "web",
                                amounts(300, 384),
                                amounts(1_000, 512),
                                daily(0.08, 0.24, 19, 1.15),
                                Footprint.steady(170).withCache(90, 6).withWork(200)))
                .rolledOut(WEEK.multipliedBy(2), beforeEnd(WEEK));
    }

    /** A web service whose HPA has been at its maximum all the time. */
    private WorkloadPlan search() {
        return WorkloadPlan.of(
                deployment("shop", "search"),
                new Schedule.Scaled(3, 2, 3, 0.6),
                ContainerPlan.app(
                        "search",
                        amounts(300, 1_024),
                        memoryOnly(1_536),
                        daily(0.26, 0.62, 20, 1.1),
                        Footprint.steady(780).withCache(260, 10)));
    }

    /** A service on the JVM: hungry for some minutes after each start. */
    private WorkloadPlan catalog() {
        return WorkloadPlan.of(
                        deployment("shop", "catalog"),
                        new Schedule.Fixed(2),
                        ContainerPlan.app(
                                        "catalog",
                                        amounts(500, 1_024),
                                        memoryOnly(1_536),
                                        daily(0.1, 0.36, 15, 0.8),
                                        Footprint.steady(520).withGarbage(330, 47))
                                .withWarmUp(1.7, Duration.ofMinutes(8))
                                .with(
                                        new ContainerTraits(
                                                "catalog:2.7",
                                                List.of("-XX:MaxRAMPercentage=60"),
                                                Map.of(),
                                                null)))
                .rolledOut(Duration.ofDays(4), beforeEnd(Duration.ofHours(55)));
    }

    /** A leak: killed for its memory about once a day. */
    private WorkloadPlan productImages() {
        return WorkloadPlan.of(
                deployment("shop", "product-images"),
                new Schedule.Fixed(1),
                ContainerPlan.app(
                                "resizer",
                                amounts(150, 256),
                                amounts(500, 512),
                                daily(0.04, 0.16, 18, 1),
                                Footprint.steady(140))
                        .with(new Fate.Leaks(Duration.ofHours(26))));
    }

    /** A service with a native sidecar and an init container. */
    private WorkloadPlan paymentsApi() {
        return WorkloadPlan.of(
                        deployment("payments", "payments-api"),
                        new Schedule.Fixed(2),
                        ContainerPlan.of(
                                ContainerType.INIT,
                                "migrate",
                                amounts(100, 128),
                                amounts(500, 256),
                                constant(0),
                                Footprint.steady(0)),
                        ContainerPlan.of(
                                ContainerType.SIDECAR,
                                "mesh-proxy",
                                amounts(100, 64),
                                amounts(500, 128),
                                daily(0.02, 0.07, 16, 0.6),
                                Footprint.steady(46).withWork(120)),
                        ContainerPlan.app(
                                "api",
                                amounts(300, 384),
                                amounts(1_000, 768),
                                daily(0.06, 0.27, 16, 0.6),
                                Footprint.steady(230).withCache(60, 12).withWork(120)))
                .rolledOut(WEEK, beforeEnd(Duration.ofDays(2)));
    }

    /** The over-requested service: sized once for a load that never came. */
    private WorkloadPlan ledger() {
        return WorkloadPlan.of(
                deployment("payments", "ledger"),
                new Schedule.Fixed(2),
                ContainerPlan.app(
                        "ledger",
                        amounts(2_000, 4_096),
                        amounts(2_000, 4_096),
                        daily(0.11, 0.3, 14, 0.5),
                        Footprint.steady(760).withCache(220, 20).withGarbage(110, 63)));
    }

    /** The throttled service: at its CPU limit, twice its request, for most of the day. */
    private WorkloadPlan fraudCheck() {
        return WorkloadPlan.of(
                deployment("payments", "fraud-check"),
                new Schedule.Fixed(1),
                ContainerPlan.app(
                        "scorer",
                        amounts(200, 512),
                        amounts(400, 768),
                        daily(0.33, 0.85, 16, 0.9),
                        Footprint.steady(430).withCache(70, 4)));
    }

    /** A database with its exporter. */
    private WorkloadPlan ledgerDatabase() {
        return WorkloadPlan.of(
                new WorkloadRef("payments", "StatefulSet", "apps", "ledger-db"),
                new Schedule.Fixed(2),
                ContainerPlan.app(
                                "postgres",
                                amounts(500, 2_048),
                                memoryOnly(3_072),
                                daily(0.12, 0.42, 14, 0.6),
                                Footprint.steady(620).withCache(1_250, 30))
                        .with(new ContainerTraits("postgres:17", null, Map.of(), null)),
                ContainerPlan.app(
                        "exporter",
                        amounts(20, 32),
                        memoryOnly(64),
                        constant(0.006),
                        Footprint.steady(24)));
    }

    /** Pods of a controller of a kind that Headroom does not watch. */
    private WorkloadPlan gateway() {
        return WorkloadPlan.of(
                        new WorkloadRef("platform", "Rollout", "argoproj.io", "gateway"),
                        new Schedule.Fixed(1),
                        ContainerPlan.app(
                                "gateway",
                                amounts(400, 256),
                                amounts(1_000, 512),
                                daily(0.12, 0.33, 18, 1),
                                Footprint.steady(150).withWork(160)))
                .rolledOut(Duration.ofDays(10), beforeEnd(Duration.ofDays(5)));
    }

    private WorkloadPlan nodeAgent() {
        return WorkloadPlan.of(
                new WorkloadRef("platform", "DaemonSet", "apps", "node-agent"),
                new Schedule.PerNode(),
                ContainerPlan.app(
                        "agent",
                        amounts(100, 128),
                        memoryOnly(256),
                        daily(0.03, 0.05, 16, 0.8),
                        Footprint.steady(96).withCache(20, 24)));
    }

    /** A crash loop: since its latest rollout it fails soon after each start. */
    private WorkloadPlan webhookRelay() {
        Instant badRelease = beforeEnd(Duration.ofDays(2));
        return WorkloadPlan.of(
                        deployment("platform", "webhook-relay"),
                        new Schedule.Fixed(1),
                        ContainerPlan.app(
                                        "relay",
                                        amounts(100, 128),
                                        amounts(500, 256),
                                        daily(0.03, 0.08, 17, 0.9),
                                        Footprint.steady(74))
                                .with(new Fate.Crashes(badRelease, Duration.ofSeconds(90))))
                .rolledOut(Duration.ofDays(30), badRelease);
    }

    /** A service that nobody uses any more. */
    private WorkloadPlan legacyAdmin() {
        return WorkloadPlan.of(
                deployment("platform", "legacy-admin"),
                new Schedule.Fixed(1),
                ContainerPlan.app(
                        "admin",
                        amounts(500, 1_024),
                        amounts(1_000, 1_024),
                        constant(0.002),
                        Footprint.steady(210)));
    }

    /** A queue's worker: idle, or busy with a batch. */
    private WorkloadPlan orderImport() {
        return WorkloadPlan.of(
                deployment("batch", "order-import"),
                new Schedule.Fixed(1),
                ContainerPlan.app(
                        "worker",
                        amounts(250, 256),
                        amounts(1_000, 640),
                        Load.bursts(
                                0.02,
                                0.78,
                                Duration.ofMinutes(50),
                                0.3,
                                randomness.mix("order-import")),
                        Footprint.steady(120).withWork(260)));
    }

    /** A report that a CronJob computes every night. */
    private WorkloadPlan nightlyReport() {
        return WorkloadPlan.of(
                new WorkloadRef("batch", "CronJob", "batch", "nightly-report"),
                new Schedule.Nightly(Duration.ofHours(2)),
                ContainerPlan.app(
                                "report",
                                amounts(1_000, 1_024),
                                amounts(2_000, 2_048),
                                constant(1.35),
                                Footprint.steady(300).withCache(1_250, 0.8))
                        .with(new Fate.Completes(Duration.ofMinutes(95))));
    }

    /** A Job that ran once. */
    private WorkloadPlan reindexOrders() {
        return WorkloadPlan.of(
                new WorkloadRef("batch", "Job", "batch", "reindex-orders"),
                new Schedule.Once(beforeEnd(Duration.ofDays(4).plusHours(5))),
                ContainerPlan.app(
                                "reindex",
                                amounts(500, 512),
                                amounts(1_000, 1_024),
                                constant(0.7),
                                Footprint.steady(380).withCache(150, 2))
                        .with(new Fate.Completes(Duration.ofHours(7))));
    }

    /** Three are wanted, and the namespace's quota lets two in. */
    private WorkloadPlan featureBuilder() {
        return WorkloadPlan.of(
                deployment("ml", "feature-builder"),
                new Schedule.Fixed(3),
                ContainerPlan.app(
                        "builder",
                        amounts(3_000, 3_072),
                        amounts(4_000, 4_096),
                        daily(1.6, 2.7, 4, 1),
                        Footprint.steady(1_900).withWork(300)));
    }

    /** A model server that needs more memory than its namespace allows a container. */
    private WorkloadPlan ranker() {
        return WorkloadPlan.of(
                deployment("ml", "ranker"),
                new Schedule.Fixed(1),
                ContainerPlan.app(
                                "server",
                                amounts(1_500, 3_072),
                                memoryOnly(4_096),
                                daily(0.5, 1.1, 19, 1.1),
                                Footprint.steady(3_420).withCache(180, 8))
                        .with(
                                new ContainerTraits(
                                        "ranker:5", null, Map.of("nvidia.com/gpu", 1L), null)));
    }

    /** One replica more every three days: its namespace's quota will soon be full. */
    private WorkloadPlan transcoder() {
        return WorkloadPlan.of(
                deployment("media", "transcoder"),
                new Schedule.Growing(1, start, Duration.ofDays(3)),
                ContainerPlan.app(
                        "transcoder",
                        amounts(600, 512),
                        memoryOnly(768),
                        daily(0.12, 0.4, 20, 1.1),
                        Footprint.steady(260).withWork(140)));
    }

    /** {@code ago} before the end, or in the middle of a history that is too short for that. */
    private Instant beforeEnd(Duration ago) {
        Duration half = Duration.between(start, end).dividedBy(2);
        return end.minus(ago.compareTo(half.multipliedBy(2)) < 0 ? ago : half);
    }

    private static WorkloadRef deployment(String namespace, String name) {
        return new WorkloadRef(namespace, "Deployment", "apps", name);
    }
}
