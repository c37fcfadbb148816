package io.headroom.recommender.size;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.quantity.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pod's quality of service, which Kubernetes reads from the requests and limits of all of its
 * containers, init containers included ({@code ComputePodQOS}).
 */
enum Qos {
    /** Every container has limits of CPU and memory, and requests the same. */
    GUARANTEED("Guaranteed"),
    /** Something in between. */
    BURSTABLE("Burstable"),
    /** No container has a request or a limit. */
    BEST_EFFORT("BestEffort");

    private final String label;

    Qos(String label) {
        this.label = label;
    }

    /** As Kubernetes writes it. */
    @Override
    public String toString() {
        return label;
    }

    static Qos of(List<ContainerSpec> containers) {
        List<ContainerSpec> counted =
                containers.stream()
                        .filter(container -> container.type() != ContainerType.EPHEMERAL)
                        .toList();
        if (counted.stream()
                .allMatch(container -> none(container.requests()) && none(container.limits()))) {
            return BEST_EFFORT;
        }
        return counted.stream().allMatch(Qos::equal) ? GUARANTEED : BURSTABLE;
    }

    private static boolean none(Resources amounts) {
        return !set(amounts.cpu()) && !set(amounts.memory());
    }

    private static boolean equal(ContainerSpec container) {
        Resources limits = container.limits();
        return set(limits.cpu()) && set(limits.memory()) && limits.equals(container.requests());
    }

    private static boolean set(@Nullable Quantity<?> amount) {
        return amount != null && amount.units() > 0;
    }
}
