package io.headroom.recommender.output;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A VerticalPodAutoscaler that changes nothing by itself ({@code updateMode: "Off"}) and stays
 * between the bounds that are recommended.
 */
final class AutoscalerManifest {
    private static final int LONGEST_NAME = 253;

    private AutoscalerManifest() {}

    /** The manifest; empty for a pod of its own, which no autoscaler can be made for. */
    static Optional<Map<String, Object>> of(Recommendation recommendation) {
        WorkloadRef workload = recommendation.workload();
        if (workload.group().isEmpty() && workload.kind().equals("Pod")) {
            return Optional.empty();
        }
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("apiVersion", ApiVersion.of(workload).text());
        target.put("kind", workload.kind());
        target.put("name", workload.name());
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("targetRef", target);
        spec.put("updatePolicy", Map.of("updateMode", "Off"));
        List<Object> policies = policies(recommendation.containers());
        if (!policies.isEmpty()) {
            spec.put("resourcePolicy", Map.of("containerPolicies", policies));
        }
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name(workload));
        metadata.put("namespace", workload.namespace());
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("apiVersion", "autoscaling.k8s.io/v1");
        manifest.put("kind", "VerticalPodAutoscaler");
        manifest.put("metadata", metadata);
        manifest.put("spec", spec);
        return Optional.of(manifest);
    }

    private static List<Object> policies(List<ContainerRecommendation> containers) {
        List<Object> policies = new ArrayList<>();
        for (ContainerRecommendation container : containers) {
            if (container.advice() instanceof Advice.Resize resize) {
                Map<String, Object> policy = new LinkedHashMap<>();
                policy.put("containerName", container.name());
                policy.put("minAllowed", quantities(resize.lowerBound()));
                policy.put("maxAllowed", quantities(resize.upperBound()));
                policy.put("controlledValues", "RequestsOnly");
                policies.add(policy);
            } else if (container.advice() instanceof Advice.Hold hold
                    && hold.code() == Advice.HoldCode.EXCLUDED) {
                Map<String, Object> policy = new LinkedHashMap<>();
                policy.put("containerName", container.name());
                policy.put("mode", "Off");
                policies.add(policy);
            }
        }
        return policies;
    }

    private static Map<String, Object> quantities(Resources amounts) {
        Map<String, Object> quantities = new LinkedHashMap<>();
        if (amounts.cpu() != null) {
            quantities.put("cpu", amounts.cpu().toString());
        }
        if (amounts.memory() != null) {
            quantities.put("memory", amounts.memory().toString());
        }
        return quantities;
    }

    /** With the kind, as a Deployment and a StatefulSet of one namespace may share their name. */
    static String name(WorkloadRef workload) {
        String name =
                "headroom-" + workload.shortKind().toLowerCase(Locale.ROOT) + '-' + workload.name();
        if (name.length() <= LONGEST_NAME) {
            return name;
        }
        CRC32 checksum = new CRC32();
        checksum.update(name.getBytes(StandardCharsets.UTF_8));
        String ending = "-%08x".formatted(checksum.getValue());
        return name.substring(0, LONGEST_NAME - ending.length()).replaceAll("[^a-z0-9]+$", "")
                + ending;
    }
}
