package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.assessment.UsageSummary;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.Finding;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.NamespaceState;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.cluster.PriorityClassState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.cluster.StorageClassState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.ClaimTemplates;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodRefusal;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.VerticalAutoscalerState;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.recommendation.Retarget;
import io.headroom.model.topic.Keys;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.NamespacePlan.LimitRangeAdvice;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.fit.QuotaForecast;
import io.headroom.recommender.fit.StatusBehind;
import io.headroom.recommender.fit.Step.How;
import io.headroom.recommender.fit.Terms;
import io.headroom.recommender.output.PlanTable;
import io.headroom.recommender.policy.Policies;
import io.headroom.recommender.policy.PolicyLevel;
import io.headroom.recommender.savings.PriceSheet;
import io.headroom.recommender.size.PodShape;
import io.headroom.recommender.size.Profiles;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans, from what the topics hold to what REST and metrics read. */
class PlansOfStateTest {
    private static final WorkloadRef CART = States.deployment("shop", "cart");

    private static final BigDecimal SOME = new BigDecimal("20");

    private static final String BLOCKED_BY_QUOTA =
            "headroom_recommendation_blocked{container=web,namespace=shop,reason=quota,"
                    + "workload=cart,workload_kind=Deployment}";

    private final LatestState state =
            new LatestState(PriceSheet.NONE, new Policies(PolicyLevel.NONE, Set.of("vpa")));
    private final Dirty dirty = new Dirty();

    @Test
    void aNamespaceOfWhichNothingIsKnownHasNoPlan() {
        assertThat(state.plan("shop")).isEmpty();
        assertThat(state.plan("")).isEmpty();
        assertThat(state.plan("shop/x")).isEmpty();
    }

