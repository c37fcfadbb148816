package io.headroom.deploy.dashboard;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.Outcome;
import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.assessment.RestartAssessment;
import io.headroom.model.assessment.UsageSummary;
import io.headroom.model.cluster.Finding;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.PodRefusal;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Leak;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Keys;
import io.headroom.recommender.AutoscalerOverview;
import io.headroom.recommender.KnownUsage;
import io.headroom.recommender.View;
import io.headroom.recommender.WorkloadOverview;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.QuotaForecast;
import io.headroom.recommender.fit.admission.Verdict.Why;
import io.headroom.recommender.savings.Savings;
import io.headroom.recommender.scale.lint.ScalingFinding;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** One workload that has every trouble that a metric tells of. */
final class TroubledView implements View {
    private static final Instant AT = Instant.parse("2026-03-01T00:00:00Z");
    private static final WorkloadRef WEB = new WorkloadRef("shop", "Deployment", "apps", "web");

    @Override
    public NavigableSet<String> namespaces() {
        return new TreeSet<>(List.of(WEB.namespace()));
    }

    @Override
    public NavigableSet<WorkloadRef> workloads() {
        return new TreeSet<>(List.of(WEB));
    }

    @Override
    public Optional<WorkloadOverview> workload(WorkloadRef workload) {
        return Optional.empty();
    }

    @Override
    public NavigableMap<WorkloadRef, Recommendation> recommendations() {
        ContainerRecommendation leaking =
                new ContainerRecommendation(
                                "app",
                                ContainerType.APP,
                                Resources.NONE,
                                Resources.NONE,
                                new Advice.Hold(Advice.HoldCode.NO_SAMPLES, "none", null))
                        .leaking(new Leak(new Memory(1), AT, 2, new Memory(1), AT));
        return new TreeMap<>(
                Map.of(
                        WEB,
                        new Recommendation(
                                WEB, AT, "headroom", new Completeness(1, 1), List.of(leaking))));
    }

    @Override
    public Savings savings(Predicate<WorkloadRef> wanted) {
        return Savings.of("USD", List.of());
    }

    @Override
    public NavigableMap<WorkloadRef, KnownUsage> usage() {
        return new TreeMap<>();
    }

    @Override
    public NavigableMap<WorkloadRef, UsageSummary> summaries() {
        return new TreeMap<>();
    }

    @Override
    public NavigableMap<String, QuotaAssessment> quotas() {
        return new TreeMap<>(
                Map.of(
                        Keys.quota(WEB.namespace(), "compute"),
                        new QuotaAssessment(
                                WEB.namespace(),
                                "compute",
                                AT,
                                List.of(
                                        new QuotaAssessment.Line(
                                                "pods",
                                                BigDecimal.TEN,
                                                BigDecimal.ONE,
                                                BigDecimal.valueOf(9),
                                                0.1)))));
    }

    @Override
    public NavigableMap<String, AutoscalerState> autoscalers() {
        return new TreeMap<>();
    }

    @Override
    public List<AutoscalerOverview> overviews(Collection<AutoscalerState> autoscalers) {
        return List.of(
                AutoscalerOverview.of(
                        new AutoscalerState(
                                WEB.namespace(), WEB.name(), WEB, 1, 3, 3, 3, List.of()),
                        List.of(
                                new ScalingFinding(
                                        ScalingFinding.Code.PINNED_AT_MAX,
                                        Finding.Severity.WARNING,
                                        "it wants more"))));
    }

    @Override
    public Optional<QuotaState> quota(QuotaAssessment of) {
        return Optional.empty();
    }

    @Override
    public SortedSet<String> boundBy(QuotaAssessment quota) {
        return new TreeSet<>(List.of(quota.namespace()));
    }

    @Override
    public NavigableMap<WorkloadRef, PodRefusal> refusals() {
        return new TreeMap<>(
                Map.of(
                        WEB,
                        new PodRefusal(
                                WEB,
                                PodRefusal.By.QUOTA,
                                "compute",
                                List.of("pods"),
                                "exceeded quota: compute",
                                AT)));
    }

    @Override
    public Optional<NamespacePlan> plan(String namespace) {
        return Optional.of(
                new NamespacePlan(
                        namespace,
                        AT,
                        NamespacePlan.Verdict.DOES_NOT_FIT,
                        List.of(
                                new NamespacePlan.Blocked(
                                        "compute",
                                        "pods",
                                        Why.EXCEEDED,
                                        BigDecimal.TEN,
                                        BigDecimal.valueOf(12),
                                        BigDecimal.TWO,
                                        List.of(WEB.key()),
                                        "too many"),
                                new NamespacePlan.Blocked(
                                        "compute",
                                        "limits.memory",
                                        Why.NOT_SET,
                                        BigDecimal.TEN,
                                        null,
                                        null,
                                        List.of(WEB.key()),
                                        "must be set")),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        List.of(
                                new NamespacePlan.QuotaAdvice(
                                        "compute",
                                        "pods",
                                        BigDecimal.TEN,
                                        BigDecimal.ONE,
                                        BigDecimal.valueOf(12),
                                        0,
                                        BigDecimal.valueOf(14),
                                        BigDecimal.ZERO,
                                        BigDecimal.valueOf(12),
                                        false,
                                        fills(QuotaForecast.Basis.STATUS),
                                        fills(QuotaForecast.Basis.NEED),
                                        AT,
                                        null)),
                        null,
                        List.of()));
    }

    private static QuotaForecast fills(QuotaForecast.Basis basis) {
        return new QuotaForecast(basis, QuotaForecast.Code.FILLS, 14, 1.0, 9.0, AT);
    }

    @Override
    public NavigableMap<String, NodeState> nodes() {
        return new TreeMap<>();
    }

    @Override
    public Map<String, Resources> requestedOnNodes() {
        return Map.of();
    }

    @Override
    public NavigableMap<String, Incident> incidents() {
        return new TreeMap<>(
                Map.of(
                        "1",
                        new Incident(
                                WEB,
                                "1",
                                new Classification(
                                        IncidentClass.APP_ERROR,
                                        "A15",
                                        Confidence.LIKELY,
                                        false,
                                        "1",
                                        List.of()),
                                null,
                                true,
                                AT,
                                AT,
                                3,
                                0,
                                List.of("web-x"),
                                List.of("app"),
                                Outcome.OPEN,
                                AT)));
    }

    @Override
    public NavigableMap<WorkloadRef, RestartAssessment> restarts() {
        return new TreeMap<>();
    }

    @Override
    public NavigableMap<String, Finding> findings() {
        return new TreeMap<>();
    }
}
