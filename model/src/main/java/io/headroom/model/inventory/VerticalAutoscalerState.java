package io.headroom.model.inventory;

import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.Keys;
import java.util.Comparator;
import java.util.List;

/**
 * A VerticalPodAutoscaler (autoscaling.k8s.io/v1), where the API has them. Key: {@code
 * /vpa/NAMESPACE/NAME}.
 *
 * @param target the workload whose pods it sizes
 * @param updateMode as the object says, empty where it does not; {@code Off} leaves pods alone
 * @param policies what it does with each container, by name
 */
public record VerticalAutoscalerState(
        String namespace, String name, WorkloadRef target, String updateMode, List<Policy> policies)
        implements InventoryEntry {
    private static final String OFF = "Off";

    public VerticalAutoscalerState {
        policies = policies.stream().sorted(Comparator.comparing(Policy::container)).toList();
    }

    /**
     * What it does with a container.
     *
     * @param container {@link #OTHERS} stands for those that have no policy of their own
     * @param resources of which it sets the requests
     */
    public record Policy(String container, List<String> resources) {
        public static final String OTHERS = "*";

        public Policy {
            resources = List.copyOf(resources);
        }
    }

    @Override
    public String key() {
        return Keys.verticalAutoscaler(namespace, name);
    }

    /** Whether it changes what pods request of a resource for a container. */
    public boolean sets(String container, String resource) {
        return !updateMode.equals(OFF)
                && policies.stream()
                        .filter(policy ->
                                policy.container().equals(container)
                                        || policy.container().equals(Policy.OTHERS))
                        // the star is before every name
                        .reduce((_, own) -> own)
                        .filter(policy -> policy.resources().contains(resource))
                        .isPresent();
    }
}
