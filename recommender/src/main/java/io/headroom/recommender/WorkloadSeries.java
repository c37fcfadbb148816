package io.headroom.recommender;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.UsageSummary;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.savings.Saving;
import io.headroom.recommender.savings.Savings;
import io.headroom.recommender.savings.WorkloadSavings;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One series per workload, container and figure, made anew for each scrape, so that those of a
 * workload that is gone are gone with it. Only the replica that leads has any.
 */
final class WorkloadSeries implements MultiCollector {
    private final View view;
    private final BooleanSupplier leader;

    WorkloadSeries(View view, BooleanSupplier leader) {
        this.view = view;
        this.leader = leader;
    }

    @Override
    public MetricSnapshots collect() {
        Gauges gauges = new Gauges();
        if (leader.getAsBoolean()) {
            Set<WorkloadRef> existing = new TreeSet<>(view.workloads());
            view.recommendations().values().forEach(each -> recommendation(each, gauges));
            view.usage()
                    .forEach((workload, known) -> {
                        // without an inventory every workload that was ever seen counts as existing
                        if (existing.isEmpty() || existing.contains(workload)) {
                            usage(workload, known, gauges);
                        }
                    });
            view.summaries().values().stream()
                    .filter(each -> existing.isEmpty() || existing.contains(each.workload()))
                    .forEach(each -> summary(each, gauges));
            QuotaSeries.add(view, gauges);
            CountedSeries.add(view, gauges);
            RefusalSeries.add(view, gauges);
            view.overviews(view.autoscalers().values()).forEach(each -> autoscaler(each, gauges));
            ScalingSeries.add(view, gauges);
            savings(view.savings(_ -> true), gauges);
            RestartSeries.add(view, existing, gauges);
        }
        return gauges.snapshots();
    }

    private static void usage(WorkloadRef workload, KnownUsage known, Gauges gauges) {
        Labels labels = labels(workload);
        gauges.add(
                "headroom_workload_data_completeness_ratio",
                "Share of the windows since the first sample that are covered.",
                labels,
                known.completeness().ratio());
        for (ContainerProfile profile : known.profiles()) {
            Labels container = labels.add("container", profile.name());
            KnownUsage.ContainerWindows windows = known.windows().get(profile.name());
            if (windows != null) {
                statistics(windows.cpuCores(), cpu(container), gauges);
                statistics(windows.memoryBytes(), memory(container), gauges);
            }
        }
    }

    private static void statistics(
            KnownUsage.@Nullable Statistics statistics, Labels labels, Gauges gauges) {
        if (statistics != null) {
            stat("p50", statistics.p50(), labels, gauges);
            stat("p95", statistics.p95(), labels, gauges);
            stat("max", statistics.max(), labels, gauges);
        }
    }

    private static void summary(UsageSummary summary, Gauges gauges) {
        Labels labels = labels(summary.workload());
        gauges.add(
                "headroom_workload_ready_replicas",
                "Mean number of Ready replicas in the latest window.",
                labels,
                summary.replicas());
        for (UsageSummary.Container each : summary.containers()) {
            Labels container = labels.add("container", each.name());
            Double hottest = each.cpuHottestCores();
            if (hottest != null) {
                stat("last", hottest, cpu(container), gauges);
            }
            Long peak = each.memoryPeakBytes();
            if (peak != null) {
                stat("last", (double) peak, memory(container), gauges);
            }
            amounts(
                    "headroom_workload_requests",
                    "Requested by each replica.",
                    each.requests(),
                    container,
                    gauges);
            Cpu cpu = each.requests().cpu();
            Double mean = each.cpuMeanCores();
            if (cpu != null && cpu.millicores() > 0 && mean != null) {
                utilization(mean / cpu.cores(), cpu(container), gauges);
            }
            Memory memory = each.requests().memory();
            if (memory != null && memory.bytes() > 0 && peak != null) {
                utilization((double) peak / memory.bytes(), memory(container), gauges);
            }
        }
    }

    private static void recommendation(Recommendation recommendation, Gauges gauges) {
        Labels labels = labels(recommendation.workload());
        gauges.add(
                "headroom_recommendation_generated_timestamp_seconds",
                "The time up to which usage went into the recommendation.",
                labels,
                recommendation.asOf().toEpochMilli() / 1_000.0);
        for (ContainerRecommendation each : recommendation.containers()) {
            Labels container = labels.add("container", each.name());
            switch (each.advice()) {
                case Advice.Resize resize -> resize(resize, container, gauges);
                case Advice.Hold hold ->
                        blocked(
                                hold.code() == Advice.HoldCode.EXCLUDED ? "policy" : "data",
                                container,
                                gauges);
            }
        }
    }