    @Test
    void aQuotaThatNamespacesShareBindsEachOfThem() {
        put(deployment("0"));
        ClusterQuotaState shared =
                new ClusterQuotaState(
                        "team",
                        Map.of("requests.cpu", new BigDecimal("3")),
                        Map.of("requests.cpu", new BigDecimal("1.5")),
                        List.of(),
                        Map.of(
                                "shop", Map.of("requests.cpu", BigDecimal.ZERO),
                                "other", Map.of("requests.cpu", new BigDecimal("1.5"))),
                        null);
        state.cluster(shared.key(), shared, Profiles.START, dirty);

        // two cores beside what the other namespace has of three
        assertThat(plan().verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(plan().blockedBy().getFirst().quota()).isEqualTo("clusterresourcequota/team");
        assertThat(plan().blockedBy().getFirst().missing()).isEqualByComparingTo("0.5");
        state.cluster(shared.key(), null, Profiles.START, dirty);
        assertThat(plan().verdict()).isEqualTo(Verdict.FITS);
    }

    @Test
    void whoSharesAQuotaIsAsTheSelectorHasItAndWhereTheStatusIsBehindThatIsSaid() {
        WorkloadRef mail = States.deployment("mail", "mail");
        put(deployment("0"));
        put(charged(CART, "cart-1"));
        put(charged(CART, "cart-2"));
        put(of(mail, 1, "0"));
        put(charged(mail, "mail-1"));
        // shop has just been labelled, old is so no longer
        ClusterQuotaState behind =
                new ClusterQuotaState(
                        "team",
                        Map.of("requests.cpu", new BigDecimal("4")),
                        Map.of("requests.cpu", new BigDecimal("3")),
                        List.of(),
                        Map.of(
                                "mail", Map.of("requests.cpu", BigDecimal.ONE),
                                "old", Map.of("requests.cpu", BigDecimal.TWO)),
                        null,
                        Map.of("requests.cpu", new BigDecimal("4")),
                        List.of("mail", "shop"));
        state.cluster(behind.key(), behind, Profiles.START, dirty);

        for (String namespace : List.of("shop", "mail")) {
            NamespacePlan plan = state.plan(namespace).orElseThrow();
            assertThat(plan.lines().getFirst().now())
                    .as("a core of each pod of the two")
                    .isEqualByComparingTo("3");
            assertThat(plan.statusBehind())
                    .extracting(StatusBehind::message)
                    .containsExactly(
                            "ClusterResourceQuota team chooses namespace shop by its selector, and"
                                    + " its status does not count that yet: plans add what the pods"
                                    + " there are charged for",
                            "ClusterResourceQuota team does not choose namespace old by its"
                                    + " selector, and its status still counts that: plans leave it"
                                    + " out");
        }
        assertThat(state.plan("old")).isEmpty();
        assertThat(behindFindings())
                .extracting(Finding::subject)
                .containsExactly("/clusterquota/team");
        assertThat(state.statusBehind(assessment("", "clusterresourcequota/team", "4", "3")))
                .isEqualTo(plan().statusBehind());

        state.cluster(behind.key(), null, Profiles.START, dirty);

        assertThat(behindFindings()).isEmpty();
    }

    @Test
    void whatAdmissionEnforcesCountsUntilTheStatusTakesUpWhatTheQuotaAsksFor() {
        put(deployment("0"));
        QuotaState raised = asked("1.5", "4");
        state.cluster(raised.key(), raised, Profiles.START, dirty);

        NamespacePlan plan = plan();

        assertThat(plan.verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(plan.lines().getFirst().hard()).isEqualByComparingTo("1.5");
        assertThat(plan.statusBehind())
                .singleElement()
                .satisfies(behind -> {
                    assertThat(behind.hard()).isEqualByComparingTo("1.5");
                    assertThat(behind.specHard()).isEqualByComparingTo("4");
                    assertThat(behind.message())
                            .isEqualTo(
                                    "ResourceQuota compute asks for 4 of requests.cpu, and its"
                                            + " status still enforces 1.5: admission goes by that"
                                            + " until the quota controller takes it up");
                });
        assertThat(state.statusBehind(assessment("shop", "compute", "1.5", "0")))
                .isEqualTo(plan.statusBehind());
        Finding finding = behindFindings().getFirst();
        assertThat(finding.subject()).isEqualTo("/quota/shop/compute");
        assertThat(finding.since()).isEqualTo(Profiles.START);

        QuotaState later = asked("1.5", "4");
        state.cluster(later.key(), later, Profiles.START.plusSeconds(60), dirty);

        assertThat(behindFindings().getFirst().since()).isEqualTo(Profiles.START);

        QuotaState takenUp = asked("4", "4.000");
        state.cluster(takenUp.key(), takenUp, Profiles.START.plusSeconds(90), dirty);

        assertThat(plan().verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan().statusBehind()).isEmpty();
        assertThat(behindFindings()).isEmpty();
    }

    @Test
    void aQuotaWithoutAStatusBindsNobodyYetAndThatIsSaid() {
        put(deployment("0"));
        QuotaState fresh =
                new QuotaState(
                        "shop",
                        "compute",
                        Map.of(),
                        Map.of(),
                        List.of(),
                        null,
                        Map.of("requests.cpu", BigDecimal.ONE));
        state.cluster(fresh.key(), fresh, Profiles.START, dirty);

        assertThat(plan().verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan().statusBehind())
                .singleElement()
                .satisfies(behind ->
                        assertThat(behind.message())
                                .contains("asks for 1 of requests.cpu")
                                .contains("its status enforces nothing of that yet"));
    }

    @Test
    void podsThatAreRefusedAreAFindingAndASeriesAsLongAsTheyAre() {
        PodRefusal byQuota =
                new PodRefusal(
                        CART,
                        PodRefusal.By.QUOTA,
                        "compute",
                        List.of("pods", "requests.cpu"),
                        "exceeded quota: compute",
                        Profiles.START);
        put(byQuota);
        WorkloadRef mail = States.deployment("mail", "mail");
        put(new PodRefusal(mail, PodRefusal.By.OTHER, null, List.of(), "denied", Profiles.START));

        assertThat(state.findings().values())
                .extracting(Finding::code, Finding::subject, Finding::message)
                .containsExactly(
                        tuple(
                                "pods-refused",
                                mail.key(),
                                "the API server refuses pods of mail/Deployment.apps/mail, whose"
                                        + " controller says: denied"),
                        tuple(
                                "pods-refused",
                                CART.key(),
                                "the quota compute by pods, requests.cpu refuses pods of"
                                        + " shop/Deployment.apps/cart, whose controller says:"
                                        + " exceeded quota: compute"));
        assertThat(gauges().keySet())
                .filteredOn(name -> name.startsWith("headroom_workload_pods_refused"))
                .containsExactly(
                        "headroom_workload_pods_refused{by=other,namespace=mail,resource=,"
                                + "resourcequota=,workload=mail,workload_kind=Deployment}",
                        "headroom_workload_pods_refused{by=quota,namespace=shop,resource=pods,"
                                + "resourcequota=compute,workload=cart,workload_kind=Deployment}",
                        "headroom_workload_pods_refused{by=quota,namespace=shop,"
                                + "resource=requests.cpu,resourcequota=compute,workload=cart,"
                                + "workload_kind=Deployment}");

        state.inventory(byQuota.key(), null, Profiles.START, dirty);

        assertThat(state.refusals()).containsOnlyKeys(mail);
    }

    /** What admission enforces, and what the quota asks for. */
    private static QuotaState asked(String hard, String specHard) {
        return new QuotaState(
                "shop",
                "compute",
                Map.of("requests.cpu", new BigDecimal(hard)),
                Map.of("requests.cpu", BigDecimal.ZERO),
                List.of(),
                null,
                Map.of("requests.cpu", new BigDecimal(specHard)));
    }

    private List<Finding> behindFindings() {
        return state.findings().values().stream()
                .filter(finding -> finding.code().equals("quota-status-behind"))
                .toList();
    }

    @Test
    void aPlanKnowsOfWhatChangesInTheNamespacesThatShareAQuotaWithIt() {
        WorkloadRef mail = States.deployment("mail", "mail");
        ClusterQuotaState shared = share("requests.cpu", "3", "2");
        put(deployment("0"));
        put(States.pod(CART, "cart-1", "web"));
        put(States.pod(CART, "cart-2", "web"));
        assertThat(plan().verdict()).isEqualTo(Verdict.FITS);

        put(of(mail, 1, "0"));
        put(new AutoscalerState("mail", "hpa", mail, 1, 2, 1, 1, List.of()));

        assertThat(plan().verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan().workloads())
                .extracting(NamespacePlan.Workload::workload)
                .containsExactly(CART.key());
        assertThat(state.plan("mail").orElseThrow().blockedBy().getFirst().missing())
                .isEqualByComparingTo(BigDecimal.ONE);

        state.cluster(shared.key(), null, Profiles.START, dirty);

        assertThat(plan().verdict()).isEqualTo(Verdict.FITS);
    }

    @Test
    void whatIsSaidOfASharedQuotaIsSaidOnce() {
        put(deployment("0"));
        put(charged(CART, "cart-1"));
        WorkloadRef mail = States.deployment("mail", "mail");
        put(of(mail, 2, "0"));
        put(charged(mail, "mail-1"));
        share("requests.cpu", "30", "2");
        QuotaAssessment assessed = assessment("", "clusterresourcequota/team", "30", "2");

        Map<String, Double> series = scrape(assessed);

        assertThat(series.keySet())
                .filteredOn(name -> name.startsWith("headroom_quota_recommended"))
                .containsExactly(
                        "headroom_quota_recommended{namespace=,resource=requests.cpu,"
                                + "resourcequota=clusterresourcequota/team,unit=core}");
        assertThat(series)
                .as("four pods of a core, and a reserve")
                .containsEntry(
                        "headroom_quota_recommended{namespace=,resource=requests.cpu,"
                                + "resourcequota=clusterresourcequota/team,unit=core}",
                        4.4)
                .as("the pods of both namespaces")
                .containsEntry(
                        "headroom_quota_counted_ratio{namespace=,resource=requests.cpu,"
                                + "resourcequota=clusterresourcequota/team}",
                        2 / 30.0);
    }

    @Test
    void aQuotaOfVolumesBlocksAStatefulSetUntilItsClaimsAreThere() {
        WorkloadRef db = new WorkloadRef("shop", "StatefulSet", "apps", "db");
        put(
                of(db, 2, null)
                        .claiming(
                                new ClaimTemplates(
                                        0,
                                        List.of(
                                                new ClaimTemplates.Template(
                                                        "data",
                                                        null,
                                                        List.of(),
                                                        new BigDecimal("10"))))));
        put(new AutoscalerState("shop", "hpa", db, 2, 3, 2, 2, List.of()));
        put(claim("data-db-0"));
        put(claim("data-db-1"));
        QuotaState quota =
                new QuotaState(
                        "shop",
                        "volumes",
                        Map.of("fast.storageclass.storage.k8s.io/requests.storage", SOME),
                        Map.of("fast.storageclass.storage.k8s.io/requests.storage", SOME),
                        List.of());
        state.cluster(quota.key(), quota, Profiles.START, dirty);
        assertThat(plan().verdict()).as("of no class that is counted").isEqualTo(Verdict.FITS);

        StorageClassState fast = new StorageClassState("fast", true, Profiles.START);
        state.cluster(fast.key(), fast, Profiles.START, dirty);

        assertThat(plan().verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan().blockedBy().getFirst().missing()).isEqualByComparingTo("10");
        assertThat(plan().workloads().getFirst().plannedPods()).isEqualTo(2);

        put(claim("data-db-2"));

        assertThat(plan().verdict()).isEqualTo(Verdict.FITS);
        state.inventory(Keys.volumeClaim("shop", "data-db-2"), null, Profiles.START, dirty);
        assertThat(plan().verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
    }

    @Test
    void ofSeveralDefaultClassesTheYoungestIsFilledIn() {
        StorageClassState old = new StorageClassState("old", true, Profiles.START);
        StorageClassState young =
                new StorageClassState("young", true, Profiles.START.plusSeconds(1));
        StorageClassState none =
                new StorageClassState("none", false, Profiles.START.plusSeconds(2));

        assertThat(StorageClassState.defaultOf(List.of(old, young, none))).contains(young);
        assertThat(StorageClassState.defaultOf(List.of(none))).isEmpty();
    }

    private static VolumeClaimState claim(String name) {
        return new VolumeClaimState("shop", name, "fast", List.of(), new BigDecimal("10"), null);
    }

    /** A pod with what quotas look at. */
    private static PodState charged(WorkloadRef workload, String name) {
        PodState pod = States.pod(workload, name, "web");
        return pod.withTerms(Terms.of(pod));
    }

    private ClusterQuotaState share(String resource, String hard, String used) {
        ClusterQuotaState shared =
                new ClusterQuotaState(
                        "team",
                        Map.of(resource, new BigDecimal(hard)),
                        Map.of(resource, new BigDecimal(used)),
                        List.of(),
                        Map.of("shop", Map.of(), "mail", Map.of()),
                        null);
        state.cluster(shared.key(), shared, Profiles.START, dirty);
        return shared;
    }

    @ParameterizedTest
    @CsvSource({"25%, 1", "50%, 1", "100%, 2", "0, 0", "1, 1", "3, 2", "odd, 0", ", 1"})
    void theSurgeIsWhatTheWorkloadSaysAndNoMoreThanItsPods(@Nullable String maxSurge, int surge) {
        put(deployment(maxSurge));

        assertThat(plan().workloads().getFirst().pods()).isEqualTo(2);
        assertThat(plan().workloads().getFirst().surge()).isEqualTo(surge);
    }

    @Test
    void anAutoscalerMayBringItsMaximum() {
        put(deployment("25%"));
        put(new AutoscalerState("shop", "hpa", CART, 1, 9, 2, 2, List.of()));

        assertThat(plan().workloads().getFirst().pods()).isEqualTo(9);
        assertThat(plan().workloads().getFirst().surge()).isEqualTo(3);
    }

    @Test
    void aJobClaimsWhatItHasYetToRunAndACronJobItsNextRun() {
        WorkloadRef job = new WorkloadRef("shop", "Job", "batch", "once");
        WorkloadRef nightly = new WorkloadRef("shop", "CronJob", "batch", "nightly");
        WorkloadRef wide = new WorkloadRef("shop", "Job", "batch", "wide");
        put(of(job, 0, null));
        put(of(nightly, null, null));
        // a quota lets one of them in
        put(of(wide, 10, null));
        put(States.pod(wide, "wide-1", "web"));
        PodState pod = States.pod(job, "once-1", "web");
        put(
                new PodState(
                        job,
                        pod.name(),
                        pod.uid(),
                        pod.node(),
                        "Succeeded",
                        false,
                        pod.createdAt(),
                        pod.startedAt(),
                        pod.containers()));

        assertThat(plan().workloads())
                .extracting(NamespacePlan.Workload::workload, NamespacePlan.Workload::pods)
                .containsExactly(
                        tuple(nightly.key(), 1), tuple(job.key(), 0), tuple(wide.key(), 10));
    }

    /** Of windows in which it ran most had a single pod. */
    @ParameterizedTest
    @CsvSource({
        "4, , 4",
        "4, 3, 4",
        "4, 6, 6",
        "1, , 1",
        // suspended
        "0, , 0",
        "0, 6, 0",
        // as older collectors have it, which do not say
        ", , 1",
        ", 6, 6"
    })
    void aCronJobClaimsThePodsThatItsNextRunMakesOrThatItWasSeenToHave(
            @Nullable Integer desired, @Nullable Integer seen, int pods) {
        WorkloadRef nightly = new WorkloadRef("shop", "CronJob", "batch", "nightly");
        put(of(nightly, desired, null));
        if (seen != null) {
            ran(nightly, seen);
        }

        assertThat(plan().workloads().getFirst().pods()).isEqualTo(pods);
    }

    private void ran(WorkloadRef workload, int most) {
        UsageAssessment plain = States.assessment(workload, States.steady("web", 0.2, 2e8));
        UsageAssessment usage =
                new UsageAssessment(
                        workload,
                        plain.asOf(),
                        plain.containers(),
                        plain.cpuDemand(),
                        new Ring(
                                0,
                                new byte[] {
                                    0,
                                    ByteScale.REPLICAS.encode(1),
                                    ByteScale.REPLICAS.encode(1),
                                    ByteScale.REPLICAS.encode(1),
                                    ByteScale.REPLICAS.encode(most)
                                }),
                        plain.coverage(),
                        plain.completeness());
        state.assessment(usage.key(), usage, dirty);
    }

    @Test
    void theNextRunOfACronJobGetsOnWithThePodsThatThereIsRoomFor() {
        WorkloadRef nightly = new WorkloadRef("shop", "CronJob", "batch", "nightly");
        put(of(nightly, 4, null));
        QuotaState quota =
                new QuotaState(
                        "shop",
                        "compute",
                        Map.of("pods", BigDecimal.TWO),
                        Map.of("pods", BigDecimal.ZERO),
                        List.of());
        state.cluster(quota.key(), quota, Profiles.START, dirty);

        NamespacePlan plan = plan();

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.workloads().getFirst().plannedPods()).isEqualTo(2);
        assertThat(plan.quotas().getFirst().needed()).isEqualByComparingTo("4");
    }

    @ParameterizedTest
    @CsvSource({"1, , 2", "0, , 9", "1, ScaledObject.keda.sh/cart, 9"})
    void whatIsAtNoReplicaComesBackWhereItsAutoscalerCanBringIt(
            int least, @Nullable String managedBy, int pods) {
        boolean none = pods == 9;
        put(of(CART, none ? 0 : 2, "0"));
        AutoscalerState plain =
                new AutoscalerState("shop", "hpa", CART, least, none ? 9 : 2, 0, 0, List.of());
        put(
                new AutoscalerState(
                        plain.namespace(),
                        plain.name(),
                        plain.target(),
                        plain.minReplicas(),
                        plain.maxReplicas(),
                        plain.currentReplicas(),
                        plain.desiredReplicas(),
                        plain.metrics(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        managedBy));

        assertThat(plan().workloads().getFirst().pods()).isEqualTo(pods);
    }

    @Test
    void aMaximumBeyondEveryClusterBreaksNoPlanNorTheMetricsOfOthers() {
        put(deployment(String.valueOf(Integer.MAX_VALUE)));
        put(new AutoscalerState("shop", "hpa", CART, 1, Integer.MAX_VALUE, 2, 2, List.of()));
        quota("4");

        assertThat(plan().workloads().getFirst().pods()).isEqualTo(150_000);
        assertThat(plan().verdict()).isNotEqualTo(Verdict.FITS);
        assertThat(gauges()).isNotEmpty();
    }

    /** Its template is for good, but it gets on with fewer pods, and asks for the others again. */
    @Test
    void ofAJobNobodyCanChangeTheTemplateButItMayRunFewerPodsAtOnce() {
        WorkloadRef job = new WorkloadRef("shop", "Job", "batch", "once");
        put(of(job, 2, null));
        state.recommendation(job, recommendation(500));
        quota("2.5");

        assertThat(plan().verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan().stages()).isEmpty();
        NamespacePlan.Workload once = plan().workloads().getFirst();
        assertThat(once.plannedPods()).isOne();
        assertThat(once.containers().getFirst().plannedRequests())
                .as("as large as it was made")
                .isEqualTo(States.resources(1_000, 1L << 30));
        assertThat(once.givesUp())
                .extracting(NamespacePlan.GivenUp::resource)
                .containsExactly("pods");

        quota("1.5");
        assertThat(plan().workloads().getFirst().plannedPods()).as("it waits for room").isZero();
    }

    @Test
    void aJobThatAsksForMoreThanItsQuotaIsInNobodysWay() {
        WorkloadRef job = new WorkloadRef("shop", "Job", "batch", "import");
        put(of(job, 10, null));
        for (int pod = 0; pod < 4; pod++) {
            put(charged(job, "import-" + pod));
        }
        put(of(CART, 1, "0").unavailable("1"));
        put(charged(CART, "cart-1"));
        state.recommendation(CART, recommendation(500));
        quota("5", "5");

        assertThat(plan().verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan().stuckOn()).isEmpty();
        assertThat(plan().blockedBy().getFirst().needed()).isEqualByComparingTo("11");
        NamespacePlan.Workload cart = plan().workloads().getFirst();
        assertThat(cart.containers().getFirst().plannedRequests())
                .isEqualTo(States.resources(500, 1L << 30));
        NamespacePlan.Workload once = plan().workloads().getLast();
        assertThat(once.plannedPods()).as("those that it has").isEqualTo(4);
        assertThat(once.givesUp())
                .extracting(NamespacePlan.GivenUp::resource, NamespacePlan.GivenUp::share)
                .containsExactly(tuple("pods", 0.6));
        assertThat(steps()).hasSize(1);
    }

    /** However many it is scaled to, none of the new ones comes before the old ones have gone. */
    @Test
    void aDeploymentThatRecreatesItsPodsHasNoOldOnesBesideNewOnes() {
        put(of(CART, 2, "0").unavailable("100%").replacing("Recreate"));
        for (int pod = 0; pod < 2; pod++) {
            put(charged(CART, "cart-" + pod));
        }
        put(new AutoscalerState("shop", "hpa", CART, 2, 10, 2, 2, List.of()));
        state.recommendation(CART, recommendation(300));

        quota("3", "2");
        assertThat(plan().verdict()).as("ten of 300m").isEqualTo(Verdict.FITS);
        assertThat(plan().lines().getFirst().plan()).isEqualByComparingTo("3");

        put(of(CART, 2, "0").unavailable("100%"));
        assertThat(plan().verdict()).isEqualTo(Verdict.FITS_IN_STAGES);
        assertThat(plan().workloads().getFirst().mostMeanwhile())
                .as("eight more of one core, and who ends all at once may be left with old ones")
                .isEqualTo(2);
    }

    /** Its ReplicaSets are scaled in proportion, and the old one is the larger. */
    @Test
    void whileADeploymentRollsOutItsAutoscalerGetsOldPodsThatThereHasToBeRoomFor() {
        put(of(CART, 2, "1").unavailable("0"));
        for (int pod = 0; pod < 2; pod++) {
            put(charged(CART, "cart-" + pod));
        }
        put(new AutoscalerState("shop", "hpa", CART, 2, 10, 2, 2, List.of()));
        state.recommendation(CART, recommendation(300));

        quota("4.7", "2");
        assertThat(plan().verdict()).as("two of one core and nine of 300m").isEqualTo(Verdict.FITS);
        assertThat(plan().workloads().getFirst().mostMeanwhile()).isEqualTo(2);
        quota("10.9", "2");
        assertThat(plan().workloads().getFirst().mostMeanwhile()).isEqualTo(2);
        put(
                new WorkloadState(
                                CART,
                                "uid-cart",
                                Profiles.START,
                                2,
                                2,
                                List.of(sized(300)),
                                Map.of(),
                                "1")
                        .of(Terms.of(new PodShape(List.of(sized(300)), Resources.NONE)))
                        .unavailable("0"));
        assertThat(plan().workloads().getFirst().mostMeanwhile())
                .as("its template is new by now, and its pods are not")
                .isEqualTo(2);
        put(new AutoscalerState("shop", "hpa", CART, 5, 10, 2, 2, List.of()));
        assertThat(plan().workloads().getFirst().mostMeanwhile())
                .as("no maximum is below its minimum")
                .isEqualTo(5);
        put(new AutoscalerState("shop", "hpa", CART, 2, 3, 2, 2, List.of()));
        put(of(CART, 3, "1").unavailable("0"));
        put(charged(CART, "cart-2"));
        quota("3.2", "3");
        assertThat(plan().workloads().getFirst().mostMeanwhile())
                .as("it is at its maximum")
                .isNull();
        state.inventory(charged(CART, "cart-2").key(), null, Profiles.START, dirty);
        quota("10.9", "2");
        put(of(CART, 2, "1").unavailable("0"));
        put(new AutoscalerState("shop", "hpa", CART, 2, 10, 2, 2, List.of()));
        quota("11", "2");
        assertThat(plan().workloads().getFirst().mostMeanwhile()).as("eleven of one core").isNull();

        WorkloadRef set = new WorkloadRef("shop", "StatefulSet", "apps", "db");
        put(of(set, 2, null).unavailable("1"));
        for (int pod = 0; pod < 2; pod++) {
            put(charged(set, "db-" + pod));
        }
        put(new AutoscalerState("shop", "db", set, 2, 10, 2, 2, List.of()));
        state.recommendation(set, recommendation(300));
        quota("15.8", "4");
        assertThat(plan().workloads())
                .as("whose pods to come are as the template says")
                .extracting(NamespacePlan.Workload::mostMeanwhile)
                .containsExactly(null, null);
    }

    /** It would give room back, if it took up what is advised. */
    @Test
    void aDeploymentThatIsPausedStaysAsItIsAndMakesRoomForNobody() {
        WorkloadRef heavy = States.deployment("shop", "heavy");
        put(of(CART, 1, "0").unavailable("1"));
        put(charged(CART, "cart-1"));
        WorkloadState three = of(heavy, 3, "0").unavailable("1");
        put(three);
        for (int pod = 0; pod < 3; pod++) {
            put(charged(heavy, "heavy-" + pod));
        }
        state.recommendation(CART, recommendation(2_000));
        state.recommendation(heavy, recommendation(500));
        quota("4.5", "4");

        assertThat(plan().verdict()).isEqualTo(Verdict.FITS_IN_STAGES);
        assertThat(steps()).hasSize(2);

        put(three.holding(true, null));
        assertThat(plan().verdict()).as("5 cores").isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan().workloads().getFirst().stuck()).contains("requests.cpu");
        assertThat(plan().stages()).isEmpty();
        assertThat(plan().stuckOn().getFirst().needed()).isEqualByComparingTo("5");
        NamespacePlan.Workload paused = plan().workloads().getLast();
        assertThat(paused.held())
                .isEqualTo(
                        "it is paused, and its controller takes up no change of its template: its"
                                + " pods stay as they are until it is resumed");
        assertThat(paused.containers().getFirst().requests().cpu()).isEqualTo(new Cpu(1_000));

        quota("5", "4");
        assertThat(plan().verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan().lines().getFirst().plan()).isEqualByComparingTo("5");
    }

    /** Its pods are made anew as they were, and who follows a template is not known before. */
    @Test
    void whatIsWrittenIntoTheTemplateOfAPausedDeploymentIsCountedOnceItIsResumed() {
        WorkloadState now = of(CART, 1, "0").unavailable("1");
        WorkloadState raised =
                new WorkloadState(
                        CART,
                        now.uid(),
                        now.createdAt(),
                        1,
                        1,
                        List.of(sized(3_000)),
                        Map.of(),
                        "0");
        put(charged(CART, "cart-1"));
        quota("2", "1");

        put(raised.holding(true, null));
        assertThat(plan().verdict()).isEqualTo(Verdict.FITS);

        put(raised);
        assertThat(plan().verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
    }

    /** One that is tried with its last pod: the quota is full of the two sizes. */
    @Test
    void aStatefulSetWithAPartitionIsCountedAsEachOfItsPodsIsMade() {
        WorkloadRef db = new WorkloadRef("shop", "StatefulSet", "apps", "db");
        WorkloadState set =
                new WorkloadState(
                                db,
                                "uid-db",
                                Profiles.START,
                                3,
                                3,
                                List.of(sized(3_000)),
                                Map.of(),
                                null)
                        .of(Terms.of(new PodShape(List.of(sized(3_000)), Resources.NONE)));
        put(set.holding(null, 2));
        put(charged(db, "db-0"));
        put(charged(db, "db-1"));
        put(charged(db, "db-2"));
        state.recommendation(db, recommendation(500));
        quota("5", "3");

        assertThat(plan().verdict()).as("the third is to have three cores").isEqualTo(Verdict.FITS);
        assertThat(plan().lines().getFirst().plan()).isEqualByComparingTo("5");
        assertThat(plan().stages()).isEmpty();
        assertThat(plan().workloads().getFirst().held())
                .isEqualTo(
                        "the partition of its rolling update keeps its pods before ordinal 2 as"
                                + " they are: it stays as it is until that is 0");
        quota("4.9", "3");
        assertThat(plan().verdict()).isEqualTo(Verdict.DOES_NOT_FIT);

        // an autoscaler may bring two more of the new size, for which there is room for one
        put(new AutoscalerState("shop", "hpa", db, 3, 5, 3, 3, List.of()));
        quota("8", "3");
        assertThat(plan().verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan().workloads().getFirst().plannedPods()).isEqualTo(4);
        assertThat(plan().lines().getFirst().plan()).isEqualByComparingTo("8");

        put(set);
        quota("8", "3");
        assertThat(plan().workloads().getFirst().held()).isNull();
        assertThat(plan().workloads().getFirst().containers().getFirst().plannedRequests())
                .as("all follow their template")
                .isEqualTo(States.resources(500, 1L << 30));
    }

    /** What it goes by is a share of the request, and a plan may give another than is advised. */
    @Test
    void anAutoscalerOfPlannedPodsKeepsTheAmountThatEachShouldUse() {
        AutoscalerState.Metric now =
                new AutoscalerState.Metric("Resource", "cpu", null, "Utilization", 60);
        put(of(CART, 2, "0").unavailable("1"));
        put(charged(CART, "cart-0"));
        put(charged(CART, "cart-1"));
        put(new AutoscalerState("shop", "hpa", CART, 2, 2, 2, 2, List.of(now)));
        quota("3", "2");

        UsageAssessment usage =
                States.assessment(CART, Profiles.of("web").windows(24, _ -> 0.2, _ -> 2e8).build());
        state.assessment(usage.key(), usage, dirty);

        assertThat(retarget()).as("nothing changes").isNull();

        Recommendation twice = recommendation(2_000);
        state.recommendation(
                CART,
                new Recommendation(
                        CART,
                        twice.asOf(),
                        twice.strategy(),
                        twice.completeness(),
                        twice.containers(),
                        null,
                        null,
                        new Retarget(
                                "hpa",
                                List.of(
                                        new AutoscalerState.Metric(
                                                "Resource", "cpu", null, "Utilization", 30)))));
        NamespacePlan.Workload cart = plan().workloads().getFirst();
        assertThat(cart.containers().getFirst().plannedRequests())
                .isEqualTo(States.resources(1_500, 1L << 30));
        assertThat(target()).as("600m of 1,500m").isEqualTo(40);
        assertThat(PlanTable.of(plan()))
                .contains(
                        "  cart: its autoscaler has to change at the same time: kubectl -n shop patch hpa hpa --type=merge -p ")
                .contains("\"averageUtilization\":40");

        quota("2.6", "2");
        assertThat(target()).as("600m of 1,300m are no whole percent").isEqualTo(0.6);
        quota("1.2", "2");
        assertThat(target())
                .as("600m of 600m are more than pods are known to come to")
                .isEqualTo(90);

        quota("4", "2");
        assertThat(target()).as("as it was rehearsed").isEqualTo(30);

        put(of(CART, 2, "0").unavailable("1").holding(true, null));
        assertThat(plan().workloads().getFirst().held()).contains("it is paused");
        assertThat(retarget()).as("its pods stay as they are").isNull();
    }

    /** Of pods that get less than is advised, an amount that was rehearsed may be out of reach. */
    @ParameterizedTest
    @CsvSource({"AverageValue, 700", "Utilization, 70"})
    void noAutoscalerOfPlannedPodsIsGivenATargetThatTheyNeverComeTo(String type, double advised) {
        boolean isAmount = type.equals("AverageValue");
        ContainerSpec web = limited(500, 500);
        AutoscalerState.Metric now =
                new AutoscalerState.Metric("Resource", "cpu", null, "Utilization", 60);
        put(new WorkloadState(CART, "uid-cart", Profiles.START, 4, 4, List.of(web), Map.of(), "0"));
        for (int i = 0; i < 4; i++) {
            put(withContainer(charged(CART, "cart-" + i), web));
        }
        put(new AutoscalerState("shop", "hpa", CART, 2, 8, 4, 4, List.of(now)));
        UsageAssessment usage =
                States.assessment(CART, Profiles.of("web").windows(24, _ -> 0.4, _ -> 2e8).build());
        state.assessment(usage.key(), usage, dirty);
        Resources target = new Resources(new Cpu(1_000), null);
        state.recommendation(
                CART,
                advising(
                        new AutoscalerState.Metric(
                                "Resource", "cpu", null, type, isAmount ? 0.7 : advised),
                        target));

        for (String hard : List.of("6", "5", "4")) {
            quota(hard, "2");
            NamespacePlan.Container planned = plan().workloads().getFirst().containers().getFirst();
            double request = millicores(planned.plannedRequests());
            assertThat(request).as("less than is advised").isLessThan(1_000);
            assertThat(millicores(planned.plannedLimits())).isEqualTo(request);

            AutoscalerState.Metric given = Objects.requireNonNull(retarget()).metrics().getFirst();
            double amount =
                    given.targetType().equals("Utilization")
                            ? given.target() / 100 * request
                            : given.target() * 1_000;
            assertThat(amount)
                    .as("of " + request)
                    .isBetween(Math.min(690, 0.89 * request), 0.9 * request);
        }
    }

    /** The sidecar may use two cores, and uses a twentieth of what its pod does. */
    @Test
    void ofPlannedPodsATargetIsWhatTheFirstContainerThatIsFullLetsThemComeTo() {
        ContainerSpec web = limited(500, 500);
        ContainerSpec proxy =
                new ContainerSpec(
                        "proxy",
                        ContainerType.APP,
                        States.resources(500, 1L << 30),
                        States.resources(2_000, 1L << 30));
        put(
                new WorkloadState(
                        CART,
                        "uid-cart",
                        Profiles.START,
                        4,
                        4,
                        List.of(web, proxy),
                        Map.of(),
                        "0"));
        for (int i = 0; i < 4; i++) {
            put(withContainer(charged(CART, "cart-" + i), web, proxy));
        }
        AutoscalerState.Metric now =
                new AutoscalerState.Metric("Resource", "cpu", null, "Utilization", 60);
        put(new AutoscalerState("shop", "hpa", CART, 2, 8, 4, 4, List.of(now)));
        UsageAssessment usage =
                States.assessment(CART, ofTheDayBefore("web", 0.38), ofTheDayBefore("proxy", 0.02));
        state.assessment(usage.key(), usage, dirty);
        Resources target = new Resources(new Cpu(800), null);
        state.recommendation(
                CART,
                advising(
                        new AutoscalerState.Metric("Resource", "cpu", null, "AverageValue", 1.1),
                        target));
        quota("9", "4");

        NamespacePlan.Container planned = plan().workloads().getFirst().containers().getFirst();
        assertThat(planned.name()).isEqualTo("web");
        double limit = millicores(planned.plannedLimits());
        assertThat(millicores(planned.plannedRequests())).as("of 800m").isLessThan(800);
        double amount = 1_000 * target();
        // rings round up, each container on its own
        assertThat(amount).isCloseTo(0.9 * limit / 0.95, withinPercentage(1));
    }

    private static ContainerProfile ofTheDayBefore(String name, double cores) {
        long midnight = Windows.indexOf(Profiles.START);
        int day = Windows.PER_DAY;
        return Scaled.profile(
                name,
                Profiles.ring(midnight - day, day + 12, _ -> cores, ByteScale.CPU_CORES),
                Profiles.ring(midnight - day, day + 12, _ -> 2e8, ByteScale.MEMORY_BYTES));
    }

    private static double millicores(@Nullable Resources amounts) {
        return Objects.requireNonNull(Objects.requireNonNull(amounts).cpu()).millicores();
    }

    private Recommendation advising(AutoscalerState.Metric metric, Resources target) {
        Recommendation some = recommendation(1_000);
        return new Recommendation(
                CART,
                some.asOf(),
                some.strategy(),
                some.completeness(),
                List.of(
                        new ContainerRecommendation(
                                "web",
                                some.containers().getFirst().type(),
                                limited(500, 500).requests(),
                                target,
                                new Advice.Resize(
                                        target, target, target, target, 1, 100, List.of()))),
                null,
                null,
                new Retarget("hpa", List.of(metric)));
    }

    private double target() {
        return Objects.requireNonNull(retarget()).metrics().getFirst().target();
    }

    private @Nullable Retarget retarget() {
        return plan().workloads().getFirst().retarget();
    }

    /** Those below the partition are of a tenth of a core, and may use a whole one. */
    @Test
    void aLimitRangeThatIsAdvisedLetsInEachPodOfAStatefulSetWithAPartition() {
        WorkloadRef db = new WorkloadRef("shop", "StatefulSet", "apps", "db");
        ContainerSpec old = limited(100, 1_000);
        ContainerSpec next = limited(2_000, 2_000);
        put(
                new WorkloadState(db, "uid-db", Profiles.START, 2, 2, List.of(next), Map.of(), null)
                        .of(Terms.of(new PodShape(List.of(next), Resources.NONE)))
                        .holding(null, 1));
        put(withContainer(charged(db, "db-0"), old));
        put(withContainer(charged(db, "db-1"), next));

        LimitRangeAdvice advice = Objects.requireNonNull(plan().limitRange());

        assertThat(advice.min().cpu()).isEqualTo(new Cpu(50));
        assertThat(advice.ratio()).containsEntry("cpu", 10.0);
    }

    private static ContainerSpec limited(long millicores, long limit) {
        return new ContainerSpec(
                "web",
                ContainerType.APP,
                States.resources(millicores, 1L << 30),
                States.resources(limit, 1L << 30));
    }

    private static PodState withContainer(PodState pod, ContainerSpec... containers) {
        PodState other =
                new PodState(
                        pod.workload(),
                        pod.name(),
                        pod.uid(),
                        pod.node(),
                        pod.phase(),
                        pod.ready(),
                        pod.createdAt(),
                        pod.startedAt(),
                        List.of(containers));
        return other.withTerms(Terms.of(other));
    }

    private static ContainerSpec sized(long millicores) {
        return new ContainerSpec(
                "web", ContainerType.APP, States.resources(millicores, 1L << 30), Resources.NONE);
    }

    /** Its pod has half a core by now, as is advised, and another one would have a whole one. */
    @Test
    void afterAResizeInPlaceTheTemplateIsYetToChange() {
        put(of(CART, 1, "1"));
        put(resized());
        state.recommendation(CART, recommendation(500));
        quota("1.4");

        assertThat(plan().verdict()).isEqualTo(Verdict.FITS_IN_STAGES);
        assertThat(plan().blockedBy().getFirst().needed())
                .as("half a core of others, of its own, and half a core more for one that goes")
                .isEqualByComparingTo("1.5");
        assertThat(steps()).containsExactly(How.ONE_BY_ONE);

        put(of(CART, 1, "1").replacing("OnDelete"));
        assertThat(steps()).containsExactly(How.TEMPLATE);

        put(
                new VerticalAutoscalerState(
                        "shop",
                        "cart",
                        CART,
                        "Initial",
                        List.of(
                                new VerticalAutoscalerState.Policy(
                                        VerticalAutoscalerState.Policy.OTHERS, List.of("cpu")))));
        assertThat(steps()).as("the next one is as the last was").isEmpty();
    }

    /** It is to have half a core in a quota that has no room for that beside its old pod. */
    @Test
    void aPodIsResizedInPlaceWhereItsOwnNodeLetsItAndRunsLinux() {
        put(of(CART, 1, "1"));
        put(charged(CART, "cart-1"));
        state.recommendation(CART, recommendation(500));
        quota("1");
        assertThat(steps()).as("no node is known").containsExactly(How.IN_PLACE, How.ROLLOUT);

        put(nodeOf("node-2", 8_000, true));
        assertThat(steps()).as("its node is not there").containsExactly(How.ONE_BY_ONE);
        put(nodeOf("node-1", 500, false));
        assertThat(steps())
                .as("whatever else the node would take")
                .containsExactly(How.IN_PLACE, How.ROLLOUT);
        put(nodeOf("node-1", 499, true));
        assertThat(steps()).as("more than all of it").containsExactly(How.ONE_BY_ONE);

        put(running("linux"));
        assertThat(steps()).containsExactly(How.IN_PLACE, How.ROLLOUT);
        put(running("windows"));
        assertThat(steps()).containsExactly(How.ONE_BY_ONE);
    }

    private void put(NodeState node) {
        state.cluster(node.key(), node, Profiles.START, dirty);
    }

    private static NodeState running(String system) {
        NodeState node = nodeOf("node-1", 8_000, true);
        return new NodeState(
                node.name(),
                node.uid(),
                node.capacity(),
                node.allocatable(),
                true,
                false,
                null,
                10_250,
                null,
                Map.of("kubernetes.io/os", system));
    }

    private List<How> steps() {
        return plan().stages().stream().map(NamespacePlan.Stage::how).toList();
    }

    private static PodState resized() {
        PodState pod = States.pod(CART, "cart-1", "web");
        PodState resized =
                new PodState(
                        CART,
                        pod.name(),
                        pod.uid(),
                        pod.node(),
                        pod.phase(),
                        pod.ready(),
                        pod.createdAt(),
                        pod.startedAt(),
                        List.of(
                                new ContainerSpec(
                                        "web",
                                        ContainerType.APP,
                                        States.resources(500, 1L << 30),
                                        Resources.NONE)));
        return resized.withTerms(Terms.of(resized));
    }

    /** A rollout has begun, and its first pod is refused: there are only pods of before. */
    @Test
    void theNextPodHasTheContainersThatTheTemplateHasByNow() {
        WorkloadState now = deployment("1");
        put(
                new WorkloadState(
                        now.workload(),
                        now.uid(),
                        now.createdAt(),
                        1,
                        1,
                        List.of(States.container("web"), States.container("sidecar")),
                        Map.of(),
                        "1"));
        put(States.pod(CART, "cart-1", "injected", "web"));
        quota("2.5");

        assertThat(plan().workloads().getFirst().containers())
                .extracting(NamespacePlan.Container::name)
                .containsExactly("injected", "web", "sidecar");
        assertThat(plan().verdict()).isNotEqualTo(Verdict.FITS);
        assertThat(plan().blockedBy().getFirst().resource()).isEqualTo("requests.cpu");
    }

    @Test
    void theNextPodIsOfThePriorityClassThatTheTemplateNamesByNow() {
        put(of(CART, 1, "0").of(terms("critical", null)));
        put(States.pod(CART, "cart-1", "web").withTerms(terms(null, 0)));
        priorityClass("critical", 1_000, /* isDefault */ false);
        QuotaState none =
                new QuotaState(
                        "shop",
                        "critical",
                        Map.of("pods", BigDecimal.ZERO),
                        Map.of("pods", BigDecimal.ZERO),
                        List.of("PriorityClass In critical"));
        state.cluster(none.key(), none, Profiles.START, dirty);

        assertThat(plan().workloads().getFirst().priority()).isEqualTo(1_000);
        assertThat(plan().verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(plan().blockedBy().getFirst().quota()).isEqualTo("critical");
    }

    /** Ten exbibytes turn a sum of 64 bits round. */
    @Test
    void whatCannotBeCountedIsAFindingAndKeepsNobodyElseFromAPlan() {
        put(deployment("0"));
        quota("5");
        WorkloadRef huge = States.deployment("odd", "huge");
        put(new WorkloadState(huge, "uid-huge", Profiles.START, 9, 9, List.of(), Map.of()));
        for (int pod = 0; pod < 9; pod++) {
            put(huge(huge, pod));
        }

        assertThat(state.plan("odd")).isEmpty();
        assertThat(plan().verdict()).isNotNull();
        assertThat(state.findings().get(Keys.finding("plan-failed", "odd")))
                .isNotNull()
                .satisfies(finding ->
                        assertThat(finding.message())
                                .contains("namespace odd", "memory", huge.key()));

        put(new AutoscalerState("odd", "hpa", huge, 1, 20, 9, 9, List.of()));
        NodeState node = node(4_000);
        state.cluster(node.key(), node, Profiles.START, dirty);
        assertThat(gauges()).as("of all others").isNotEmpty();
        assertThat(state.requestedOnNodes()).isNotEmpty();

        for (int pod = 0; pod < 9; pod++) {
            state.inventory(huge(huge, pod).key(), null, Profiles.START, dirty);
        }
        put(new WorkloadState(huge, "uid-huge", Profiles.START, 0, 0, List.of(), Map.of()));
        assertThat(state.findings()).doesNotContainKey(Keys.finding("plan-failed", "odd"));
    }

    /** Nobody can count what the one may ask for; what it has is in the status of the quota. */
    @Test
    void whoCannotBeCountedKeepsWhatItHasOfASharedQuotaAndTheOthersArePlanned() {
        WorkloadRef mail = States.deployment("mail", "mail");
        put(
                new WorkloadState(
                        mail,
                        "uid-mail",
                        Profiles.START,
                        1,
                        1,
                        List.of(
                                new ContainerSpec(
                                        "web",
                                        ContainerType.APP,
                                        States.resources(1_000, 1L << 60),
                                        Resources.NONE)),
                        Map.of()));
        put(charged(mail, "mail-1"));
        put(deployment("0"));
        put(charged(CART, "cart-1"));
        put(charged(CART, "cart-2"));
        state.recommendation(CART, recommendation(2_000));
        ClusterQuotaState shared =
                new ClusterQuotaState(
                        "team",
                        Map.of("requests.cpu", new BigDecimal("5")),
                        Map.of("requests.cpu", new BigDecimal("3")),
                        List.of(),
                        Map.of(
                                "mail", Map.of("requests.cpu", BigDecimal.ONE),
                                "shop", Map.of("requests.cpu", BigDecimal.TWO)),
                        null);
        state.cluster(shared.key(), shared, Profiles.START, dirty);

        assertThat(plan().verdict()).as("4 beside the one of mail").isEqualTo(Verdict.FITS);
        assertThat(plan().lines().getFirst().others()).isEqualByComparingTo("1");
        assertThat(plan().lines().getFirst().plan()).isEqualByComparingTo("5");
        assertThat(state.plan("mail")).isEmpty();
        assertThat(state.findings().values())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.key()).isEqualTo(Keys.finding("plan-failed", "mail"));
                    assertThat(finding.message())
                            .isEqualTo(
                                    "there is no plan for namespace mail: its pods may ask for more"
                                            + " memory than can be counted, most of it those of "
                                            + mail.key()
                                            + ": lower what they ask for or its autoscaler's"
                                            + " maximum");
                });
    }

    private static PodState huge(WorkloadRef workload, int number) {
        return new PodState(
                workload,
                workload.name() + '-' + number,
                "uid-huge-" + number,
                "n",
                "Pending",
                false,
                Profiles.START,
                Profiles.START,
                Stream.of("one", "other")
                        .map(name ->
                                new ContainerSpec(
                                        name,
                                        ContainerType.APP,
                                        States.resources(100, 5L << 60),
                                        Resources.NONE))
                        .toList());
    }

    @Test
    void anAutoscalerThatAsksForOneAtLeastBringsNothingBack() {
        put(of(CART, 0, "0"));
        put(new AutoscalerState("shop", "hpa", CART, 1, 9, 0, 0, List.of()));

        assertThat(plan().workloads().getFirst().pods()).isEqualTo(0);
    }

    @Test
    void ofTwoAutoscalersTheLargerMaximumCounts() {
        put(deployment("0"));
        put(new AutoscalerState("shop", "a", CART, 2, 4, 2, 2, List.of()));
        put(new AutoscalerState("shop", "b", CART, 1, 2, 2, 2, List.of()));

        assertThat(plan().workloads().getFirst().pods()).isEqualTo(4);
    }

    /** Not one pod of it has been let in: of these nobody could learn anything. */
    @Test
    void whatAQuotaKeepsOutCompletelyIsKnownByItsTemplate() {
        WorkloadRef mail = States.deployment("mail", "mail");
        put(of(CART, 5, "0").of(terms("high", null)));
        put(States.pod(mail, "mail-1", "web").withTerms(terms("high", 1_000)));
        QuotaState quota =
                new QuotaState(
                        "shop",
                        "important",
                        Map.of("requests.cpu", new BigDecimal("3")),
                        Map.of("requests.cpu", BigDecimal.ZERO),
                        List.of("PriorityClass In high"));
        state.cluster(quota.key(), quota, Profiles.START, dirty);

        assertThat(plan().verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(plan().blockedBy().getFirst().quota()).isEqualTo("important");
        assertThat(plan().blockedBy().getFirst().missing()).isEqualByComparingTo("2");
        assertThat(plan().workloads().getFirst().priority()).isEqualTo(1_000);
        assertThat(plan().quotas().getFirst().giveBack()).isEqualByComparingTo("0");
    }

    @Test
    void aTemplateWithoutAPriorityClassIsOfNoPriority() {
        put(of(CART, 5, "0").of(terms(null, null)));

        assertThat(plan().workloads().getFirst().priority()).isZero();
    }

    @Test
    void aPriorityClassSaysItsValueThoughNoPodHasShownIt() {
        put(of(CART, 5, "0").of(terms("critical", null)));
        priorityClass("critical", 1_000_000, false);

        assertThat(plan().workloads().getFirst().priority()).isEqualTo(1_000_000);
        assertThat(state.findings()).isEmpty();
    }

    @Test
    void aTemplateWithoutAPriorityClassGetsTheDefaultAndIsInTheScopesOfThat() {
        put(of(CART, 5, "0").of(terms(null, null)));
        assertThat(plan().workloads().getFirst().priority()).isZero();
        QuotaState quota =
                new QuotaState(
                        "shop",
                        "usual",
                        Map.of("requests.cpu", new BigDecimal("3")),
                        Map.of("requests.cpu", BigDecimal.ZERO),
                        List.of("PriorityClass In usual"));
        state.cluster(quota.key(), quota, Profiles.START, dirty);
        priorityClass("usual", 500, true);
        priorityClass("left-behind", 900, true);

        assertThat(plan().workloads().getFirst().priority())
                .as("of several defaults the lowest")
                .isEqualTo(500);
        assertThat(plan().blockedBy().getFirst().quota()).isEqualTo("usual");
    }

    @Test
    void aPriorityClassThatIsNotThereIsNotTakenForNothingInSilence() {
        put(of(CART, 5, "0").of(terms("critical", null)));
        assertThat(state.findings()).as("nobody may read them").isEmpty();
        priorityClass("system-node-critical", 2_000_001_000, false);

        assertThat(state.findings().values())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("priority-class-missing");
                    assertThat(finding.subject()).isEqualTo(CART.key());
                    assertThat(finding.message()).contains("critical, which is not there");
                });
        priorityClass("critical", 7, false);
        assertThat(state.findings()).isEmpty();
    }

