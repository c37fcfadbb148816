package io.headroom.recommender.fit;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.ClaimTemplates;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.size.PodShape;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A workload of a namespace, of one container, as tests need it. */
final class Members {
    static final Instant AS_OF = Instant.parse("2026-03-15T00:00:00Z");

    /** A node that has more than anybody wants. */
    static final Map<String, Resources> LARGE = Map.of("node", amounts(1_000_000, 1 << 30));

    private final WorkloadRef workload;
    private Member.Replicas replicas = new Member.Replicas(2, 2, 0);
    private int pods = 2;
    private int missing;
    private Resources now = amounts(500, 512);
    private Resources limits = Resources.NONE;
    private @Nullable Resources target;
    private @Nullable Resources targetLimits;
    private Resources used = amounts(100, 200);
    private @Nullable Resources using;
    private int smaller;
    private List<Member.Day> days = List.of();
    private Volumes volumes = Volumes.NONE;

    private @Nullable Resources template;
    private Renewal renewal = Renewal.ROLLOUT;

    private Members(WorkloadRef workload) {
        this.workload = workload;
    }

    static Members deployment(String name) {
        return deployment("shop", name);
    }

    static Members deployment(String namespace, String name) {
        return new Members(new WorkloadRef(namespace, "Deployment", "apps", name));
    }

    static Members cronJob(String name) {
        return new Members(new WorkloadRef("shop", "CronJob", "batch", name));
    }

    static Members statefulSet(String name) {
        return new Members(new WorkloadRef("shop", "StatefulSet", "apps", name));
    }

    /** A pod of its own. */
    static Members pod(String namespace, String name) {
        Members pod = new Members(new WorkloadRef(namespace, "Pod", "", name));
        pod.renewal = Renewal.NONE;
        return pod.rolling(1, 1, 0, 0);
    }

    /** One that ends all of its pods before it makes others. */
    static Members recreating(String namespace, String name) {
        Members deployment = deployment(namespace, name);
        deployment.renewal = Renewal.RECREATE;
        return deployment;
    }

    /** One whose pods are replaced once somebody deletes them. */
    static Members replicaSet(String namespace, String name) {
        Members set = new Members(new WorkloadRef(namespace, "ReplicaSet", "apps", name));
        set.renewal = Renewal.ON_DELETE;
        return set;
    }

    static Members cronJob(String name, Renewal renewal) {
        Members job = new Members(new WorkloadRef("shop", "CronJob", "batch", name));
        job.renewal = renewal;
        return job;
    }

    static Resources amounts(long millicores, long mebibytes) {
        return new Resources(new Cpu(millicores), Memory.ofMebibytes(mebibytes));
    }

    /** On a node that holds them whatever they request. */
    static NamespaceFacts namespace(List<Member> members, QuotaState... quotas) {
        return new NamespaceFacts("shop", AS_OF, members, List.of(quotas), List.of(), List.of())
                .on(LARGE);
    }

    static QuotaState quota(String... hardAndUsed) {
        Map<String, BigDecimal> hard = new TreeMap<>();
        Map<String, BigDecimal> used = new TreeMap<>();
        for (int at = 0; at < hardAndUsed.length; at += 3) {
            hard.put(hardAndUsed[at], new BigDecimal(hardAndUsed[at + 1]));
            used.put(hardAndUsed[at], new BigDecimal(hardAndUsed[at + 2]));
        }
        return new QuotaState("shop", "compute", hard, used, List.of());
    }

    Members replicas(int fewest, int most, int surge) {
        replicas = new Member.Replicas(most, fewest, surge);
        return this;
    }

    /** So many pods, which an autoscaler may make more of, and of whose rollouts this is known. */
    Members rolling(int count, int most, int surge, int unavailable) {
        replicas = new Member.Replicas(most, count, surge, unavailable);
        pods = count;
        return this;
    }

    Members pods(int count) {
        pods = count;
        return this;
    }

