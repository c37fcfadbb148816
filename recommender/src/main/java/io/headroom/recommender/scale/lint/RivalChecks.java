package io.headroom.recommender.scale.lint;

import io.headroom.model.inventory.AutoscalerState;
import io.headroom.recommender.scale.lint.ScalingFinding.Code;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Autoscalers that pull at one workload. */
public final class RivalChecks {
    private RivalChecks() {}

    static Stream<ScalingFinding> findings(Situation situation) {
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
