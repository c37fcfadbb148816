package io.headroom.recommender;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.NamespacePlan.Blocked;
import io.headroom.recommender.fit.NamespacePlan.Container;
import io.headroom.recommender.fit.NamespacePlan.QuotaAdvice;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.fit.NamespacePlan.Workload;
import io.headroom.recommender.fit.QuotaForecast;
import io.headroom.recommender.fit.QuotaForecast.Basis;
import io.headroom.recommender.fit.Words;
import io.prometheus.metrics.model.snapshots.Labels;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The series of how full quotas are, and of what they do not let in. */
final class QuotaSeries {
    private static final Set<String> CORES = Set.of("cpu", "requests.cpu", "limits.cpu");

    private QuotaSeries() {}

    static void add(View view, Gauges gauges) {
        NavigableSet<String> bound = new TreeSet<>();
        Set<String> existing = new HashSet<>();
        for (QuotaAssessment quota : view.quotas().values()) {
            bound.addAll(view.boundBy(quota));
            existing.add(quota.namespace() + '/' + quota.name());
            full(quota, gauges);
        }
        Set<String> said = new HashSet<>();
        for (String namespace : bound) {
            view.plan(namespace)
                    .ifPresent(plan -> {
                        plan(plan, existing, said, gauges);
                        blocked(plan, view.recommendations(), gauges);
                    });
        }
    }

    private static void full(QuotaAssessment quota, Gauges gauges) {
        for (QuotaAssessment.Line line : quota.lines()) {
            Labels resource = labels(quota.namespace(), quota.name(), line.resource());
            gauges.add(
                    "headroom_quota_commitment_ratio",
                    "Used divided by hard.",
                    resource,
                    line.commitmentRatio());
            gauges.add(
                    "headroom_quota_headroom",
                    "What the quota leaves; negative when it is exceeded.",
                    resource.add("unit", unit(line.resource())),
                    line.headroom().doubleValue());
        }
    }

    /**
     * @param said the quotas that namespaces share and of which all has been said: each of their
     *     plans says the same
     */
    private static void plan(
            NamespacePlan plan, Set<String> existing, Set<String> said, Gauges gauges) {
        for (Verdict verdict : Verdict.values()) {
            gauges.add(
                    "headroom_namespace_plan",
                    "1 for what holds of all advice for the namespace together, else 0; whom to hold meanwhile its plan says.",
                    Labels.of("namespace", plan.namespace(), "verdict", verdict.label()),
                    verdict == plan.verdict() ? 1 : 0);
        }
        for (NamespacePlan.Line line : plan.lines()) {
            String namespace = namespaceOf(line.quota(), plan);
            if (existing.contains(namespace + '/' + line.quota())
                    && !said.contains(line.quota())
                    && line.usageRatio() != null) {
                gauges.add(
                        "headroom_quota_usage_ratio",
                        "Used by the pods, not requested by them, divided by hard.",
                        labels(namespace, line.quota(), line.resource()),
                        line.usageRatio());
            }
        }
        for (Blocked blocked : plan.blockedBy()) {
            Labels line = labels(plan.namespace(), blocked.quota(), blocked.resource());
            gauges.add(
                    "headroom_quota_blocked_workloads",
                    "How many workloads have less than is advised by the line, or nothing.",
                    line.add("reason", blocked.reason().label()),
                    blocked.workloads().size());
            BigDecimal missing = blocked.missing();
            if (missing != null) {
                gauges.add(
                        "headroom_quota_missing",
                        "How much too little the quota lets in for all that is advised at once.",
                        line.add("unit", unit(blocked.resource())),
                        missing.doubleValue());
            }
        }
        for (QuotaAdvice advice : plan.quotas()) {
            String quota = advice.quota();
            if (quota != null && !said.contains(quota)) {
                advice(namespaceOf(quota, plan), quota, advice, gauges);
            }
        }
        plan.lines().stream()
                .map(NamespacePlan.Line::quota)
                .filter(ClusterQuotaState::isShared)
                .forEach(said::add);
    }

    /** None for one that namespaces share. */
    private static String namespaceOf(String quota, NamespacePlan plan) {
        return ClusterQuotaState.isShared(quota) ? "" : plan.namespace();
    }

    private static void advice(String namespace, String quota, QuotaAdvice advice, Gauges gauges) {
        Labels labels = labels(namespace, quota, advice.resource());
        Labels amount = labels.add("unit", unit(advice.resource()));
        BigDecimal recommended = advice.recommended();
        if (recommended != null) {
            gauges.add(
                    "headroom_quota_recommended",
                    "What hard should be.",
                    amount,
                    recommended.doubleValue());
        }
        gauges.add(
                "headroom_quota_unused",
                "What of hard is neither used nor needed, growth and a reserve included.",
                amount,
                advice.giveBack().doubleValue());
        full(advice.charged(), labels, gauges);
        full(advice.need(), labels, gauges);
    }

    private static void full(@Nullable QuotaForecast forecast, Labels labels, Gauges gauges) {
        Instant fullAt = forecast == null ? null : forecast.fullAt();
        if (forecast != null && fullAt != null) {
            gauges.add(
                    "headroom_quota_full_timestamp_seconds",
                    "When nothing is left if it goes on like this, by what is counted or by what is needed.",
                    labels.add("basis", forecast.basis() == Basis.NEED ? "need" : "charged"),
                    fullAt.toEpochMilli() / 1_000.0);
        }
    }

    private static void blocked(
            NamespacePlan plan, Map<WorkloadRef, Recommendation> recommendations, Gauges gauges) {
        for (Workload workload : plan.workloads()) {
            WorkloadRef ref = WorkloadRef.parse(workload.workload());
            if (isUpToQuotas(workload, plan)) {
                Labels labels = WorkloadSeries.labels(ref);
                workload.containers().stream()
                        .filter(container -> container.type().longRunning())
                        .filter(container -> isLeft(container, recommendations.get(ref)))
                        .forEach(container ->
                                WorkloadSeries.blocked(
                                        "quota",
                                        labels.add("container", container.name()),
                                        gauges));
            }
        }
    }

    /** Whether nothing but quotas may keep it from what is advised. */
    private static boolean isUpToQuotas(Workload workload, NamespacePlan plan) {
        return workload.held() == null
                && (workload.refused() == null
                        || plan.blockedBy().stream()
                                .filter(blocked -> blocked.missing() == null)
                                .anyMatch(blocked ->
                                        blocked.workloads().contains(workload.workload())));
    }

    /** Whether the plan has something else for it than is advised, or nothing. */
    private static boolean isLeft(Container container, @Nullable Recommendation recommended) {
        if (container.plannedRequests() != null) {
            return !container.requests().equals(container.plannedRequests())
                    || !container.limits().equals(container.plannedLimits());
        }
        return recommended != null
                && recommended.containers().stream()
                        .anyMatch(found ->
                                found.name().equals(container.name())
                                        && found.advice() instanceof Advice.Resize resize
                                        && !resize.target().equals(found.requests()));
    }

    private static Labels labels(String namespace, String quota, String resource) {
        return Labels.of("namespace", namespace, "resourcequota", quota, "resource", resource);
    }

    private static String unit(String resource) {
        if (resource.startsWith("count/")) {
            return "object";
        }
        if (CORES.contains(resource)) {
            return "core";
        }
        return Words.isBytes(resource) ? "byte" : "object";
    }
}
