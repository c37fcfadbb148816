package io.headroom.model.recommendation;

import io.headroom.model.inventory.AutoscalerState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a horizontal autoscaler has to go by once the recommended requests are in force, so that it
 * runs as many replicas as before: a utilization is a share of the request.
 *
 * @param autoscaler its name
 * @param metrics all of its metrics, in their order: also those that stay
 * @param managedBy what made it, as {@link AutoscalerState#managedBy}, and sets it back where it is
 *     changed; null where nothing did
 */
public record Retarget(
        String autoscaler, List<AutoscalerState.Metric> metrics, @Nullable String managedBy) {
    public Retarget {
        metrics = List.copyOf(metrics);
    }

    /** Of one that nothing sets back. */
    public Retarget(String autoscaler, List<AutoscalerState.Metric> metrics) {
        this(autoscaler, metrics, null);
    }
}
