package io.headroom.recommender;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.UsageSummary;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.ClaimTemplates;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.fit.Member;
import io.headroom.recommender.fit.Terms;
import io.headroom.recommender.fit.Volumes;
import io.headroom.recommender.scale.lint.Room;
import io.headroom.recommender.size.PodShape;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From what is known of a workload to the member of its namespace's plan that it is. Pure. */
final class PlanMembers {
    private PlanMembers() {}

    /**
     * Everything that goes in.
     *
     * @param state its own record; null where there is none
     * @param shape what its pods are made of
     * @param youngest its youngest pod, if there is one
     * @param autoscalers all that scale it
     * @param usage what it used; null where that is not known
     * @param summary its latest window; null where there is none
     * @param recommended null where nothing is
     * @param claims all claims of volumes in its namespace
     * @param defaultClass the StorageClass of claims that name none; null where there is none
     */
    record Facts(
            WorkloadRef workload,
            @Nullable WorkloadState state,
            PodShape shape,
            @Nullable PodState youngest,
            List<PodState> pods,
            List<AutoscalerState> autoscalers,
            @Nullable KnownUsage usage,
            @Nullable UsageSummary summary,
            @Nullable Recommendation recommended,
            Collection<VolumeClaimState> claims,
            @Nullable String defaultClass) {
        Facts {
            pods = List.copyOf(pods);
            autoscalers = List.copyOf(autoscalers);
            claims = List.copyOf(claims);
        }
    }

    static Member of(Facts facts) {
        KnownUsage usage = facts.usage();
        List<PodState> charged = facts.pods().stream().filter(Room::occupies).toList();
        Map<String, Resources> used = new TreeMap<>();
        if (usage != null) {
            usage.windows().forEach((name, windows) -> used.put(name, used(windows)));
        }
        PodState youngest = facts.youngest();
        UsageSummary summary = facts.summary();
        Member.Replicas replicas = replicas(facts, charged.size());
        return new Member(
                facts.workload(),
                youngest == null ? Terms.of(facts.shape()) : Terms.of(youngest),
                replicas,
                facts.shape(),
                charged,
                facts.recommended(),
                used,
                charged.isEmpty() || summary == null ? null : using(summary),
                usage == null ? List.of() : usage.days(),
                volumes(facts, replicas.most()));
    }

    private static Volumes volumes(Facts facts, int most) {
        WorkloadState state = facts.state();
        ClaimTemplates templates = state == null ? null : state.claimTemplates();
        return templates == null
                ? Volumes.NONE
                : Volumes.of(
                        facts.workload(),
                        templates,
                        most,
                        facts.claims(),
                        facts.pods(),
                        facts.defaultClass());
    }

    private static Resources using(UsageSummary summary) {
        double cores = Double.NaN;
        double bytes = Double.NaN;
        for (UsageSummary.Container container : summary.containers()) {
            Double mean = container.cpuMeanCores();
            if (mean != null) {
                cores = (Double.isNaN(cores) ? 0 : cores) + mean;
            }
            Long peak = container.memoryPeakBytes();
            if (peak != null) {
                bytes = (Double.isNaN(bytes) ? 0 : bytes) + peak;
            }
        }
        return new Resources(
                Double.isNaN(cores) ? null : Cpu.ofCores(cores * summary.replicas()),
                Double.isNaN(bytes) ? null : Memory.ofBytes(bytes * summary.replicas()));
    }

    /**
     * The memory that it peaked at, and the CPU that it used half of the time; no less is left to
     * it, and so both are rounded up.
     */
    private static Resources used(KnownUsage.ContainerWindows windows) {
        KnownUsage.Statistics cores = windows.cpuCores();
        KnownUsage.Statistics bytes = windows.memoryBytes();
        return new Resources(
                cores == null ? null : new Cpu((long) Math.ceil(cores.p50() * 1_000)),
                bytes == null ? null : new Memory((long) Math.ceil(bytes.max())));
    }

    private static Member.Replicas replicas(Facts facts, int pods) {
        WorkloadState state = facts.state();
        KnownUsage usage = facts.usage();
        Integer desired = state == null ? null : state.desiredReplicas();
        int replicas =
                switch (facts.workload().qualifiedKind()) {
                    // between its runs there are none, and the next one needs its room
                    case "CronJob.batch" ->
                            Math.max(
                                    pods,
                                    (int) Math.ceil(usage == null ? 1 : usage.podsWhileRunning()));
                    // what is over does not come again
                    case "Job.batch" -> pods;
                    default -> desired == null ? pods : desired;
                };
        int most = replicas;
        int fewest = replicas;
        // with no replica an autoscaler does nothing
        if (replicas > 0) {
            for (AutoscalerState autoscaler : facts.autoscalers()) {
                most = autoscaler.maxReplicas();
                fewest = Math.min(autoscaler.minReplicas(), most);
            }
        }
        return new Member.Replicas(most, fewest, surge(facts.workload(), state, most));
    }

    /** How many pods more than these a rollout may start. */
    private static int surge(WorkloadRef workload, @Nullable WorkloadState state, int pods) {
        String said = state == null ? null : state.maxSurge();
        if (said == null) {
            // of an older collector: as a Deployment has it that says nothing
            return workload.qualifiedKind().equals("Deployment.apps") ? Math.ceilDiv(pods, 4) : 0;
        }
        boolean part = said.endsWith("%");
        try {
            int amount = Integer.parseInt(part ? said.substring(0, said.length() - 1) : said);
            return Math.max(0, part ? (int) Math.ceilDiv((long) pods * amount, 100L) : amount);
        } catch (NumberFormatException e) {
            // the API server lets no other words in
            return 0;
        }
    }
}
