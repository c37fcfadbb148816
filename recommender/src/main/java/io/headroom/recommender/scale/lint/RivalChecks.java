package io.headroom.recommender.scale.lint;

import io.headroom.model.inventory.AutoscalerState;
import io.headroom.recommender.scale.lint.ScalingFinding.Code;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who else pulls at a workload: other autoscalers, and those who set its replicas themselves. */
public final class RivalChecks {
    private RivalChecks() {}

    static Stream<ScalingFinding> findings(Situation situation) {
        return Stream.concat(autoscalers(situation), setElsewhere(situation).stream());
    }

    /**
     * An owner that applies sets the replicas back each time that it does. Any other one has set
     * them since the autoscaler last did, which takes the field over when it scales.
     */
    private static Optional<ScalingFinding> setElsewhere(Situation situation) {
        AutoscalerState state = situation.autoscaler();
        var workload = situation.workload();
        var owner = workload == null ? null : workload.replicasOwner();
        return owner == null || !(owner.applied() || state.lastScaleTime() != null)
                ? Optional.empty()
                : Optional.of(
                        new ScalingFinding(
                                Code.REPLICAS_SET_ELSEWHERE,
                                "%s scales %s, and %s sets spec.replicas of it too, so that each undoes what the other does: take spec.replicas out of what %s writes."
                                        .formatted(
                                                SpecReader.name(state),
                                                situation.target(),
                                                owner.manager(),
                                                owner.manager())));
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
        return owner != null && owner.startsWith("ScaledObject.keda.sh/");
    }
}
