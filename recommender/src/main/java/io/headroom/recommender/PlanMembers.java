package io.headroom.recommender;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.UsageSummary;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.ClaimTemplates;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.fit.Member;
import io.headroom.recommender.fit.Renewal;
import io.headroom.recommender.fit.Terms;
import io.headroom.recommender.fit.Volumes;
import io.headroom.recommender.fit.Youngest;
import io.headroom.recommender.scale.lint.RivalChecks;
import io.headroom.recommender.scale.lint.Room;
import io.headroom.recommender.size.PodShape;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From what is known of a workload to the member of its namespace's plan that it is. Pure. */
final class PlanMembers {
    /**
     * As many as Kubernetes says that a cluster can have at all, whatever a maximum says: claims of
     * volumes are listed for each pod that may be, and sums of more would not fit into their types.
     */
    private static final int MOST_PODS = 150_000;

    /** Kinds that start no pod of theirs before another has ended, unless they say so. */
    private static final Set<String> ONE_BY_ONE =
            Set.of(
                    "StatefulSet.apps",
                    "DaemonSet.apps",
                    "ReplicaSet.apps",
                    "ReplicationController",
                    "Job.batch",
                    "CronJob.batch",
                    "Pod");

    private PlanMembers() {}

    /**
     * Everything that goes in.
     *
     * @param state its own record; null where there is none
     * @param shape what its next pod is made of
     * @param youngest its youngest pod, if there is one
     * @param autoscalers all that scale it
     * @param usage what it used; null where that is not known
     * @param summary its latest window; null where there is none
     * @param recommended null where nothing is
     * @param claims all claims of volumes in its namespace
     * @param classes the PriorityClasses of the cluster
     * @param priorities the values of PriorityClasses, by name, as far as pods have shown them
     * @param defaultClass the StorageClass of claims that name none; null where there is none
     */
    record Facts(
            WorkloadRef workload,
            @Nullable WorkloadState state,
            PodShape shape,
            @Nullable Youngest youngest,
            List<PodState> pods,
            List<AutoscalerState> autoscalers,
            @Nullable KnownUsage usage,
            @Nullable UsageSummary summary,
            @Nullable Recommendation recommended,
            List<VolumeClaimState> claims,
            PriorityClasses classes,
            Map<String, Integer> priorities,
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
        UsageSummary summary = facts.summary();
        WorkloadState state = facts.state();
        ClaimTemplates templates = state == null ? null : state.claimTemplates();
        Member.Held held = state == null ? null : held(state, charged);
        Member.Replicas replicas = replicas(facts, charged.size(), held != null);
        return new Member(
                facts.workload(),
                terms(facts),
                replicas,
                facts.shape(),
                charged,
                // of a Job nobody can change the template
                held != null || isJob(facts.workload()) ? null : facts.recommended(),
                used,
                charged.isEmpty() || summary == null ? null : using(summary),
                usage == null ? List.of() : usage.days(),
                templates == null
                        ? Volumes.NONE
                        : Volumes.of(
                                facts.workload(),
                                templates,
                                replicas.most(),
                                facts.claims(),
                                facts.pods(),
                                facts.defaultClass()),
                held,
                facts.youngest() == null || facts.youngest().certain());
    }

    /** Null where it takes up what is written into its template. */
    private static Member.@Nullable Held held(WorkloadState state, List<PodState> pods) {
        Integer partition = state.partition();
        if (isPaused(state)) {
            return new Member.Held(
                    "it is paused, and its controller takes up no change of its template: its pods"
                            + " stay as they are until it is resumed",
                    names(pods, _ -> true));
        }
        return partition == null
                ? null
                : new Member.Held(
                        ("the partition of its rolling update keeps its pods before ordinal %d as"
                                        + " they are: it stays as it is until that is 0")
                                .formatted(partition),
                        names(pods, pod -> ordinal(pod) < partition));
    }

    private static Set<String> names(List<PodState> pods, Predicate<PodState> staying) {
        return pods.stream().filter(staying).map(PodState::name).collect(Collectors.toSet());
    }

    private static boolean isPaused(WorkloadState state) {
        return Boolean.TRUE.equals(state.paused());
    }

