package io.headroom.recommender.scale.lint;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.VerticalAutoscalerState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.profile.Ring;
import io.headroom.recommender.fit.Volumes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an autoscaler and of what it works on, at one moment.
 *
 * @param rivals the other autoscalers of the same workload
 * @param verticals the VerticalPodAutoscalers of the same workload
 * @param workload null where its object is not known, which for some kinds nobody's is
 * @param workloadsRead whether that would be known by now if there were one
 * @param fight over the replicas of the workload; null for none
 * @param pods those of the workload
 * @param past null where nothing is known
 * @param flaps of whatever scales the workload
 * @param quotas those of the namespace
 * @param volumes the claims of volumes of its pods, of as many as the autoscaler may ask for
 * @param least the replicas that its policy asks for at least; null where it does not
 * @param room what the nodes have left
 */
public record Situation(
        AutoscalerState autoscaler,
        List<AutoscalerState> rivals,
        List<VerticalAutoscalerState> verticals,
        @Nullable WorkloadState workload,
        boolean workloadsRead,
        @Nullable ReplicasFight fight,
        List<PodState> pods,
        @Nullable Past past,
        AutoscalerFlaps flaps,
        List<QuotaState> quotas,
        Volumes volumes,
        @Nullable Integer least,
        Room room,
        Instant now) {

    /**
     * What the workload used.
     *
     * @param asOf every reading up to this time is in: that may be an hour ago
     * @param readAt when it was last read
     * @param cpuDemand the CPU in use over all replicas
     * @param readyReplicas how many were Ready
     */
    public record Past(
            Instant asOf,
            Instant readAt,
            List<ContainerProfile> containers,
            Ring cpuDemand,
            Ring readyReplicas) {
        public Past {
            containers = List.copyOf(containers);
        }
    }

    public Situation {
        rivals = List.copyOf(rivals);
        verticals = List.copyOf(verticals);
        pods = List.copyOf(pods);
        quotas = List.copyOf(quotas);
    }

    /** The pods that have not come to their end. */
    List<PodState> livePods() {
        return pods.stream().filter(Room::occupies).toList();
    }

    /**
     * The containers that run as long as a pod does: those of the youngest pod, which has what was
     * injected, else those of the template. Empty where neither is known.
     */
    List<ContainerSpec> containers() {
        return youngest().map(PodState::containers).orElseGet(this::template).stream()
                .filter(container -> container.type().longRunning())
                .toList();
    }

    /**
     * The containers of the template as they are in its pods: the API server lets one that is given
     * a limit alone request as much. Empty where none is known.
     */
    List<ContainerSpec> template() {
        return workload == null
                ? List.of()
                : workload.containers().stream()
                        .map(container ->
                                new ContainerSpec(
                                        container.name(),
                                        container.type(),
                                        or(container.requests(), container.limits()),
                                        container.limits(),
                                        container.traits()))
                        .toList();
    }

    private static Resources or(Resources one, Resources other) {
        return new Resources(
                one.cpu() == null ? other.cpu() : one.cpu(),
                one.memory() == null ? other.memory() : one.memory());
    }

    /** What the youngest pod asks for as a whole, which goes before what its containers do. */
    Optional<PodTerms> asAWhole() {
        return youngest().map(PodState::terms);
    }

    /** Whether it has no pods because none are asked for. */
    boolean isScaledToNone() {
        return workload != null
                && workload.desiredReplicas() != null
                && workload.desiredReplicas() == 0
                && livePods().isEmpty();
    }

    Optional<PodState> youngest() {
        return livePods().stream().max(PodState.BY_AGE);
    }

    /** Whether the workload's own template has no container of this name, though its pods do. */
    boolean isInjected(String container) {
        return workload != null
                && !workload.containers().isEmpty()
                && workload.containers().stream().noneMatch(own -> own.name().equals(container));
    }

    /** What the workload is called in sentences. */
    String target() {
        return autoscaler.target().kind() + ' ' + autoscaler.target().name();
    }
}
