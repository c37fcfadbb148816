package io.headroom.model.recommendation;

import io.headroom.model.inventory.AutoscalerState;
import java.util.List;

/**
 * What a horizontal autoscaler has to go by once the recommended requests are in force, so that it
 * runs as many replicas as before: a utilization is a share of the request.
 *
 * @param autoscaler its name
 * @param metrics all of its metrics, in their order
 */
public record Retarget(String autoscaler, List<AutoscalerState.Metric> metrics) {
    public Retarget {
        metrics = List.copyOf(metrics);
    }
}