    @Test
    void podsOfAPriorityClassThatIsNotThereAreRefusedWhateverTheRoom() {
        put(of(CART, 2, "0").of(terms("critical", null)));
        quota("20");
        assertThat(plan().verdict()).as("nobody may read them").isEqualTo(Verdict.FITS);
        priorityClass("system-node-critical", 2_000_001_000, false);

        assertThat(plan().verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(plan().stuckOn()).isEmpty();
        assertThat(plan().workloads().getFirst().refused())
                .isEqualTo(
                        "its template names PriorityClass critical, which is not there: create it,"
                                + " or name another");

        put(of(CART, 0, "0").of(terms("critical", null)));
        assertThat(plan().verdict()).as("it makes none").isEqualTo(Verdict.FITS);
        put(of(CART, 2, "0").of(terms("critical", null)));
        priorityClass("critical", 7, false);
        assertThat(plan().verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan().workloads().getFirst().refused()).isNull();
    }

    private void priorityClass(String name, int value, boolean isDefault) {
        PriorityClassState all = new PriorityClassState(name, value, isDefault);
        state.cluster(all.key(), all, Profiles.START, dirty);
    }

    private static PodTerms terms(@Nullable String priorityClass, @Nullable Integer priority) {
        PodTerms plain = Terms.of(new PodShape(List.of(States.container("web")), Resources.NONE));
        return new PodTerms(
                plain.containers(),
                false,
                Map.of(),
                Map.of(),
                Map.of(),
                priorityClass,
                priority,
                false,
                false,
                false,
                null);
    }

    @ParameterizedTest
    @CsvSource({
        "Rollout, argoproj.io, 1",
        "DeploymentConfig, apps.openshift.io, 1",
        "StatefulSet, apps, 0"
    })
    void aKindThatSaysNothingOfItsRolloutIsTakenForOneThatIsLikeADeployment(
            String kind, String group, int surge) {
        put(of(new WorkloadRef("shop", kind, group, "web"), 2, null));

        assertThat(plan().workloads().getFirst().surge()).isEqualTo(surge);
    }

    @Test
    void aNamespaceThatIsBeingDeletedHasNoPlanButThat() {
        put(deployment("0"));
        NamespaceState going = new NamespaceState("shop", "uid", Map.of(), true);
        state.cluster(going.key(), going, Profiles.START, dirty);

        assertThat(plan().verdict()).isEqualTo(Verdict.TERMINATING);
        assertThat(plan().workloads()).isEmpty();
    }

    @Test
    void aNodeHasNoRoomForPodsWhereItsDaemonsAre() {
        put(deployment("0"));
        state.cluster(Keys.node("node-1"), nodeOf("node-1", 1_500, true), Profiles.START, dirty);
        assertThat(plan().workloads().getFirst().noNode()).isNull();

        put(States.pod(new WorkloadRef("sys", "DaemonSet", "apps", "agent"), "agent-1", "web"));
        state.cluster(Keys.node("node-2"), nodeOf("node-2", 8_000, false), Profiles.START, dirty);

        assertThat(plan().workloads().getFirst().noNode())
                .isEqualTo(
                        "no node that takes pods has 1 cores and 1.00Gi for them, as one pod"
                                + " requests");
    }

    @Test
    void whatPodsAskForAsAWholeIsTakenOfTheirNode() {
        put(deployment("0"));
        state.cluster(Keys.node("node-1"), nodeOf("node-1", 1_500, true), Profiles.START, dirty);
        WorkloadRef agent = new WorkloadRef("sys", "DaemonSet", "apps", "agent");
        put(on("node-1", agent, cores("0.7"), container(Map.of(), Map.of())));

        assertThat(Objects.requireNonNull(state.requestedOnNodes().get("node-1")).cpu())
                .isEqualTo(new Cpu(700));
        assertThat(plan().workloads().getFirst().noNode()).isNotNull();
    }

    /** The scheduler sets it aside before the node has carried it out. */
    @Test
    void ofAResizeUnderWayTheLargerSizeIsTakenOfTheNode() {
        put(on("node-1", CART, Map.of(), container(cores("3"), cores("1"))));
        put(on("node-2", CART, Map.of(), container(cores("1"), cores("3"))));

        assertThat(state.requestedOnNodes().values())
                .extracting(Resources::cpu)
                .containsExactly(new Cpu(3_000), new Cpu(3_000));
    }

    private static Map<String, BigDecimal> cores(String amount) {
        return Map.of("cpu", new BigDecimal(amount));
    }

    private static PodTerms.Container container(
            Map<String, BigDecimal> asked, Map<String, BigDecimal> given) {
        return new PodTerms.Container("web", ContainerType.APP, asked, Map.of(), given, Map.of());
    }

    /** A pod whose container is still as its node runs it. */
    private static PodState on(
            String node,
            WorkloadRef workload,
            Map<String, BigDecimal> whole,
            PodTerms.Container container) {
        BigDecimal runs = container.given().get("cpu");
        Resources inForce =
                new Resources(runs == null ? null : Cpu.ofCores(runs.doubleValue()), null);
        return new PodState(
                workload,
                workload.name() + '-' + node,
                "uid-" + node,
                node,
                "Running",
                true,
                Profiles.START,
                Profiles.START,
                List.of(new ContainerSpec("web", ContainerType.APP, inForce, Resources.NONE)),
                null,
                null,
                new PodTerms(
                        List.of(container),
                        !whole.isEmpty(),
                        whole,
                        Map.of(),
                        Map.of(),
                        null,
                        null,
                        false,
                        false,
                        false,
                        null));
    }

    private static NodeState nodeOf(String name, long millicores, boolean ready) {
        Resources size = States.resources(millicores, 64L << 30);
        return new NodeState(name, "uid-" + name, size, size, ready, false, null, 10_250, null);
    }

    @Test
    void aPlanIsMadeAnewWhenAnythingChangesThatItIsMadeOf() {
        put(deployment("0"));
        put(States.pod(CART, "cart-1", "web"));
        quota("1.5");
        assertThat(plan().verdict()).isEqualTo(Verdict.DOES_NOT_FIT);

        state.recommendation(CART, recommendation(500));
        assertThat(plan().verdict()).isEqualTo(Verdict.FITS);

        quota("0.9");
        assertThat(plan().verdict()).isNotEqualTo(Verdict.FITS);
        state.cluster(Keys.quota("shop", "compute"), null, Profiles.START, dirty);
        assertThat(plan().verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan()).isSameAs(plan());

        state.cluster(Keys.node("n"), node(100), Profiles.START, dirty);
        assertThat(plan().workloads().getFirst().noNode()).isNotNull();
        state.inventory(CART.key(), null, Profiles.START, dirty);
        state.inventory(Keys.pod("shop", "cart-1"), null, Profiles.START, dirty);
        assertThat(state.plan("shop")).isEmpty();
    }

    @Test
    void whatPodsRequestIsSummedByNode() {
        PodState pod = States.pod(CART, "cart-1", "web");
        put(pod);
        put(States.pod(CART, "cart-2", "web", "mesh"));
        put(
                new PodState(
                        CART,
                        "over",
                        "uid-over",
                        pod.node(),
                        "Failed",
                        false,
                        pod.createdAt(),
                        pod.startedAt(),
                        pod.containers()));
        state.cluster(Keys.node("n"), node(4_000), Profiles.START, dirty);

        assertThat(state.requestedOnNodes())
                .isEqualTo(Map.of("node-1", States.resources(3_000, 3L << 30)));
        assertThat(state.nodes()).containsOnlyKeys("n");
    }

    @Test
    void aWindowWithoutASampleSaysNothingOfUsage() {
        put(deployment("0"));
        put(States.pod(CART, "cart-1", "web"));
        quota("1.5");
        UsageSummary empty =
                new UsageSummary(
                        CART,
                        Profiles.START,
                        1,
                        List.of(
                                new UsageSummary.Container(
                                        "web", Resources.NONE, Resources.NONE, null, null, null)));
        state.assessment(empty.key(), empty, dirty);

        assertThat(plan().lines().getFirst().usage()).isNull();
    }

    @Test
    void metricsTellOfQuotasThatDoNotLetInWhatIsAdvised() {
        put(deployment("0"));
        put(States.pod(CART, "cart-1", "web"));
        var usage =
                States.assessment(CART, Profiles.of("web").windows(24, _ -> 0.2, _ -> 2e8).build());
        state.assessment(usage.key(), usage, dirty);
        state.recommendation(CART, recommendation(1_000));
        quota("1.5");

        Map<String, Double> series = scrape(assessment("shop", "compute", "1.5", "1"));

        assertThat(series)
                .containsEntry(
                        "headroom_quota_missing{namespace=shop,resource=requests.cpu,"
                                + "resourcequota=compute,unit=core}",
                        0.5)
                .containsEntry(
                        "headroom_quota_blocked_workloads{namespace=shop,reason=exceeded,"
                                + "resource=requests.cpu,resourcequota=compute}",
                        1.0)
                .containsEntry(
                        "headroom_namespace_plan{namespace=shop,verdict=fits_with_less}", 1.0)
                .containsEntry("headroom_namespace_plan{namespace=shop,verdict=fits}", 0.0)
                .containsEntry(
                        "headroom_quota_recommended{namespace=shop,resource=requests.cpu,"
                                + "resourcequota=compute,unit=core}",
                        2.2)
                .containsEntry(
                        "headroom_quota_unused{namespace=shop,resource=requests.cpu,"
                                + "resourcequota=compute,unit=core}",
                        0.0)
                .containsEntry(BLOCKED_BY_QUOTA, 1.0);
        assertThat(series.keySet())
                .noneMatch(name -> name.startsWith("headroom_quota_full_timestamp_seconds"));
    }

    @Test
    void whatIsAdvisedIsBlockedWhereAQuotaLetsNothingInAtAll() {
        put(deployment("0"));
        put(States.pod(CART, "cart-1", "web"));
        state.recommendation(CART, recommendation(2_000));
        quota("1.5");

        Map<String, Double> series = scrape(assessment("shop", "compute", "1.5", "1"));

        assertThat(series)
                .containsEntry("headroom_namespace_plan{namespace=shop,verdict=does_not_fit}", 1.0)
                .containsEntry(BLOCKED_BY_QUOTA, 1.0);
    }

    @Test
    void nobodyIsBlockedByAQuotaWhoHasWhatIsAdvised() {
        put(deployment("0"));
        put(States.pod(CART, "cart-1", "web"));
        state.recommendation(CART, recommendation(1_000));
        quota("1.5");

        Map<String, Double> series = scrape(assessment("shop", "compute", "1.5", "1"));

        assertThat(series)
                .as("of its two pods one has no room")
                .containsEntry("headroom_namespace_plan{namespace=shop,verdict=does_not_fit}", 1.0)
                .doesNotContainKey(BLOCKED_BY_QUOTA);
    }

    @Test
    void whatNoLimitRangeLetsInIsNotBlockedByAQuota() {
        put(of(CART, 1, "0"));
        put(States.pod(CART, "cart-1", "web"));
        state.recommendation(CART, recommendation(2_000));
        LimitRangeState range =
                new LimitRangeState(
                        "shop",
                        "sizes",
                        List.of(
                                new LimitRangeState.Item(
                                        "Pod",
                                        Resources.NONE,
                                        Resources.NONE,
                                        Resources.NONE,
                                        Resources.NONE,
                                        Map.of(),
                                        new LimitRangeState.Exact(
                                                Map.of(),
                                                Map.of("cpu", BigDecimal.ONE),
                                                Map.of(),
                                                Map.of(),
                                                Map.of()))));
        state.cluster(range.key(), range, Profiles.START, dirty);
        quota("3");

        Map<String, Double> series = scrape(assessment("shop", "compute", "3", "1"));

        assertThat(plan().workloads().getFirst().refused()).contains("LimitRange sizes");
        assertThat(series).doesNotContainKey(BLOCKED_BY_QUOTA);
    }

    @Test
    void metricsTellOfQuotasThatLetNoPodInAsItDoesNotSetALine() {
        put(deployment("0"));
        put(States.pod(CART, "cart-1", "web"));
        QuotaState quota =
                new QuotaState(
                        "shop",
                        "compute",
                        Map.of("limits.cpu", BigDecimal.TEN),
                        Map.of("limits.cpu", BigDecimal.ZERO),
                        List.of());
        state.cluster(quota.key(), quota, Profiles.START, dirty);

        assertThat(scrape(assessment("shop", "compute", "10", "0")))
                .containsEntry(
                        "headroom_quota_blocked_workloads{namespace=shop,reason=not_set,"
                                + "resource=limits.cpu,resourcequota=compute}",
                        1.0)
                .containsEntry("headroom_namespace_plan{namespace=shop,verdict=does_not_fit}", 1.0);
    }

    private static QuotaAssessment assessment(
            String namespace, String name, String hard, String used) {
        BigDecimal most = new BigDecimal(hard);
        BigDecimal counted = new BigDecimal(used);
        return new QuotaAssessment(
                namespace,
                name,
                Profiles.START,
                List.of(
                        new QuotaAssessment.Line(
                                "requests.cpu",
                                most,
                                counted,
                                most.subtract(counted),
                                counted.doubleValue() / most.doubleValue())));
    }

    /** What was used on the days before comes from the analyzer, later than the quota itself. */
    @Test
    void whatAQuotaCountedEachDayIsForetoldFromAndExported() {
        quota("20");
        assertThat(charged().code()).isEqualTo(QuotaForecast.Code.TOO_LITTLE_HISTORY);

        history("shop", "compute");

        assertThat(charged())
                .extracting(
                        QuotaForecast::basis,
                        QuotaForecast::code,
                        QuotaForecast::days,
                        QuotaForecast::perDay)
                .containsExactly(QuotaForecast.Basis.STATUS, QuotaForecast.Code.FILLS, 13, 0.5);
        assertThat(gauges())
                .containsKey(
                        "headroom_quota_full_timestamp_seconds{basis=charged,namespace=shop,"
                                + "resource=requests.cpu,resourcequota=compute}");
    }

    /** Nobody says anything of it for two weeks, and somebody else's pods run on. */
    @Test
    void aQuotaOfANamespaceInWhichNothingHappensIsOfferedBackInTime() {
        QuotaState idle =
                new QuotaState(
                        "idle", "compute", cores("10"), cores("0"), List.of(), Profiles.START);
        state.cluster(idle.key(), idle, Profiles.START, dirty);
        QuotaAssessment known =
                new QuotaAssessment(
                        "idle",
                        "compute",
                        Profiles.START,
                        List.of(
                                new QuotaAssessment.Line(
                                        "cpu",
                                        BigDecimal.TEN,
                                        BigDecimal.ZERO,
                                        BigDecimal.TEN,
                                        0,
                                        List.of(BigDecimal.ZERO))));
        state.assessment(known.key(), known, dirty);
        assertThat(unused()).isEqualTo(0);

        var hour =
                States.assessment(CART, Profiles.of("web").windows(24, _ -> 0.2, _ -> 2e8).build());
        UsageAssessment later =
                new UsageAssessment(
                        hour.workload(),
                        hour.asOf().plus(Duration.ofDays(14)),
                        hour.containers(),
                        hour.cpuDemand(),
                        hour.readyReplicas(),
                        hour.coverage(),
                        hour.completeness());
        state.assessment(later.key(), later, dirty);

        assertThat(unused()).isEqualTo(10);
    }

    private @Nullable Double unused() {
        return gauges().get(
                        "headroom_quota_unused{namespace=idle,resource=cpu,resourcequota=compute,"
                                + "unit=core}");
    }

    @Test
    void aQuotaThatNamespacesShareIsForetoldForEachOfThem() {
        ClusterQuotaState shared =
                new ClusterQuotaState(
                        "team",
                        Map.of("requests.cpu", new BigDecimal("20")),
                        Map.of("requests.cpu", BigDecimal.ONE),
                        List.of(),
                        Map.of("shop", Map.of(), "jobs", Map.of()),
                        Profiles.START);
        state.cluster(shared.key(), shared, Profiles.START, dirty);
        assertThat(charged().code()).isEqualTo(QuotaForecast.Code.TOO_LITTLE_HISTORY);

        history("", "clusterresourcequota/team");

        assertThat(charged().code()).isEqualTo(QuotaForecast.Code.FILLS);
        assertThat(gauges())
                .containsEntry(
                        "headroom_quota_full_timestamp_seconds{basis=charged,namespace=,"
                                + "resource=requests.cpu,resourcequota=clusterresourcequota/team}",
                        Objects.requireNonNull(charged().fullAt()).toEpochMilli() / 1_000.0);
    }

    private QuotaForecast charged() {
        return Objects.requireNonNull(plan().quotas().getFirst().charged());
    }

    /** Fourteen days with half a core more on each. */
    private void history(String namespace, String quota) {
        QuotaAssessment assessed =
                new QuotaAssessment(
                        namespace,
                        quota,
                        Profiles.START,
                        List.of(
                                new QuotaAssessment.Line(
                                        "requests.cpu",
                                        new BigDecimal("20"),
                                        new BigDecimal("7"),
                                        new BigDecimal("13"),
                                        0.35,
                                        IntStream.rangeClosed(1, 14)
                                                .mapToObj(day -> BigDecimal.valueOf(day * 0.5))
                                                .toList())));
        state.assessment(assessed.key(), assessed, dirty);
    }

    private Map<String, Double> scrape(QuotaAssessment assessed) {
        state.assessment(assessed.key(), assessed, dirty);
        return gauges();
    }

    private Map<String, Double> gauges() {
        PrometheusRegistry registry = new PrometheusRegistry();
        new RecommenderMetrics(registry).show(state, () -> true);
        Map<String, Double> series = new TreeMap<>();
        for (MetricSnapshot snapshot : registry.scrape()) {
            if (snapshot instanceof GaugeSnapshot gauge) {
                gauge.getDataPoints()
                        .forEach(point ->
                                series.put(
                                        gauge.getMetadata().getName() + text(point.getLabels()),
                                        point.getValue()));
            }
        }
        return series;
    }

    private static String text(Labels labels) {
        Map<String, String> sorted = new TreeMap<>();
        labels.forEach(label -> sorted.put(label.getName(), label.getValue()));
        return sorted.toString().replace(", ", ",");
    }

    private NamespacePlan plan() {
        return state.plan("shop").orElseThrow();
    }

    private void put(InventoryEntry entry) {
        state.inventory(entry.key(), entry, Profiles.START, dirty);
    }

    private void quota(String hard) {
        quota(hard, "1");
    }

    private void quota(String hard, String used) {
        QuotaState quota =
                new QuotaState(
                        "shop",
                        "compute",
                        Map.of("requests.cpu", new BigDecimal(hard)),
                        Map.of("requests.cpu", new BigDecimal(used)),
                        List.of());
        state.cluster(quota.key(), quota, Profiles.START, dirty);
    }

    private static NodeState node(long millicores) {
        Resources size = States.resources(millicores, 64L << 30);
        return new NodeState("n", "uid-n", size, size, true, false, null, 10_250, null);
    }

    private static WorkloadState deployment(@Nullable String maxSurge) {
        return of(CART, 2, maxSurge);
    }

    private static WorkloadState of(
            WorkloadRef workload, @Nullable Integer replicas, @Nullable String maxSurge) {
        return new WorkloadState(
                workload,
                "uid-" + workload.name(),
                Profiles.START,
                replicas,
                replicas,
                List.of(States.container("web")),
                Map.of(),
                maxSurge);
    }

    private static Recommendation recommendation(long millicores) {
        Resources target = States.resources(millicores, 1L << 30);
        return new Recommendation(
                CART,
                Profiles.START,
                "vpa",
                new Completeness(1, 1),
                List.of(
                        new ContainerRecommendation(
                                "web",
                                ContainerType.APP,
                                States.resources(1_000, 1L << 30),
                                Resources.NONE,
                                new Advice.Resize(
                                        target, target, target, target, 1, 1, List.of()))));
    }
}