    /** Of a pod of a StatefulSet; of whatever else is among them one that stays. */
    private static int ordinal(PodState pod) {
        try {
            return Integer.parseInt(pod.name().substring(pod.name().lastIndexOf('-') + 1));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Of its template, completed by what admission has added to its youngest pod, or will add. */
    private static PodTerms terms(Facts facts) {
        PodState youngest = facts.youngest() == null ? null : facts.youngest().pod();
        WorkloadState state = facts.state();
        PodTerms template = state == null ? null : state.terms();
        if (template == null || (youngest != null && state != null && isPaused(state))) {
            return youngest == null ? Terms.of(facts.shape()) : Terms.asWritten(Terms.of(youngest));
        }
        PodTerms next = youngest == null ? template : Terms.ofNext(template, Terms.of(youngest));
        return facts.classes().complete(template.priorityClass(), next, facts.priorities());
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

    private static Member.Replicas replicas(Facts facts, int pods, boolean held) {
        WorkloadState state = facts.state();
        KnownUsage usage = facts.usage();
        Integer desired = state == null ? null : state.desiredReplicas();
        boolean again = facts.workload().qualifiedKind().equals("CronJob.batch");
        int replicas =
                again
                        // between its runs there are none, and the next one needs its room
                        ? Math.max(pods, nextRun(desired, usage))
                        : desired == null ? pods : desired;
        List<AutoscalerState> scaling =
                facts.autoscalers().stream().filter(each -> scales(each, replicas)).toList();
        int most =
                Math.min(
                        scaling.stream()
                                .mapToInt(AutoscalerState::maxReplicas)
                                .max()
                                .orElse(replicas),
                        MOST_PODS);
        int fewest =
                scaling.stream()
                        .mapToInt(AutoscalerState::minReplicas)
                        .min()
                        // a Job gets on with fewer pods than it asks for, and asks again
                        .orElse(
                                again
                                        ? Math.min(Math.max(pods, usual(usage)), replicas)
                                        : isJob(facts.workload())
                                                ? Math.min(pods, replicas)
                                                : replicas);
        return new Member.Replicas(
                most,
                Math.min(fewest, most),
                // a Job may be done with less; an autoscaler asks for its minimum in a moment
                isJob(facts.workload()) ? pods : Math.min(Math.max(replicas, fewest), most),
                held ? 0 : Math.min(surge(facts.workload(), state, most), MOST_PODS),
                unavailable(state, replicas),
                held
                        ? Renewal.HELD
                        : Renewal.of(facts.workload(), state == null ? null : state.strategy()));
    }

    /**
     * How many pods the next run of a CronJob needs room for: those that it makes, and the most
     * that were seen at once, as runs may overlap. None of one that is suspended.
     *
     * @param made at once; null where older collectors do not say
     */
    private static int nextRun(@Nullable Integer made, @Nullable KnownUsage usage) {
        int seen = usage == null ? 1 : (int) Math.ceil(usage.mostPods());
        return made == null ? seen : made == 0 ? 0 : Math.max(made, seen);
    }

    /** How many pods a run was seen to have on average; one where none was seen. */
    private static int usual(@Nullable KnownUsage usage) {
        return usage == null ? 1 : (int) Math.ceil(usage.podsWhileRunning());
    }

    private static boolean isJob(WorkloadRef workload) {
        return workload.qualifiedKind().equals("Job.batch");
    }

    /** With no replica an autoscaler does nothing, but for one that goes to none itself. */
    private static boolean scales(AutoscalerState autoscaler, int replicas) {
        return replicas > 0
                || autoscaler.minReplicas() == 0
                || RivalChecks.isOfKeda(autoscaler.managedBy());
    }

    /**
     * How many of these a rollout may end; where nobody says so, none. All of them are all of
     * however many an autoscaler has made of them by then.
     */
    private static int unavailable(@Nullable WorkloadState state, int pods) {
        String said = state == null ? null : state.maxUnavailable();
        return said == null
                ? 0
                : amount(
                        said,
                        percent ->
                                percent < 100
                                        ? (int) ((long) pods * percent / 100)
                                        : Integer.MAX_VALUE);
    }

    /** How many pods more than these a rollout may start. */
    private static int surge(WorkloadRef workload, @Nullable WorkloadState state, int pods) {
        String said = state == null ? null : state.maxSurge();
        if (said == null) {
            // as a Deployment has it that says nothing, and others that are like it
            return ONE_BY_ONE.contains(workload.qualifiedKind()) ? 0 : Math.ceilDiv(pods, 4);
        }
        return amount(said, percent -> (int) Math.ceilDiv((long) pods * percent, 100L));
    }

    /**
     * A number of pods, as objects say it.
     *
     * @param part what so many hundredths of the replicas are
     */
    private static int amount(String said, IntUnaryOperator part) {
        boolean percent = said.endsWith("%");
        try {
            int amount = Integer.parseInt(percent ? said.substring(0, said.length() - 1) : said);
            return Math.max(0, percent ? part.applyAsInt(amount) : amount);
        } catch (NumberFormatException e) {
            // the API server lets no other words in
            return 0;
        }
    }
}
