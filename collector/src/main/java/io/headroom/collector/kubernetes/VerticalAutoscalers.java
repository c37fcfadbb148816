package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.VerticalAutoscalerState;
import io.headroom.model.inventory.VerticalAutoscalerState.Policy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The state of VerticalPodAutoscalers, as their objects describe it. */
final class VerticalAutoscalers {
    static final Resource RESOURCE = new Resource("verticalpodautoscalers", "autoscaling.k8s.io");

    static final ResourceDefinitionContext CONTEXT =
            new ResourceDefinitionContext.Builder()
                    .withGroup(RESOURCE.group())
                    .withVersion("v1")
                    .withKind("VerticalPodAutoscaler")
                    .withPlural(RESOURCE.name())
                    .withNamespaced(true)
                    .build();

    /** What it sets where a policy does not say. */
    private static final List<String> BOTH = List.of("cpu", "memory");

    private VerticalAutoscalers() {}

    /** Empty for an object without the parts that every valid one has. */
    static Optional<VerticalAutoscalerState> of(GenericKubernetesResource object) {
        String namespace = object.getMetadata().getNamespace();
        return object.get("spec", "targetRef") instanceof Map<?, ?> target
                        && target.get("kind") instanceof String kind
                        && target.get("name") instanceof String name
                ? Optional.of(
                        new VerticalAutoscalerState(
                                namespace,
                                object.getMetadata().getName(),
                                new WorkloadRef(
                                        namespace,
                                        kind,
                                        target.get("apiVersion") instanceof String version
                                                ? Controller.group(version)
                                                : "",
                                        name),
                                object.get("spec", "updatePolicy", "updateMode")
                                                instanceof String mode
                                        ? mode
                                        : "",
                                policies(object)))
                : Optional.empty();
    }

    private static List<Policy> policies(GenericKubernetesResource object) {
        Map<String, List<String>> controlled = new HashMap<>(Map.of(Policy.OTHERS, BOTH));
        if (object.get("spec", "resourcePolicy", "containerPolicies") instanceof List<?> policies) {
            for (Object each : policies) {
                if (each instanceof Map<?, ?> policy
                        && policy.get("containerName") instanceof String container) {
                    controlled.put(container, controlled(policy));
                }
            }
        }
        return controlled.entrySet().stream()
                .map(entry -> new Policy(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static List<String> controlled(Map<?, ?> policy) {
        if ("Off".equals(policy.get("mode"))) {
            return List.of();
        }
        return policy.get("controlledResources") instanceof List<?> resources
                ? resources.stream().map(String::valueOf).toList()
                : BOTH;
    }
}
