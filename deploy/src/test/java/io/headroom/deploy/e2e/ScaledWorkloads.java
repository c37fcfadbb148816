package io.headroom.deploy.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.Json;
import io.headroom.recommender.output.HorizontalAutoscalerManifest;
import io.headroom.recommender.scale.hpa.HpaSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;

/** Deployments whose pods share a scripted load out among them, each with its autoscaler. */
final class ScaledWorkloads {
    static final String CPU = "headroom.test/cpu";
    static final String MEMORY = "headroom.test/memory";

    /** So that the readings of no two looks are the same, and each shows in the object's status. */
    private static final double NOISE = 0.01;

    private static final int CPU_REQUEST_MILLICORES = 100;

    private final KubernetesClient client;
    private final String namespace;
    private final List<Scripted> all;

    /**
     * One workload and what it goes through.
     *
     * @param millicores of all its pods together, by the part of the time that is over
     * @param mebibytes likewise
     */
    record Scripted(
            String name,
            int replicas,
            HpaSpec spec,
            DoubleUnaryOperator millicores,
            DoubleUnaryOperator mebibytes) {

        Map<String, String> annotations(double over, int pods) {
            return Map.of(
                    CPU, Math.round(millicores.applyAsDouble(over) * 1_000 / pods) + "u",
                    MEMORY, Math.round(mebibytes.applyAsDouble(over) * 1_024 / pods) + "Ki");
        }
    }

    ScaledWorkloads(KubernetesClient client, String namespace, List<Scripted> all) {
        this.client = client;
        this.namespace = namespace;
        this.all = List.copyOf(all);
    }

    /** Adds the workloads, and waits until metrics-server knows each of their pods. */
    void add() {
        int pods = 0;
        for (Scripted each : all) {
            pods += each.replicas();
            client.resource(
                            new DeploymentBuilder()
                                    .withNewMetadata()
                                    .withName(each.name())
                                    .withNamespace(namespace)
                                    .endMetadata()
                                    .withNewSpec()
                                    .withReplicas(each.replicas())
                                    .withSelector(
                                            new LabelSelectorBuilder()
                                                    .addToMatchLabels("app", each.name())
                                                    .build())
                                    .withNewTemplate()
                                    .withNewMetadata()
                                    .addToLabels("app", each.name())
                                    .addToAnnotations(each.annotations(0, each.replicas()))
                                    .endMetadata()
                                    .withNewSpec()
                                    .addNewContainer()
                                    .withName("main")
                                    .withImage("example/image")
                                    .withNewResources()
                                    .addToRequests(
                                            "cpu", new Quantity(CPU_REQUEST_MILLICORES + "m"))
                                    .addToRequests("memory", new Quantity("64Mi"))
                                    .endResources()
                                    .endContainer()
                                    .endSpec()
                                    .endTemplate()
                                    .endSpec()
                                    .build())
                    .create();
        }
        int expected = pods;
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> client.top().pods().metrics(namespace).getItems().size() == expected);
    }

    /** Adds the autoscalers, whose controller looks at once. */
    void scale() {
        for (Scripted each : all) {
            client.resource(
                            Serialization.unmarshal(
                                    Json.mapper()
                                            .writeValueAsString(
                                                    HorizontalAutoscalerManifest.of(
                                                            each.name(),
                                                            new WorkloadRef(
                                                                    namespace,
                                                                    "Deployment",
                                                                    "apps",
                                                                    each.name()),
                                                            each.spec())),
                                    HorizontalPodAutoscaler.class))
                    .create();
        }
    }

    /**
     * Lets each pod use its share.
     *
     * @param over what part of the time is over
     * @param tick a number that changes every few seconds
     */
    void use(double over, long tick, List<Pod> pods) {
        for (Scripted each : all) {
            List<Pod> own = pods.stream().filter(pod -> isOf(pod, each.name())).toList();
            Map<String, String> wanted =
                    each.annotations(over, Math.max(1, own.size())).entrySet().stream()
                            .collect(
                                    Collectors.toMap(
                                            Map.Entry::getKey,
                                            entry -> noisy(entry.getValue(), tick)));
            for (Pod pod : own) {
                Map<String, String> now = pod.getMetadata().getAnnotations();
                if (!wanted.entrySet().stream()
                        .allMatch(entry -> entry.getValue().equals(now.get(entry.getKey())))) {
                    annotate(pod, wanted);
                }
            }
        }
    }

    static boolean isOf(Pod pod, String workload) {
        return workload.equals(pod.getMetadata().getLabels().get("app"))
                && pod.getMetadata().getDeletionTimestamp() == null;
    }

    private static String noisy(String quantity, long tick) {
        int digits = 0;
        while (Character.isDigit(quantity.charAt(digits))) {
            digits++;
        }
        long amount = Long.parseLong(quantity.substring(0, digits));
        return Math.round(amount * (1 + NOISE * (tick % 3 - 1))) + quantity.substring(digits);
    }

    private void annotate(Pod pod, Map<String, String> annotations) {
        try {
            client.pods()
                    .inNamespace(namespace)
                    .withName(pod.getMetadata().getName())
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            Json.mapper()
                                    .writeValueAsString(
                                            Map.of(
                                                    "metadata",
                                                    Map.of("annotations", annotations))));
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404) {
                throw e;
            }
        }
    }

    void remove() {
        client.namespaces().withName(namespace).delete();
    }
}
