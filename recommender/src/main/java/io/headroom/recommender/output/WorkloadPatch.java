package io.headroom.recommender.output;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.quantity.Quantity;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Json;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What brings a workload to the requests that are recommended. */
sealed interface WorkloadPatch {

    /**
     * A strategic merge patch that names its object, so that it is also an apply configuration:
     * {@code kubectl patch -f FILE --patch-file FILE} and {@code kubectl apply --server-side -f
     * FILE} both take it. Containers are merged by name; nothing else of the object is named.
     */
    record Merge(Map<String, Object> document) implements WorkloadPatch {}

    /** There is no such patch: why, and what to do instead, in a sentence each. */
    record None(String reason, String instead) implements WorkloadPatch {}

    /** The patch for one workload. */
    static WorkloadPatch of(Recommendation recommendation) {
        WorkloadRef workload = recommendation.workload();
        List<ContainerRecommendation> patched =
                recommendation.containers().stream()
                        .filter(container -> container.advice() instanceof Advice.Resize)
                        .filter(container -> !Boolean.TRUE.equals(container.injected()))
                        .toList();
        if (patched.isEmpty()) {
            return new None(
                    "no container of its template has numbers",
                    "the recommendation itself says what each of them waits for");
        }
        Map<String, Object> podSpec = podSpec(patched);
        return switch (workload.qualifiedKind()) {
            case "Deployment.apps",
                    "StatefulSet.apps",
                    "DaemonSet.apps",
                    "ReplicaSet.apps",
                    "ReplicationController" ->
                    new Merge(document(workload, template(podSpec)));
            case "CronJob.batch" ->
                    new Merge(
                            document(
                                    workload,
                                    Map.of("jobTemplate", Map.of("spec", template(podSpec)))));
            case "Job.batch" ->
                    new None(
                            "the pod template of a Job cannot be changed",
                            "whatever creates the Job is to ask for " + words(patched));
            case "Pod" ->
                    new None(
                            "a pod of its own is resized in place, through its subresource",
                            inPlace(workload, podSpec));
            default ->
                    new None(
                            "kinds outside Kubernetes take no strategic merge patch, and a JSON"
                                    + " merge patch would replace the whole list of containers",
                            "put these requests into its manifest: " + words(patched));
        };
    }

    private static Map<String, Object> document(WorkloadRef workload, Object spec) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", workload.name());
        metadata.put("namespace", workload.namespace());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", ApiVersion.of(workload).text());
        document.put("kind", workload.kind());
        document.put("metadata", metadata);
        document.put("spec", spec);
        return document;
    }

    private static Map<String, Object> template(Map<String, Object> podSpec) {
        return Map.of("template", Map.of("spec", podSpec));
    }

    private static Map<String, Object> podSpec(List<ContainerRecommendation> patched) {
        List<Object> containers = new ArrayList<>();
        List<Object> sidecars = new ArrayList<>();
        for (ContainerRecommendation container : patched) {
            Map<String, Object> named = new LinkedHashMap<>();
            named.put("name", container.name());
            named.put("resources", resources(container));
            (container.type() == ContainerType.SIDECAR ? sidecars : containers).add(named);
        }
        Map<String, Object> spec = new LinkedHashMap<>();
        if (!containers.isEmpty()) {
            spec.put("containers", containers);
        }
        if (!sidecars.isEmpty()) {
            spec.put("initContainers", sidecars);
        }
        return spec;
    }

    private static Map<String, Object> resources(ContainerRecommendation container) {
        Resources target = target(container);
        Resources limits = container.limits();
        Map<String, Object> resources = new LinkedHashMap<>();
        resources.put("requests", quantities(target.cpu(), target.memory()));
        // a request above its limit is refused, so that one has to rise with it
        Map<String, Object> raised =
                quantities(
                        passes(target.cpu(), limits.cpu()) ? target.cpu() : null,
                        passes(target.memory(), limits.memory()) ? target.memory() : null);
        if (!raised.isEmpty()) {
            resources.put("limits", raised);
        }
        return resources;
    }

    private static <Q extends Quantity<Q>> boolean passes(@Nullable Q target, @Nullable Q limit) {
        return target != null && limit != null && limit.units() > 0 && limit.isLessThan(target);
    }

    private static Map<String, Object> quantities(
            @Nullable Quantity<?> cpu, @Nullable Quantity<?> memory) {
        Map<String, Object> quantities = new LinkedHashMap<>();
        if (cpu != null) {
            quantities.put("cpu", cpu.toString());
        }
        if (memory != null) {
            quantities.put("memory", memory.toString());
        }
        return quantities;
    }

    private static String words(List<ContainerRecommendation> patched) {
        List<String> each = new ArrayList<>();
        for (ContainerRecommendation container : patched) {
            each.add(
                    container.name()
                            + ' '
                            + Json.mapper().writeValueAsString(resources(container)));
        }
        return String.join(", ", each);
    }

    private static String inPlace(WorkloadRef workload, Map<String, Object> podSpec) {
        return "kubectl -n %s patch pod %s --subresource resize --patch '%s'"
                .formatted(
                        workload.namespace(),
                        workload.name(),
                        Json.mapper().writeValueAsString(Map.of("spec", podSpec)));
    }

    private static Resources target(ContainerRecommendation container) {
        return container.advice() instanceof Advice.Resize resize
                ? resize.target()
                : Resources.NONE;
    }
}
