package io.headroom.model.inventory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fast a HorizontalPodAutoscaler may scale, as its object says.
 *
 * @param scaleUp null where the object says nothing
 * @param scaleDown likewise
 */
public record AutoscalerBehavior(@Nullable Rules scaleUp, @Nullable Rules scaleDown) {

    /**
     * How fast it may scale one way.
     *
     * @param stabilizationWindowSeconds null where the object says nothing
     * @param selectPolicy {@code Max}, {@code Min} or {@code Disabled}; null likewise
     * @param policies empty where the object has none
     * @param tolerance how far from its target a metric may be without a move this way, as a
     *     fraction; null likewise
     */
    public record Rules(
            @Nullable Integer stabilizationWindowSeconds,
            @Nullable String selectPolicy,
            List<Policy> policies,
            @Nullable Double tolerance) {
        public Rules {
            policies = List.copyOf(policies);
        }
    }

    /**
     * How much may change within a time.
     *
     * @param type {@code Pods} or {@code Percent}
     */
    public record Policy(String type, int value, int periodSeconds) {}
}
