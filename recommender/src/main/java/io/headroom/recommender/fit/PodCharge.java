package io.headroom.recommender.fit;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.inventory.PodState;
import io.headroom.model.quantity.Quantity;
import io.headroom.recommender.size.PodShape;

/** What a pod that exists counts for. */
final class PodCharge {
    private PodCharge() {}

    static long of(PodState pod, String resource) {
        return Counted.of(resource)
                .map(counted -> of(pod, counted))
                .orElseGet(
                        () ->
                                switch (resource) {
                                    case "pods", "count/pods" -> 1L;
                                    default -> extended(pod, resource);
                                });
    }

    private static long of(PodState pod, Counted counted) {
        Resources overhead = pod.overhead() == null ? Resources.NONE : pod.overhead();
        PodShape shape = new PodShape(pod.containers(), overhead);
        long all =
                units(
                        counted,
                        shape.requests(
                                counted.limits()
                                        ? ContainerSpec::limits
                                        : ContainerSpec::requests));
        // without limits a pod counts for none of them, whatever running it takes
        return counted.limits() && all == units(counted, overhead) ? 0 : all;
    }

    private static long extended(PodState pod, String resource) {
        return pod.containers().stream()
                .mapToLong(container ->
                        container.said().extended().entrySet().stream()
                                .filter(each -> resource.equals("requests." + each.getKey()))
                                .mapToLong(each -> each.getValue())
                                .sum())
                .sum();
    }

    private static long units(Counted counted, Resources amounts) {
        Quantity<?> amount = counted.kind().of(amounts);
        return amount == null ? 0 : amount.units();
    }
}
