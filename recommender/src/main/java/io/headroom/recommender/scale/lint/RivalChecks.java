package io.headroom.recommender.scale.lint;

import io.headroom.model.ContainerSpec;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.VerticalAutoscalerState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.recommender.scale.lint.ScalingFinding.Code;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who else pulls at a workload: other autoscalers, those who set its replicas themselves, and those
 * who change the requests that its use is held against.
 */
public final class RivalChecks {
    private static final String SCALED_OBJECT = "ScaledObject.keda.sh/";

    private RivalChecks() {}

    static Stream<ScalingFinding> findings(Situation situation) {
        return Stream.of(
                        autoscalers(situation),
                        setElsewhere(situation).stream(),
                        verticals(situation))
                .flatMap(found -> found);
    }

    /**
     * Where replicas follow use in percent of what is requested, and what is requested follows use,
     * each answers to the other. An average amount does not depend on requests.
     */
    private static Stream<ScalingFinding> verticals(Situation situation) {
        AutoscalerState state = situation.autoscaler();
        return situation.verticals().stream()
                .flatMap(vertical -> {
                    List<String> both =
                            state.metrics().stream()
                                    .filter(metric -> metric.targetType().equals("Utilization"))
                                    .filter(metric -> isSet(vertical, metric, situation))
                                    .map(AutoscalerState.Metric::name)
                                    .distinct()
                                    .toList();
                    return both.isEmpty()
                            ? Stream.empty()
                            : Stream.of(
                                    new ScalingFinding(
                                            Code.VERTICAL_AUTOSCALER,
                                            "%s scales %s by what it uses of its requests for %s, and VerticalPodAutoscaler %s/%s changes those: let its policy control other resources only or its updateMode be Off, or give the autoscaler an averageValue."
                                                    .formatted(
                                                            SpecReader.name(state),
                                                            situation.target(),
                                                            String.join(" and ", both),
                                                            vertical.namespace(),
                                                            vertical.name())));
                });
    }

    private static boolean isSet(
            VerticalAutoscalerState vertical, AutoscalerState.Metric metric, Situation situation) {
        String own = metric.container();
        List<String> containers =
                own != null
                        ? List.of(own)
                        : situation.containers().stream().map(ContainerSpec::name).toList();
        return containers.isEmpty()
                ? vertical.sets(VerticalAutoscalerState.Policy.OTHERS, metric.name())
                : containers.stream().anyMatch(each -> vertical.sets(each, metric.name()));
    }

    /**
     * An owner that applies sets the replicas back each time that it does. Any other one has set
     * them since the autoscaler last did, which takes the field over when it scales: from then on
     * only a fight that was seen tells of either.
     */
    private static Optional<ScalingFinding> setElsewhere(Situation situation) {
        ReplicasFight fight = situation.fight();
        if (fight != null) {
            return Optional.of(
                    setElsewhere(situation, fight.manager(), ", the last time at " + fight.last()));
        }
        var workload = situation.workload();
        var owner = workload == null ? null : workload.replicasOwner();
        return workload == null
                        || owner == null
                        || !(owner.applied() || hasScaled(situation.autoscaler(), workload))
                ? Optional.empty()
                : Optional.of(setElsewhere(situation, owner.manager(), ""));
    }

    /** Whether it has scaled this one, and not one of the name that was there before. */
    private static boolean hasScaled(AutoscalerState state, WorkloadState workload) {
        Instant last = state.lastScaleTime();
        return last != null && last.isAfter(workload.createdAt());
    }

    private static ScalingFinding setElsewhere(Situation situation, String manager, String when) {
        return new ScalingFinding(
                Code.REPLICAS_SET_ELSEWHERE,
                "%s scales %s, and %s sets spec.replicas of it too, so that each undoes what the other does%s: take spec.replicas out of what %s writes."
                        .formatted(
                                SpecReader.name(situation.autoscaler()),
                                situation.target(),
                                manager,
                                when,
                                manager));
    }

    private static Stream<ScalingFinding> autoscalers(Situation situation) {
        AutoscalerState state = situation.autoscaler();
        return situation.rivals().stream()
                .map(rival ->
                        isOfKeda(state.managedBy()) == isOfKeda(rival.managedBy())
                                ? new ScalingFinding(
                                        Code.TWO_AUTOSCALERS,
                                        "%s and %s both scale %s, so that neither does: delete one, and give the other the metrics of both."
                                                .formatted(
                                                        SpecReader.name(state),
                                                        SpecReader.name(rival),
                                                        situation.target()))
                                : new ScalingFinding(
                                        Code.KEDA_AND_AUTOSCALER,
                                        "%s and %s both scale %s, and one of them is made by KEDA's %s: delete the other, and make its metrics triggers of that ScaledObject."
                                                .formatted(
                                                        SpecReader.name(state),
                                                        SpecReader.name(rival),
                                                        situation.target(),
                                                        isOfKeda(state.managedBy())
                                                                ? state.managedBy()
                                                                : rival.managedBy())));
    }

    /** Whether what made an autoscaler is a ScaledObject of KEDA. */
    public static boolean isOfKeda(@Nullable String owner) {
        return scaledObject(owner).isPresent();
    }

    /** The name of the ScaledObject of KEDA that made it; empty where none did. */
    public static Optional<String> scaledObject(@Nullable String owner) {
        return owner != null && owner.startsWith(SCALED_OBJECT)
                ? Optional.of(owner.substring(SCALED_OBJECT.length()))
                : Optional.empty();
    }
}
