package io.headroom.recommender;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.assessment.RestartAssessment;
import io.headroom.model.assessment.UsageSummary;
import io.headroom.model.cluster.Finding;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.PodRefusal;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.StatusBehind;
import io.headroom.recommender.savings.Savings;
import io.headroom.recommender.scale.advice.SideBySide;
import io.headroom.recommender.scale.hpa.HpaSpec;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Predicate;

/**
 * What is known now, for those who show it. Any thread may ask; each answer is the latest, so two
 * of them may be of different moments.
 */
public interface View {

    /** The names of the namespaces that exist or hold a workload. */
    NavigableSet<String> namespaces();

    /** Every workload of the inventory. */
    NavigableSet<WorkloadRef> workloads();

    /** What is known of one workload of the inventory. */
    Optional<WorkloadOverview> workload(WorkloadRef workload);

    /** The latest recommendations. */
    NavigableMap<WorkloadRef, Recommendation> recommendations();

    /** What the recommendations for the wanted workloads would save, and have saved. */
    Savings savings(Predicate<WorkloadRef> wanted);

    /** What workloads have used. */
    NavigableMap<WorkloadRef, KnownUsage> usage();

    /** The latest closed window of each workload that still exists. */
    NavigableMap<WorkloadRef, UsageSummary> summaries();

    /** How full the ResourceQuotas are, by key. */
    NavigableMap<String, QuotaAssessment> quotas();

    /** A quota as the API shows it; of one that namespaces share the namespace is empty. */
    Optional<QuotaState> quota(QuotaAssessment of);

    /** In what the status of a quota is behind its specification; empty where it is not. */
    default List<StatusBehind> statusBehind(QuotaAssessment of) {
        return List.of();
    }

    /** The namespaces that a quota counts: its own, or those that share it. */
    SortedSet<String> boundBy(QuotaAssessment quota);

    /**
     * Whether the advice for a namespace fits its quotas, and what does; empty for one of which
     * nothing is known.
     */
    Optional<NamespacePlan> plan(String namespace);

    /** The workloads whose pods the API server refuses now. */
    default NavigableMap<WorkloadRef, PodRefusal> refusals() {
        return Collections.emptyNavigableMap();
    }

    /** The nodes, by name. */
    NavigableMap<String, NodeState> nodes();

    /** What all pods on a node request, by the node's name. */
    Map<String, Resources> requestedOnNodes();

    /**
     * What each ResourceQuota ought to count, by its key and then by its lines: the sum over the
     * pods and claims that are known. Without the lines that count something else; empty where
     * neither pods nor claims are known.
     */
    default Map<String, Map<String, BigDecimal>> counted() {
        return Map.of();
    }

    /** The latest incidents by where they stand in time, the newest first. */
    NavigableMap<String, Incident> incidents();

    /** How often what of each workload ended, or went back and forth, since it was first seen. */
    NavigableMap<WorkloadRef, RestartAssessment> restarts();

    /** The horizontal autoscalers, by key. */
    NavigableMap<String, AutoscalerState> autoscalers();

    /** The same autoscalers with what is wrong with them. */
    List<AutoscalerOverview> overviews(Collection<AutoscalerState> autoscalers);

    /**
     * What is advised for the scaling of each workload that is scaled, or could be. It is computed
     * apart, some time after its data is there; what is not yet there is left out.
     */
    default NavigableMap<WorkloadRef, ScalingOverview> scaling() {
        return Collections.emptyNavigableMap();
    }

    /**
     * The days of a workload with its autoscaler as it is, with the advised one and with none;
     * replayed when asked. Empty where nothing is advised.
     */
    default Optional<SideBySide> scalingDays(WorkloadRef workload) {
        return Optional.empty();
    }

    /**
     * Replays the days behind a workload with settings that somebody wants to try; empty where no
     * usage of it is known.
     */
    default Optional<ScalingTrial> tryScaling(WorkloadRef workload, HpaSpec asked) {
        return Optional.empty();
    }

    /** What operators should know, by key. */
    NavigableMap<String, Finding> findings();
}
