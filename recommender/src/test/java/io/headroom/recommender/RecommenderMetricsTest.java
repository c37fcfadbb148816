package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.Outcome;
import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.assessment.UsageSummary;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Leak;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Keys;
import io.headroom.recommender.policy.Policies;
import io.headroom.recommender.policy.Policy;
import io.headroom.recommender.policy.PolicyLevel;
import io.headroom.recommender.savings.PriceSheet;
import io.headroom.recommender.size.LimitRangeRules;
import io.headroom.recommender.size.MinimumEvidence;
import io.headroom.recommender.size.NodeSizes;
import io.headroom.recommender.size.PodShape;
import io.headroom.recommender.size.Profiles;
import io.headroom.recommender.size.VpaStrategy;
import io.headroom.recommender.size.restarts.RestartHistory;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecommenderMetricsTest {
    private static final WorkloadRef CART = States.deployment("shop", "cart");
    private static final String CART_LABELS =
            "container=web,namespace=shop,workload=cart,workload_kind=Deployment";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final RecommenderMetrics metrics = new RecommenderMetrics(registry);
    private final LatestState state =
            new LatestState(PriceSheet.NONE, new Policies(PolicyLevel.NONE, Set.of("vpa")));
    private final Dirty dirty = new Dirty();
    private final AtomicBoolean leader = new AtomicBoolean(true);

    @Test
    void showsEachFigureOfAWorkload() {
        fill(CART);
        metrics.show(state, leader::get);

        Map<String, Double> series = scrape();

        assertThat(series)
                .containsEntry(name("headroom_recommendation_target", "cpu,unit=core"), 0.1)
                .containsEntry(
                        name("headroom_recommendation_uncapped_target", "cpu,unit=core"), 0.247)
                .containsKey(name("headroom_recommendation_lower_bound", "memory,unit=byte"))
                .containsKey(name("headroom_recommendation_upper_bound", "memory,unit=byte"))
                .containsEntry(
                        "headroom_recommendation_blocked{"
                                + "container=web,namespace=shop,reason=node,workload=cart,"
                                + "workload_kind=Deployment}",
                        1.0)
                .containsEntry(
                        "headroom_recommendation_generated_timestamp_seconds{"
                                + "namespace=shop,workload=cart,workload_kind=Deployment}",
                        Profiles.START.getEpochSecond() + 3_600.0)
                .containsEntry(
                        "headroom_workload_data_completeness_ratio{"
                                + "namespace=shop,workload=cart,workload_kind=Deployment}",
                        1.0)
                .containsEntry(
                        "headroom_workload_usage{container=web,namespace=shop,resource=cpu,"
                                + "stat=last,unit=core,workload=cart,workload_kind=Deployment}",
                        0.3)
                .containsEntry(
                        "headroom_workload_request_utilization_ratio{container=web,namespace=shop,"
                                + "resource=cpu,unit=core,workload=cart,workload_kind=Deployment}",
                        0.25)
                .containsEntry(
                        "headroom_potential_savings{namespace=shop,resource=cpu,unit=core,"
                                + "workload=cart,workload_kind=Deployment}",
                        1.8)
                .containsEntry(
                        "headroom_realised_savings{namespace=shop,resource=memory,unit=byte,"
                                + "workload=cart,workload_kind=Deployment}",
                        0.0)
                .doesNotContainKey(
                        "headroom_potential_savings_hourly_cost{currency=USD,namespace=shop,"
                                + "workload=cart,workload_kind=Deployment}")
                .containsEntry(name("headroom_workload_requests", "cpu,unit=core"), 1.0)
                .containsEntry(
                        "headroom_workload_ready_replicas{"
                                + "namespace=shop,workload=cart,workload_kind=Deployment}",
                        2.0);
        assertThat(series.get("headroom_recommendation_confidence_ratio{" + CART_LABELS + "}"))
                .isBetween(0.04, 0.05);
    }

    @Test
    void aCrashLoopIsShownThroughPausesOfFiveMinutesAndNotMuchLonger() {
        fill(CART);
        metrics.show(state, leader::get);
        String looping = "headroom_workload_crashlooping{" + CART_LABELS + "}";
        Instant begin = Profiles.START.plus(Duration.ofHours(1));

        // it runs for two minutes and waits for five, again and again
        for (int minute = 0; minute < 60; minute++) {
            if (minute % 7 == 0) {
                boolean _ = state.incident(loop(begin, begin.plusSeconds(60L * minute)), dirty);
            }
            state.assessment("", summary(begin.plusSeconds(60L * minute)), dirty);
            assertThat(scrape()).as("minute " + minute).containsEntry(looping, 1.0);
        }
        state.assessment("", summary(begin.plusSeconds(60 * 72)), dirty);
        assertThat(scrape()).doesNotContainKey(looping);
    }

    @Test
    void aLoopWhoseContainerNeverRunsIsOverWhenTheOthersAreThatFar() {
        fill(CART);
        WorkloadRef other = States.deployment("shop", "other");
        metrics.show(state, leader::get);
        Instant begin = Profiles.START.plus(Duration.ofHours(1));
        boolean _ = state.incident(loop(begin, begin), dirty);

        state.assessment(
                "", new UsageSummary(other, begin.plusSeconds(60 * 14), 1, List.of()), dirty);
        assertThat(scrape()).containsKey("headroom_workload_crashlooping{" + CART_LABELS + "}");
        state.assessment(
                "", new UsageSummary(other, begin.plusSeconds(60 * 16), 1, List.of()), dirty);
        assertThat(scrape())
                .doesNotContainKey("headroom_workload_crashlooping{" + CART_LABELS + "}");
    }

    @Test
    void aLeakIsShownWithItsTimeOfDeath() {
        fill(CART);
        metrics.show(state, leader::get);
        Recommendation before = Objects.requireNonNull(state.recommendations().get(CART));
        Leak leak =
                new Leak(
                        new Memory(3_600 * 512),
                        Profiles.START,
                        3,
                        new Memory(1),
                        Instant.ofEpochSecond(1_800_000_000));
        state.recommendation(
                CART,
                new Recommendation(
                        CART,
                        before.asOf(),
                        before.strategy(),
                        before.completeness(),
                        before.containers().stream().map(each -> each.leaking(leak)).toList()));

        assertThat(scrape())
                .containsEntry(
                        "headroom_workload_memory_leak_bytes_per_second{" + CART_LABELS + "}",
                        512.0)
                .containsEntry(
                        "headroom_workload_memory_leak_kill_timestamp_seconds{" + CART_LABELS + "}",
                        1_800_000_000.0);
    }

    private static Incident loop(Instant from, Instant until) {
        return new Incident(
                CART,
                "loop",
                new Classification(
                        IncidentClass.APP_ERROR, "A15", Confidence.LIKELY, false, "1", List.of()),
                null,
                true,
                from,
                until,
                5,
                0,
                List.of("cart-x"),
                List.of("web"),
                Outcome.OPEN,
                until);
    }

    private static UsageSummary summary(Instant asOf) {
        return new UsageSummary(CART, asOf, 2, List.of());
    }

    @Test
    void showsWhatQuotasOughtToCountBesideWhatTheyDo() {
        Map<String, BigDecimal> hard =
                Map.of(
                        "pods", BigDecimal.TEN,
                        "requests.storage", new BigDecimal("400"),
                        "persistentvolumeclaims", BigDecimal.ZERO);
        QuotaState quota = new QuotaState("shop", "compute", hard, Map.of(), List.of());
        state.cluster(quota.key(), quota, Profiles.START, dirty);
        QuotaAssessment assessment =
                new QuotaAssessment(
                        "shop",
                        "compute",
                        Profiles.START,
                        hard.entrySet().stream()
                                .map(line ->
                                        new QuotaAssessment.Line(
                                                line.getKey(),
                                                line.getValue(),
                                                BigDecimal.ZERO,
                                                line.getValue(),
                                                0))
                                .toList());
        state.assessment(assessment.key(), assessment, dirty);
        VolumeClaimState claim =
                new VolumeClaimState("shop", "data", null, List.of(), new BigDecimal("100"), null);
        VolumeClaimState elsewhere =
                new VolumeClaimState("other", "data", null, List.of(), new BigDecimal("100"), null);
        state.inventory(claim.key(), claim, Profiles.START, dirty);
        state.inventory(elsewhere.key(), elsewhere, Profiles.START, dirty);
        metrics.show(state, leader::get);

        assertThat(scrape())
                .containsEntry(
                        "headroom_quota_counted_ratio{namespace=shop,resource=requests.storage,"
                                + "resourcequota=compute}",
                        0.25)
                .containsEntry(
                        "headroom_quota_counted_ratio{namespace=shop,resource=pods,"
                                + "resourcequota=compute}",
                        0.0)
                .doesNotContainKey(
                        "headroom_quota_counted_ratio{namespace=shop,"
                                + "resource=persistentvolumeclaims,resourcequota=compute}");
        state.inventory(claim.key(), null, Profiles.START, dirty);
        assertThat(scrape())
                .containsEntry(
                        "headroom_quota_counted_ratio{namespace=shop,resource=requests.storage,"
                                + "resourcequota=compute}",
                        0.0);
    }

    @Test
    void showsHowFullQuotasAre() {
        QuotaAssessment quota =
                new QuotaAssessment(
                        "shop",
                        "compute",
                        Profiles.START,
                        List.of(
                                new QuotaAssessment.Line(
                                        "requests.cpu",
                                        new BigDecimal("10"),
                                        new BigDecimal("7.5"),
                                        new BigDecimal("2.5"),
                                        0.75)));
        state.assessment(quota.key(), quota, dirty);
        metrics.show(state, leader::get);

        assertThat(scrape())
                .containsEntry(
                        "headroom_quota_commitment_ratio{"
                                + "namespace=shop,resource=requests.cpu,resourcequota=compute}",
                        0.75)
                .containsEntry(
                        "headroom_quota_headroom{namespace=shop,resource=requests.cpu,"
                                + "resourcequota=compute,unit=core}",
                        2.5);
    }

    /** An alert that waits for a quarter of an hour must not begin anew each time. */
    @Test
    void aFightOverReplicasIsShownWhoeverHasThemLast() {
        AutoscalerState autoscaler =
                new AutoscalerState("shop", "cart-hpa", CART, 1, 5, 2, 2, List.of());
        state.inventory(autoscaler.key(), autoscaler, Profiles.START, dirty);
        metrics.show(state, leader::get);
        String fight =
                "headroom_autoscaler_finding{code=replicas-set-elsewhere,"
                        + "horizontalpodautoscaler=cart-hpa,namespace=shop,workload=cart,workload_kind=Deployment}";
        var argo = new WorkloadState.ReplicasOwner("argocd-controller", true);

        owned(null, 0);
        assertThat(scrape()).doesNotContainKey(fight);
        for (int minute = 3; minute < 30; minute += 3) {
            owned(argo, minute);
            assertThat(scrape()).containsEntry(fight, 1.0);
            owned(null, minute + 1);
            assertThat(scrape()).containsEntry(fight, 1.0);
        }
    }

    private void owned(WorkloadState.@Nullable ReplicasOwner owner, int minute) {
        state.inventory(
                CART.key(),
                States.owned(CART, owner),
                Profiles.START.plus(Duration.ofMinutes(minute)),
                dirty);
    }

    @Test
    void countsWhatIsWrongWithAutoscalers() {
        state.inventory(
                Keys.autoscaler("shop", "cart-hpa"),
                new AutoscalerState("shop", "cart-hpa", CART, 5, 5, 5, 5, List.of()),
                Profiles.START,
                dirty);
        var other =
                States.pod(new WorkloadRef("shop", "Deployment", "apps", "api"), "api-1", "web");
        state.inventory(other.key(), other, Profiles.START.plus(Duration.ofMinutes(5)), dirty);
        state.caughtUp();
        metrics.show(state, leader::get);

        String labels =
                "horizontalpodautoscaler=cart-hpa,namespace=shop,workload=cart,workload_kind=Deployment}";
        assertThat(scrape())
                .containsEntry("headroom_autoscaler_finding{code=no-metrics," + labels, 1.0)
                .containsEntry("headroom_autoscaler_finding{code=target-missing," + labels, 1.0)
                // of what does not exist there is no usage to know
                .doesNotContainKey("headroom_autoscaler_finding{code=usage-unknown," + labels)
                .doesNotContainKey("headroom_autoscaler_finding{code=pinned-at-max," + labels);
    }

    @Test
    void saysThatDataIsMissing() {
        var assessment =
                States.assessment(
                        CART, Profiles.of("web").sample(0.1, 1e8, Profiles.START).build());
        state.assessment(assessment.key(), assessment, dirty);
        recommend(CART, NodeSizes.UNKNOWN);
        metrics.show(state, leader::get);

        assertThat(scrape())
                .containsEntry(
                        "headroom_recommendation_blocked{"
                                + "container=web,namespace=shop,reason=data,workload=cart,"
                                + "workload_kind=Deployment}",
                        1.0);
    }

    @Test
    void showsNothingOfWorkloadsThatAreGone() {
        fill(CART);
        state.inventory(CART.key(), States.state(CART, "web"), Profiles.START, dirty);
        state.inventory("other/Deployment.apps/x", other(), Profiles.START, dirty);
        metrics.show(state, leader::get);
        assertThat(scrape().keySet()).anyMatch(name -> name.contains("workload=cart"));

        state.inventory(CART.key(), null, Profiles.START, dirty);
        state.recommendation(CART, null);

        assertThat(scrape().keySet()).noneMatch(name -> name.contains("workload=cart"));
    }

    @Test
    void showsWorkloadsOnTheLeaderAlone() {
        fill(CART);
        metrics.show(state, leader::get);

        leader.set(false);
        assertThat(scrape().keySet()).noneMatch(name -> name.contains("workload=cart"));

        leader.set(true);
        metrics.hide();
        assertThat(scrape().keySet()).noneMatch(name -> name.contains("workload=cart"));
    }

    @Test
    void namesTheGroupOfKindsThatAreNotEverybodys() {
        WorkloadRef rollout = new WorkloadRef("shop", "Rollout", "argoproj.io", "cart");
        fill(rollout);
        metrics.show(state, leader::get);

        assertThat(scrape().keySet())
                .anyMatch(name -> name.contains("workload_kind=Rollout.argoproj.io"));
    }

    @Test
    void countsAnswersAndUnreadableRecords() {
        metrics.answered("/api/v1/workloads", 200);
        metrics.answered("/api/v1/workloads", 200);
        metrics.deadLetter("headroom.inventory");

        assertThat(scrape())
                .containsEntry("headroom_rest_requests{code=200,route=/api/v1/workloads}", 2.0)
                .containsEntry(
                        "headroom_dead_letter_records{"
                                + "reader=recommender,reason=unreadable,topic=headroom.inventory}",
                        1.0);
    }

    /** Half an hour of usage, the latest window, and a recommendation that no node can hold. */
    private void fill(WorkloadRef workload) {
        var assessment = States.assessment(workload, States.steady("web", 0.2, 2e8));
        state.assessment(assessment.key(), assessment, dirty);
        UsageSummary summary =
                new UsageSummary(
                        workload,
                        Profiles.START,
                        2,
                        List.of(
                                new UsageSummary.Container(
                                        "web",
                                        States.resources(1_000, 1L << 30),
                                        States.resources(2_000, 2L << 30),
                                        0.25,
                                        0.3,
                                        200_000_000L)));
        state.assessment(Keys.summary(workload.key()), summary, dirty);
        recommend(workload, NodeSizes.of(List.of(States.resources(100, 1L << 30))));
    }

    private void recommend(WorkloadRef workload, NodeSizes nodes) {
        Sizing sizing =
                new Sizing(
                        VpaStrategy.NAME,
                        new VpaStrategy(new MinimumEvidence(10, Duration.ofMinutes(10))));
        state.recommendation(
                workload,
                sizing.recommend(
                        workload,
                        List.of(),
                        Objects.requireNonNull(state.usage().get(workload)),
                        new Surroundings(
                                null,
                                PodShape.UNKNOWN,
                                Set.of(),
                                LimitRangeRules.NONE,
                                nodes,
                                null,
                                Set.of(),
                                Policy.NONE,
                                RestartHistory.NONE,
                                null)));
    }

    private static WorkloadState other() {
        return States.state(States.deployment("other", "x"), "web");
    }

    private static String name(String metric, String resource) {
        return metric
                + "{container=web,namespace=shop,resource="
                + resource
                + ",workload=cart,workload_kind=Deployment}";
    }

    private Map<String, Double> scrape() {
        Map<String, Double> series = new TreeMap<>();
        for (MetricSnapshot snapshot : registry.scrape()) {
            String metric = snapshot.getMetadata().getPrometheusName();
            switch (snapshot) {
                case GaugeSnapshot gauge ->
                        gauge.getDataPoints()
                                .forEach(point ->
                                        series.put(
                                                metric + text(point.getLabels()),
                                                point.getValue()));
                case CounterSnapshot counter ->
                        counter.getDataPoints()
                                .forEach(point ->
                                        series.put(
                                                metric + text(point.getLabels()),
                                                point.getValue()));
                default -> throw new AssertionError("neither gauge nor counter: " + snapshot);
            }
        }
        return series;
    }

    private static String text(Labels labels) {
        return "{"
                + String.join(
                        ",",
                        labels.stream()
                                .map(label -> label.getName() + "=" + label.getValue())
                                .toList())
                + "}";
    }
}