    private static void resize(Advice.Resize resize, Labels labels, Gauges gauges) {
        amounts(
                "headroom_recommendation_target",
                "What to request.",
                resize.target(),
                labels,
                gauges);
        amounts(
                "headroom_recommendation_lower_bound",
                "A request below this is too small.",
                resize.lowerBound(),
                labels,
                gauges);
        amounts(
                "headroom_recommendation_upper_bound",
                "A request above this is too large.",
                resize.upperBound(),
                labels,
                gauges);
        amounts(
                "headroom_recommendation_uncapped_target",
                "The target before any bound of the cluster.",
                resize.uncappedTarget(),
                labels,
                gauges);
        gauges.add(
                "headroom_recommendation_confidence_ratio",
                "1 from a day of samples on, one a minute; less in proportion.",
                labels,
                Math.min(1, resize.confidence()));
        Set<String> clamps = new TreeSet<>();
        for (Reason reason : resize.reasons()) {
            switch (reason.code()) {
                case LIMIT_RANGE_MIN, LIMIT_RANGE_MAX -> clamps.add("limitrange");
                case NODE_SIZE -> clamps.add("node");
                case NO_CPU_SAMPLES, NO_MEMORY_SAMPLES -> clamps.add("data");
                case LEAK_CAPPED -> clamps.add("leak");
                case HELD_CRASH_LOOP, HELD_EVICTION, HELD_ROLLOUT, HELD_AUTOSCALER ->
                        clamps.add("held");
                case PERCENTILE,
                        WEIGHED,
                        STEADY,
                        RULE,
                        FLOOR,
                        TODAY,
                        POD_MINIMUM,
                        LITTLE_HISTORY,
                        CONTAINER_LIMIT,
                        ABOVE_LIMIT,
                        POLICY_MIN,
                        POLICY_MAX,
                        OOM_BUMP,
                        LEAK,
                        STARVED,
                        AUTOSCALER,
                        NOT_HELD,
                        RUNS,
                        STARTUP_SPIKE,
                        PAGE_CACHE,
                        AT_LIMIT,
                        JVM,
                        SPREAD,
                        IDLE,
                        EXTENDED,
                        LIMIT,
                        QOS -> {}
            }
        }
        clamps.forEach(clamp -> blocked(clamp, labels, gauges));
    }

    private static void autoscaler(AutoscalerOverview overview, Gauges gauges) {
        Labels labels = labels(overview.workload()).add("horizontalpodautoscaler", overview.name());
        overview.findings().stream()
                .map(finding -> finding.code().label())
                .distinct()
                .forEach(code ->
                        gauges.add(
                                "headroom_autoscaler_finding",
                                "1 where something about the autoscaler is worth a look.",
                                labels.add("code", code),
                                1));
    }

    private static void savings(Savings savings, Gauges gauges) {
        for (WorkloadSavings each : savings.workloads()) {
            Labels labels = labels(each.workload());
            saving(
                    "headroom_potential_savings",
                    "Requested now less what is recommended, of all replicas; negative where more"
                            + " is.",
                    each.predicted(),
                    labels,
                    gauges);
            saving(
                    "headroom_realised_savings",
                    "Requested when there first was a recommendation less what is now, of all"
                            + " replicas.",
                    each.realised(),
                    labels,
                    gauges);
            cost(
                    "headroom_potential_savings_hourly_cost",
                    "What the potential savings cost in an hour.",
                    each.predicted(),
                    labels.add("currency", savings.currency()),
                    gauges);
            cost(
                    "headroom_realised_savings_hourly_cost",
                    "What the realised savings cost in an hour.",
                    each.realised(),
                    labels.add("currency", savings.currency()),
                    gauges);
        }
    }

    private static void saving(
            String name, String help, @Nullable Saving saving, Labels labels, Gauges gauges) {
        if (saving != null) {
            gauges.add(name, help, cpu(labels), saving.cores());
            gauges.add(name, help, memory(labels), saving.bytes());
        }
    }

    private static void cost(
            String name, String help, @Nullable Saving saving, Labels labels, Gauges gauges) {
        Double cost = saving == null ? null : saving.hourlyCost();
        if (cost != null) {
            gauges.add(name, help, labels, cost);
        }
    }

    static void blocked(String reason, Labels labels, Gauges gauges) {
        gauges.add(
                "headroom_recommendation_blocked",
                "1 where something keeps the target from what usage asks for.",
                labels.add("reason", reason),
                1);
    }

    private static void stat(String stat, double value, Labels labels, Gauges gauges) {
        gauges.add(
                "headroom_workload_usage",
                "Usage of the hottest replica per window: of up to 14 days, and of the last one.",
                labels.add("stat", stat),
                value);
    }

    private static void utilization(double ratio, Labels labels, Gauges gauges) {
        gauges.add(
                "headroom_workload_request_utilization_ratio",
                "Latest usage divided by the request: CPU mean, memory peak of the replicas.",
                labels,
                ratio);
    }

    private static void amounts(
            String name, String help, Resources amounts, Labels labels, Gauges gauges) {
        Cpu cpu = amounts.cpu();
        if (cpu != null) {
            gauges.add(name, help, cpu(labels), cpu.cores());
        }
        Memory memory = amounts.memory();
        if (memory != null) {
            gauges.add(name, help, memory(labels), (double) memory.bytes());
        }
    }

    static Labels labels(WorkloadRef workload) {
        return Labels.of(
                "namespace",
                workload.namespace(),
                "workload_kind",
                workload.shortKind(),
                "workload",
                workload.name());
    }

    private static Labels cpu(Labels labels) {
        return labels.add("resource", "cpu").add("unit", "core");
    }

    private static Labels memory(Labels labels) {
        return labels.add("resource", "memory").add("unit", "byte");
    }
}