    /** So many more are asked for, which are not there, by its minimum or not. */
    Members missing(int count, boolean byMinimum) {
        missing = count;
        if (byMinimum) {
            int fewest = pods + count;
            replicas =
                    new Member.Replicas(
                            Math.max(replicas.most(), fewest),
                            fewest,
                            replicas.surge(),
                            replicas.unavailable());
        }
        return this;
    }

    Members requests(Resources amounts) {
        now = amounts;
        return this;
    }

    /** What its template says, where that is not what its pods have. */
    Members template(Resources amounts) {
        template = amounts;
        return this;
    }

    Members limits(Resources amounts) {
        limits = amounts;
        return this;
    }

    Members target(Resources amounts) {
        target = amounts;
        return this;
    }

    Members targetLimits(Resources amounts) {
        targetLimits = amounts;
        return this;
    }

    Members used(Resources amounts) {
        used = amounts;
        return this;
    }

    /** All of its pods together, now. */
    Members using(Resources amounts) {
        using = amounts;
        return this;
    }

    /** As many pods each day, of which nothing else is known. */
    Members podsByDay(List<Double> pods) {
        return days(
                IntStream.range(0, pods.size())
                        .mapToObj(day -> new Member.Day(day, pods.get(day), Double.NaN, Double.NaN))
                        .toList());
    }

    Members days(List<Member.Day> known) {
        days = List.copyOf(known);
        return this;
    }

    /** What its pods claim of volumes, as the claims say that are there. */
    Members volumes(ClaimTemplates templates, List<VolumeClaimState> there) {
        volumes = Volumes.of(workload, templates, replicas.most(), there, List.of(), null);
        return this;
    }

    /** So many of the oldest pods request half of what the youngest does. */
    Members smaller(int count) {
        smaller = count;
        return this;
    }

    Member build() {
        ContainerSpec web = new ContainerSpec("web", ContainerType.APP, now, limits);
        PodShape shape =
                new PodShape(
                        List.of(
                                template == null
                                        ? web
                                        : new ContainerSpec(
                                                "web", ContainerType.APP, template, limits)),
                        Resources.NONE);
        PodTerms terms = Terms.of(new PodShape(List.of(web), Resources.NONE));
        ContainerSpec half =
                new ContainerSpec(
                        "web",
                        ContainerType.APP,
                        new Resources(
                                now.cpu() == null ? null : now.cpu().scaled(0.5),
                                now.memory() == null ? null : now.memory().scaled(0.5)),
                        limits);
        PodTerms halved = Terms.of(new PodShape(List.of(half), Resources.NONE));
        return new Member(
                workload,
                terms,
                new Member.Replicas(
                        replicas.most(),
                        replicas.fewest(),
                        pods + missing,
                        replicas.surge(),
                        replicas.unavailable(),
                        renewal),
                shape,
                IntStream.range(0, pods)
                        .mapToObj(pod ->
                                new PodState(
                                        workload,
                                        workload.name() + '-' + pod,
                                        "uid-" + workload.name() + pod,
                                        "node",
                                        "Running",
                                        true,
                                        AS_OF,
                                        AS_OF,
                                        List.of(pod < smaller ? half : web),
                                        null,
                                        null,
                                        pod < smaller ? halved : terms))
                        .toList(),
                target == null ? null : recommendation(target),
                Map.of("web", used),
                using,
                days,
                volumes);
    }

    private Recommendation recommendation(Resources wanted) {
        ContainerRecommendation container =
                new ContainerRecommendation(
                        "web",
                        ContainerType.APP,
                        now,
                        limits,
                        new Advice.Resize(wanted, wanted, wanted, wanted, 1, 720, List.of()));
        return new Recommendation(
                workload,
                AS_OF,
                "headroom",
                new Completeness(12, 12),
                List.of(targetLimits == null ? container : container.limited(targetLimits)));
    }
}
