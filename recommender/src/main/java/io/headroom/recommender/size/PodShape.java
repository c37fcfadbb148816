package io.headroom.recommender.size;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.inventory.PodState;
import io.headroom.model.quantity.Quantity;
import io.headroom.model.recommendation.ContainerRecommendation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What a workload's pods are made of, for the sums that Kubernetes makes of a pod.
 *
 * @param containers of every type, in the order of the specification: init containers and native
 *     sidecars start one after the other
 * @param overhead what running a pod takes beside its containers ({@code spec.overhead})
 */
public record PodShape(List<ContainerSpec> containers, Resources overhead) {
    /** Nothing but the containers that are sized. */
    public static final PodShape UNKNOWN = new PodShape(List.of(), Resources.NONE);

    public PodShape {
        containers = List.copyOf(containers);
    }

    /** What one pod is made of. */
    public static PodShape of(PodState pod) {
        Resources overhead = pod.overhead();
        return new PodShape(pod.containers(), overhead == null ? Resources.NONE : overhead);
    }

    /**
     * The larger of what all long-running containers come to, and the most that an init container
     * takes together with the sidecars that were started before it; without the overhead. This is
     * what the scheduler, quotas and LimitRanges count of a pod.
     *
     * @param amount what counts for each container
     */
    static <Q extends Quantity<Q>> Q effective(
            List<ContainerSpec> containers, Part<Q> part, Function<ContainerSpec, Q> amount) {
        Q running = part.zero();
        Q sidecars = part.zero();
        Q starting = part.zero();
        for (ContainerSpec container : containers) {
            Q own = amount.apply(container);
            switch (container.type()) {
                case APP -> running = running.plus(own);
                case SIDECAR -> {
                    running = running.plus(own);
                    sidecars = sidecars.plus(own);
                    starting = larger(starting, sidecars);
                }
                case INIT -> starting = larger(starting, sidecars.plus(own));
                case EPHEMERAL -> {}
            }
        }
        return larger(running, starting);
    }

    /** The same with those of the containers of which it does not know. */
    public PodShape with(List<ContainerRecommendation> some) {
        List<ContainerSpec> all = new ArrayList<>(containers);
        Set<String> known = new HashSet<>();
        all.forEach(container -> known.add(container.name()));
        some.stream()
                .filter(container -> known.add(container.name()))
                .forEach(container ->
                        all.add(
                                new ContainerSpec(
                                        container.name(),
                                        container.type(),
                                        container.requests(),
                                        container.limits())));
        return new PodShape(all, overhead);
    }

    /** What a pod requests of CPU and memory, overhead included. */
    public Resources requests(Function<ContainerSpec, Resources> requests) {
        return new Resources(total(Part.CPU, requests), total(Part.MEMORY, requests));
    }

    private <Q extends Quantity<Q>> Q total(
            Part<Q> part, Function<ContainerSpec, Resources> requests) {
        return effective(containers, part, container -> part.orZero(requests.apply(container)))
                .plus(part.orZero(overhead));
    }

    /** The same as LimitRanges see it, which count containers alone. */
    PodShape withoutOverhead() {
        return new PodShape(containers, Resources.NONE);
    }

    private static <Q extends Quantity<Q>> Q larger(Q one, Q other) {
        return one.isLessThan(other) ? other : one;
    }
}
