package io.headroom.recommender.fit;

import static io.headroom.recommender.fit.Members.amounts;
import static io.headroom.recommender.fit.Members.namespace;
import static io.headroom.recommender.fit.Members.quota;
import static io.headroom.recommender.fit.Members.statefulSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headroom.model.Resources;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.ClaimTemplates;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.recommender.fit.NamespacePlan.Blocked;
import io.headroom.recommender.fit.NamespacePlan.GivenUp;
import io.headroom.recommender.fit.NamespacePlan.Line;
import io.headroom.recommender.fit.NamespacePlan.QuotaAdvice;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Plans of StatefulSets whose pods get claims of volumes. */
class VolumePlanTest {
    private static final BigDecimal SIZE = BigDecimal.valueOf(100);

    @Test
    void aStorageLineBlocksPodsWhoseClaimsItDoesNotLetIn() {
        Member db = db(2, 5).build();

        NamespacePlan plan =
                Planner.plan(namespace(List.of(db), quota("requests.storage", "450", "200")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.blockedBy())
                .extracting(Blocked::quota, Blocked::resource, Blocked::needed, Blocked::missing)
                .containsExactly(
                        tuple(
                                "compute",
                                "requests.storage",
                                BigDecimal.valueOf(500),
                                BigDecimal.valueOf(50)));
        assertThat(plan.workloads().getFirst().givesUp())
                .containsExactly(
                        new GivenUp("pods", BigDecimal.valueOf(5), BigDecimal.valueOf(4), 0.2));
        assertThat(plan.lines().getFirst().now()).isEqualByComparingTo("200");
        assertThat(plan.lines().getFirst().advice()).isEqualByComparingTo("500");
        assertThat(plan.lines().getFirst().plan()).isEqualByComparingTo("400");
    }

    @Test
    void claimsThatStayedNeedNoRoomAgain() {
        List<VolumeClaimState> there = claims("data-db-0", "data-db-1", "data-db-2");
        Member db = statefulSet("db").replicas(2, 5, 0).volumes(templates("fast"), there).build();

        NamespacePlan plan =
                Planner.plan(namespace(List.of(db), quota("persistentvolumeclaims", "5", "3")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan.lines().getFirst().advice()).isEqualByComparingTo("5");
    }

    @Test
    void claimsThatAStatusDoesNotCountYetAreCounted() {
        List<VolumeClaimState> there = claims("data-db-0", "data-db-1", "data-db-2");
        Member db = statefulSet("db").replicas(2, 5, 0).volumes(templates("fast"), there).build();

        NamespacePlan plan =
                Planner.plan(
                        namespace(
                                List.of(db),
                                quota(
                                        "requests.storage",
                                        "450",
                                        "200",
                                        "persistentvolumeclaims",
                                        "9",
                                        "4")));

        assertThat(plan.blockedBy())
                .extracting(Blocked::resource, Blocked::missing)
                .containsExactly(tuple("requests.storage", BigDecimal.valueOf(50)));
        assertThat(plan.lines())
                .extracting(Line::resource, Line::now, Line::plan)
                .containsExactly(
                        tuple(
                                "persistentvolumeclaims",
                                BigDecimal.valueOf(4),
                                BigDecimal.valueOf(5)),
                        tuple(
                                "requests.storage",
                                BigDecimal.valueOf(300),
                                BigDecimal.valueOf(400)));
    }

    @Test
    void aQuotaOfOneClassCountsTheClaimsOfThatClassAlone() {
        Member fast = db(2, 5).build();
        Member slow =
                statefulSet("logs").replicas(0, 5, 0).volumes(templates("slow"), List.of()).build();

        NamespacePlan plan =
                Planner.plan(
                        namespace(
                                List.of(fast, slow),
                                quota(
                                        "fast.storageclass.storage.k8s.io/requests.storage",
                                        "400",
                                        "200",
                                        "slow.storageclass.storage.k8s.io/persistentvolumeclaims",
                                        "3",
                                        "0",
                                        "count/persistentvolumeclaims",
                                        "100",
                                        "2")));

        assertThat(plan.blockedBy())
                .extracting(Blocked::resource, Blocked::missing)
                .containsExactly(
                        tuple(
                                "fast.storageclass.storage.k8s.io/requests.storage",
                                BigDecimal.valueOf(100)),
                        tuple(
                                "slow.storageclass.storage.k8s.io/persistentvolumeclaims",
                                BigDecimal.valueOf(2)));
        assertThat(plan.workloads())
                .extracting(NamespacePlan.Workload::plannedPods)
                .containsExactly(4, 3);
    }

    @Test
    void aScopeOfVolumeAttributesClassesCountsClaimsByTheirTemplate() {
        ClaimTemplates templates =
                new ClaimTemplates(
                        0,
                        List.of(
                                new ClaimTemplates.Template("data", "fast", List.of("gold"), SIZE),
                                new ClaimTemplates.Template("log", "fast", List.of(), SIZE)));
        Member db = statefulSet("db").replicas(1, 4, 0).volumes(templates, List.of()).build();
        QuotaState gold =
                new QuotaState(
                        "shop",
                        "gold",
                        Map.of("requests.storage", BigDecimal.valueOf(250)),
                        Map.of("requests.storage", BigDecimal.ZERO),
                        List.of("VolumeAttributesClass In gold"));

        NamespacePlan plan = Planner.plan(namespace(List.of(db), gold));

        assertThat(plan.blockedBy())
                .extracting(Blocked::needed)
                .containsExactly(BigDecimal.valueOf(400));
        assertThat(plan.workloads().getFirst().plannedPods()).isEqualTo(2);
    }

    @Test
    void whereStorageIsShortPodsGiveWayAndSizesStay() {
        Member db = db(2, 5).target(amounts(500, 512)).used(amounts(10, 20)).build();

        NamespacePlan plan =
                Planner.plan(
                        namespace(
                                List.of(db),
                                quota(
                                        "requests.cpu",
                                        "2.5",
                                        "1",
                                        "requests.storage",
                                        "300",
                                        "200")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.workloads().getFirst().plannedPods()).isEqualTo(3);
        assertThat(plan.workloads().getFirst().givesUp())
                .extracting(GivenUp::resource)
                .containsExactly("pods");
    }

    @Test
    void whatIsOverItsQuotaAlreadyKeepsWhatItHasAndGetsNoMore() {
        Member db = db(2, 5).build();

        NamespacePlan plan =
                Planner.plan(namespace(List.of(db), quota("requests.storage", "150", "200")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.blockedBy()).hasSize(1);
        assertThat(plan.workloads().getFirst().plannedPods()).isEqualTo(2);
        assertThat(
                        Planner.plan(
                                        namespace(
                                                List.of(db(2, 2).build()),
                                                quota("requests.storage", "150", "200")))
                                .verdict())
                .as("nothing is made")
                .isEqualTo(Verdict.FITS);
    }

    @Test
    void wherePodsThatShouldBeThereLackTheirClaimsThereIsNoPlan() {
        Member db = db(4, 4).build();

        NamespacePlan plan =
                Planner.plan(namespace(List.of(db), quota("requests.storage", "350", "200")));

        assertThat(plan.verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(plan.stuckOn())
                .extracting(Blocked::message)
                .containsExactly(
                        "ResourceQuota compute lets in 350 of requests.storage, and 400 would"
                                + " be counted: 50 too much");
    }

    @Test
    void aRolloutNeedsNoNewClaims() {
        Member db = db(2, 2).target(amounts(600, 512)).build();

        NamespacePlan plan =
                Planner.plan(
                        namespace(
                                List.of(db, Members.deployment("web").replicas(2, 2, 1).build()),
                                quota(
                                        "requests.storage",
                                        "150",
                                        "200",
                                        "requests.cpu",
                                        "2.3",
                                        "2")));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_IN_STAGES);
        assertThat(plan.stages())
                .extracting(NamespacePlan.Stage::how)
                .containsExactly(Step.How.ROLLOUT);
    }

    @Test
    void aLimitRangeThatRefusesAClaimRefusesItsPod() {
        LimitRangeState range =
                new LimitRangeState(
                        "shop",
                        "volumes",
                        List.of(
                                new LimitRangeState.Item(
                                        "PersistentVolumeClaim",
                                        Resources.NONE,
                                        Resources.NONE,
                                        Resources.NONE,
                                        Resources.NONE,
                                        Map.of(),
                                        new LimitRangeState.Exact(
                                                Map.of(),
                                                Map.of("storage", BigDecimal.valueOf(50)),
                                                Map.of(),
                                                Map.of(),
                                                Map.of()))));

        NamespacePlan grows = plan(db(2, 3).build(), range);

        assertThat(grows.verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(grows.workloads().getFirst().refused())
                .isEqualTo(
                        "LimitRange volumes refuses the storage of a claim of a volume for its"
                                + " maximum");
        assertThat(plan(db(2, 2).build(), range).verdict())
                .as("claims that are there are not asked about")
                .isEqualTo(Verdict.FITS);
    }

    @Test
    void whatAQuotaOfVolumesShouldBeHasTheClaimsThatAreToCome() {
        QuotaAdvice advice = advice(db(2, 5).build(), quota("requests.storage", "450", "200"));

        assertThat(advice.used()).isEqualByComparingTo("200");
        assertThat(advice.needed()).isEqualByComparingTo("500");
        assertThat(advice.recommended()).isEqualByComparingTo("550");
        assertThat(advice.reach()).isEqualByComparingTo("500");
        assertThat(advice.message())
                .isEqualTo("not enough for all pods at their most: raise it to 550");
    }

    @Test
    void whatNoStatefulSetCanComeToIsGivenBack() {
        QuotaAdvice advice = advice(db(2, 5).build(), quota("requests.storage", "1000", "200"));

        assertThat(advice.giveBack()).isEqualByComparingTo("450");
        assertThat(advice.unreachable()).isTrue();
    }

    @Test
    void whereSomebodyElseClaimsVolumesNobodyKnowsHowFarThatGoes() {
        QuotaAdvice advice = advice(db(2, 5).build(), quota("requests.storage", "1000", "300"));

        assertThat(advice.needed()).isEqualByComparingTo("600");
        assertThat(advice.reach()).isNull();
        assertThat(advice.giveBack()).isEqualByComparingTo("0");
        assertThat(advice.unreachable()).isFalse();
        assertThat(advice(db(2, 5).build(), quota("requests.storage", "500", "300")).message())
                .isEqualTo("not enough for all pods at their most: raise it to 660");
    }

    @Test
    void moreBytesThanCouldBeCutInThousandthsAreFittedAllTheSame() {
        long pebibyte = 1L << 50;
        ClaimTemplates large =
                new ClaimTemplates(
                        0,
                        List.of(
                                new ClaimTemplates.Template(
                                        "data", "fast", List.of(), BigDecimal.valueOf(pebibyte))));
        Member db = statefulSet("db").replicas(1, 9, 0).volumes(large, List.of()).build();

        NamespacePlan plan =
                Planner.plan(
                        namespace(
                                List.of(db),
                                quota("requests.storage", String.valueOf(7 * pebibyte), "0")));

        assertThat(plan.workloads().getFirst().plannedPods()).isEqualTo(7);
    }

    /** One whose first two pods have their claims. */
    private static Members db(int fewest, int most) {
        return statefulSet("db")
                .replicas(fewest, most, 0)
                .volumes(templates("fast"), claims("data-db-0", "data-db-1"));
    }

    private static ClaimTemplates templates(String storageClass) {
        return new ClaimTemplates(
                0, List.of(new ClaimTemplates.Template("data", storageClass, List.of(), SIZE)));
    }

    private static List<VolumeClaimState> claims(String... names) {
        return Stream.of(names)
                .map(name -> new VolumeClaimState("shop", name, "fast", List.of(), SIZE, null))
                .toList();
    }

    private static NamespacePlan plan(Member member, LimitRangeState range) {
        return Planner.plan(
                new NamespaceFacts(
                        "shop",
                        Members.AS_OF,
                        List.of(member),
                        List.of(),
                        List.of(range),
                        List.of()));
    }

    private static QuotaAdvice advice(Member member, QuotaState quota) {
        return Planner.plan(namespace(List.of(member), quota)).quotas().getFirst();
    }
}
