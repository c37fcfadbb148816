package io.headroom.model.topic;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.VerticalAutoscalerState;
import io.headroom.model.inventory.VerticalAutoscalerState.Policy;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.recommendation.Retarget;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records with what is said of how many replicas there are. */
final class GoldenScaling {
    private static final Instant T = Instant.parse("2026-03-02T12:00:00.250Z");
    private static final WorkloadRef CART = new WorkloadRef("shop", "Deployment", "apps", "cart");

    private GoldenScaling() {}

    static VerticalAutoscalerState verticalAutoscaler() {
        return new VerticalAutoscalerState(
                "shop",
                "cart-vpa",
                CART,
                "InPlaceOrRecreate",
                List.of(
                        new Policy(Policy.OTHERS, List.of("cpu", "memory")),
                        new Policy("proxy", List.of())));
    }

    static PodState pod() {
        return new PodState(
                CART,
                "cart-7d9-x2x",
                "uid-1",
                "worker-1",
                "Running",
                true,
                T,
                T,
                List.of(),
                Resources.NONE,
                null,
                null,
                T.plusSeconds(20));
    }

    static WorkloadState workload() {
        return new WorkloadState(CART, "uid-4", T, 3, 3, List.of(), Map.of(), "25%")
                .owned(new WorkloadState.ReplicasOwner("argocd-controller", true));
    }

    static Recommendation recommendation() {
        return new Recommendation(
                CART,
                T,
                "headroom",
                new Completeness(1, 1),
                List.of(),
                null,
                null,
                new Retarget(
                        "cart-hpa",
                        List.of(
                                new AutoscalerState.Metric(
                                        "Resource", "cpu", null, "AverageValue", 0.18))));
    }
}
