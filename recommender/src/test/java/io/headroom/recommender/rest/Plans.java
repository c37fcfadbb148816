package io.headroom.recommender.rest;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.fit.Member;
import io.headroom.recommender.fit.NamespaceFacts;
import io.headroom.recommender.fit.Terms;
import io.headroom.recommender.size.PodShape;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What plans are made of. */
final class Plans {
    private static final WorkloadRef CART = new WorkloadRef("shop", "Deployment", "apps", "cart");

    private Plans() {}

    /**
     * Four replicas and a surge of one that are to have half a core each, of two that there are.
     */
    static NamespaceFacts tightShop(Instant asOf) {
        return new NamespaceFacts(
                "shop",
                asOf,
                List.of(cart(CART, asOf)),
                List.of(
                        new QuotaState(
                                "shop",
                                "compute",
                                Map.of("requests.cpu", new BigDecimal("1.9")),
                                Map.of("requests.cpu", new BigDecimal("3")),
                                List.of())),
                List.of(),
                List.of());
    }

    /**
     * Two like it that share a quota, of which a quarter of a core more was used on each of
     * fourteen days.
     */
    static List<NamespaceFacts> sharing(Instant asOf, QuotaAssessment assessed) {
        return Stream.of("mail", "search")
                .map(namespace ->
                        new NamespaceFacts(
                                namespace,
                                asOf,
                                List.of(
                                        cart(
                                                new WorkloadRef(
                                                        namespace, "Deployment", "apps", "cart"),
                                                asOf)),
                                List.of(
                                        new QuotaState(
                                                "",
                                                assessed.name(),
                                                Map.of("requests.cpu", new BigDecimal("8")),
                                                Map.of("requests.cpu", new BigDecimal("6")),
                                                List.of())),
                                List.of(),
                                List.of(),
                                Map.of(assessed.name(), assessed),
                                List.of()))
                .toList();
    }

    private static Member cart(WorkloadRef workload, Instant asOf) {
        Resources now = new Resources(new Cpu(750), Memory.ofMebibytes(256));
        Resources target = new Resources(new Cpu(500), Memory.ofMebibytes(256));
        ContainerSpec web = new ContainerSpec("web", ContainerType.APP, now, Resources.NONE);
        List<PodState> pods =
                IntStream.range(0, 4)
                        .mapToObj(pod ->
                                new PodState(
                                        workload,
                                        "cart-" + pod,
                                        "uid-" + pod,
                                        "a",
                                        "Running",
                                        true,
                                        asOf,
                                        asOf,
                                        List.of(web)))
                        .toList();
        return new Member(
                workload,
                Terms.of(new PodShape(List.of(web), Resources.NONE)),
                new Member.Replicas(4, 4, 1),
                new PodShape(List.of(web), Resources.NONE),
                pods,
                new Recommendation(
                        workload,
                        asOf,
                        "headroom",
                        new Completeness(12, 12),
                        List.of(
                                new ContainerRecommendation(
                                        "web",
                                        ContainerType.APP,
                                        now,
                                        Resources.NONE,
                                        new Advice.Resize(
                                                target, target, target, target, 1, 720,
                                                List.of())))),
                Map.of("web", new Resources(new Cpu(100), Memory.ofMebibytes(200))),
                new Resources(new Cpu(1_900), Memory.ofMebibytes(800)),
                IntStream.range(0, 14)
                        .mapToObj(day -> new Member.Day(day, 4, 0.5, 200 << 20))
                        .toList());
    }
}
