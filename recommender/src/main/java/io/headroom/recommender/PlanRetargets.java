package io.headroom.recommender;

import io.headroom.model.ContainerSpec;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.recommendation.Retarget;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.joint.Retargeting;
import io.headroom.recommender.scale.lint.SpecReader;
import io.headroom.recommender.scale.replay.LoadShares;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What autoscalers have to go by once a plan is in force: a utilization is a share of the request,
 * and a plan may give another one than is advised. Pure.
 */
final class PlanRetargets {
    private static final double MILLI = 1_000;

    private PlanRetargets() {}

    /**
     * Of a workload that one autoscaler scales.
     *
     * @param recommended null where nothing is
     * @param usage null where nothing is known of it
     */
    record Scaled(
            AutoscalerState autoscaler,
            @Nullable Recommendation recommended,
            @Nullable KnownUsage usage) {}

    /**
     * The same plan with what each autoscaler has to go by. Where a workload gets the requests that
     * it is advised, that is what was rehearsed along with them; where it gets less, the same
     * amount for each pod, or 90 % of what such a pod requests or can use where that is below it,
     * of which no replay was made.
     *
     * @param scaled by workload; empty where none or several scale it, and where its pods request
     *     as a whole, so that no container's request is what a utilization is a share of
     */
    static NamespacePlan of(NamespacePlan plan, Function<WorkloadRef, Optional<Scaled>> scaled) {
        return plan.with(
                plan.workloads().stream()
                        .map(workload ->
                                scaled.apply(WorkloadRef.parse(workload.workload()))
                                        .map(each -> workload.with(retarget(workload, each)))
                                        .orElse(workload))
                        .toList());
    }

    private static @Nullable Retarget retarget(NamespacePlan.Workload workload, Scaled scaled) {
        Recommendation recommended = scaled.recommended();
        Retarget advised = recommended == null ? null : recommended.retarget();
        // who keeps what it has keeps its autoscaler, and so does one whose target decides nothing
        if (workload.plannedPods() == null
                || workload.held() != null
                || workload.noStep() != null
                || advised == null) {
            return null;
        }
        AutoscalerState autoscaler = scaled.autoscaler();
        List<AutoscalerState.Metric> metrics =
                advised.metrics().stream()
                        .map(metric -> planned(workload, metric, scaled))
                        .toList();
        return metrics.equals(autoscaler.metrics())
                ? null
                : new Retarget(autoscaler.name(), metrics, autoscaler.managedBy());
    }

    /** A metric that is good for what is advised, for what is planned. */
    private static AutoscalerState.Metric planned(
            NamespacePlan.Workload workload, AutoscalerState.Metric metric, Scaled scaled) {
        if (!JointSizing.isOfPods(HpaMetric.CPU, metric)) {
            return metric;
        }
        long advice = 0;
        long plan = 0;
        for (NamespacePlan.Container container : workload.containers()) {
            boolean counts =
                    container.type().longRunning()
                            && (metric.container() == null
                                    || metric.container().equals(container.name()));
            Cpu advised = container.requests().cpu();
            Cpu planned =
                    container.plannedRequests() == null ? null : container.plannedRequests().cpu();
            if (counts && advised != null && planned != null) {
                advice += advised.millicores();
                plan += planned.millicores();
            }
        }
        if (advice == plan || advice == 0 || plan == 0) {
            return metric;
        }
        HpaSpec spec =
                new HpaSpec(
                        1, 1, SpecReader.metrics(List.of(metric)), behavior(scaled.autoscaler()));
        HpaSpec kept =
                Retargeting.keepingUsageWithin(
                        spec,
                        advice / MILLI,
                        plan / MILLI,
                        most(workload, metric.container(), scaled.usage()));
        return JointSizing.with(kept.metrics().getFirst(), metric);
    }

    private static @Nullable Behavior behavior(AutoscalerState autoscaler) {
        return SpecReader.read(CronTriggers.leftOutOf(autoscaler))
                        instanceof SpecReader.Read.Known(var spec)
                ? spec.behavior()
                : Behavior.DEFAULT;
    }

    /**
     * Cores that a planned pod, or one container of it, uses at most; infinite without a limit.
     *
     * @param container null for all
     */
    private static double most(
            NamespacePlan.Workload workload,
            @Nullable String container,
            @Nullable KnownUsage usage) {
        List<ContainerSpec> pod =
                workload.containers().stream()
                        .filter(each -> each.type().longRunning())
                        .map(each ->
                                new ContainerSpec(
                                        each.name(),
                                        each.type(),
                                        each.plannedRequests() == null
                                                ? each.requests()
                                                : each.plannedRequests(),
                                        each.plannedLimits() == null
                                                ? each.limits()
                                                : each.plannedLimits()))
                        .toList();
        LoadShares shares =
                usage == null
                        ? LoadShares.UNKNOWN
                        : ScalingCases.shares(usage, pod, DecidedHistory.decidedAt(usage.asOf()));
        return shares.full(pod, container, OptionalDouble.empty())
                .map(LoadShares.Full::cores)
                .orElse(Double.POSITIVE_INFINITY);
    }
}
