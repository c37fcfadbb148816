package io.headroom.deploy.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Quantity;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.topic.Json;
import io.headroom.model.topic.Keys;
import io.headroom.recommender.output.HorizontalAutoscalerManifest;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.hpa.ScalingPolicy;
import io.headroom.recommender.scale.hpa.ScalingRules;
import io.headroom.recommender.scale.lint.SpecReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is asked for, as a manifest on a real API server, and as the collector then tells of it. */
class AutoscalerRoundTripIT {
    private static final ControlPlane CLUSTER = ControlPlane.bare();

    @TempDir private Path directory;

    @Test
    void whatIsAskedForIsWhatIsReadBackAndNoFieldIsLost() throws IOException {
        String namespace = CLUSTER.newNamespace("hpa");
        try (Collecting collecting = new Collecting(directory.resolve("kafka"), Map.of())) {
            collecting.startReady(CLUSTER.admin());
            List<HpaSpec> specs = specs();

            for (int i = 0; i < specs.size(); i++) {
                HpaSpec spec = specs.get(i);
                String name = "web-" + i;
                JsonNode asked = apply(namespace, name, spec);
                JsonNode kept =
                        Json.mapper()
                                .readTree(
                                        CLUSTER.kubectl()
                                                .run(
                                                        "-n",
                                                        namespace,
                                                        "get",
                                                        "hpa.v2.autoscaling",
                                                        name,
                                                        "-o",
                                                        "json"));

                assertThat(lost(asked.get("spec"), kept.get("spec"), "spec")).as(name).isEmpty();
                await().atMost(Duration.ofMinutes(1))
                        .untilAsserted(() ->
                                assertThat(
                                                collecting
                                                        .inventory()
                                                        .get(Keys.autoscaler(namespace, name)))
                                        .isInstanceOfSatisfying(
                                                AutoscalerState.class,
                                                state ->
                                                        assertThat(SpecReader.read(state))
                                                                .as(name)
                                                                .isEqualTo(
                                                                        new SpecReader.Read.Known(
                                                                                spec))));
            }
        }
    }

    private JsonNode apply(String namespace, String name, HpaSpec spec) throws IOException {
        // as text and back, so that numbers are of the types that the answer's are
        JsonNode manifest =
                Json.mapper()
                        .readTree(
                                Json.mapper()
                                        .writeValueAsString(
                                                HorizontalAutoscalerManifest.of(
                                                        name,
                                                        new WorkloadRef(
                                                                namespace,
                                                                "Deployment",
                                                                "apps",
                                                                "web"),
                                                        spec)));
        Path file = directory.resolve(name + ".json");
        Files.writeString(file, manifest.toString());
        CLUSTER.kubectl().run("apply", "--server-side", "-f", file.toString());
        return manifest;
    }

    /** The paths of what is not there as it was asked for. */
    private static List<String> lost(JsonNode asked, JsonNode kept, String path) {
        List<String> lost = new ArrayList<>();
        if (asked.isObject() && kept != null) {
            asked.properties()
                    .forEach(field ->
                            lost.addAll(
                                    lost(
                                            field.getValue(),
                                            kept.get(field.getKey()),
                                            path + '.' + field.getKey())));
        } else if (asked.isArray() && kept != null && asked.size() == kept.size()) {
            for (int i = 0; i < asked.size(); i++) {
                lost.addAll(lost(asked.get(i), kept.get(i), path + '[' + i + ']'));
            }
        } else if (kept == null || !asked.equals(kept) && !sameAmount(asked, kept)) {
            lost.add(path + ": " + asked + " became " + kept);
        }
        return lost;
    }

    /** The API server writes quantities in a form of its own: 2500m for 2.5, 50m for 0.05. */
    private static boolean sameAmount(JsonNode asked, JsonNode kept) {
        return asked.isString()
                && kept.isString()
                && amount(asked.asString()).compareTo(amount(kept.asString())) == 0;
    }

    private static BigDecimal amount(String quantity) {
        return Quantity.getAmountInBytes(new Quantity(quantity));
    }

    private static List<HpaSpec> specs() {
        List<ScalingPolicy> policies =
                List.of(
                        new ScalingPolicy(ScalingPolicy.Type.PODS, 4, Duration.ofSeconds(15)),
                        new ScalingPolicy(ScalingPolicy.Type.PERCENT, 50, Duration.ofMinutes(30)));
        HpaSpec plain = HpaSpec.ofCpu(2, 10, 70);
        return List.of(
                plain,
                plain.withBehavior(Behavior.DEFAULT),
                plain.withBehavior(
                        new Behavior(
                                new ScalingRules(
                                        Duration.ofHours(1),
                                        ScalingRules.Select.MIN,
                                        policies,
                                        0.05),
                                new ScalingRules(
                                        Duration.ZERO,
                                        ScalingRules.Select.DISABLED,
                                        policies,
                                        0.0))),
                new HpaSpec(
                        1,
                        1_000,
                        List.of(
                                new HpaMetric.Resource(
                                        "memory", new MetricTarget.AverageValue(536_870_912_000L)),
                                new HpaMetric.Resource("cpu", new MetricTarget.AverageValue(250)),
                                new HpaMetric.ContainerResource(
                                        "web", "cpu", new MetricTarget.Utilization(130)),
                                new HpaMetric.Pods("queued", new MetricTarget.AverageValue(2_500)),
                                new HpaMetric.OfObject(
                                        "Ingress.v1.networking.k8s.io/main",
                                        "requests",
                                        new MetricTarget.Value(2_000_000)),
                                new HpaMetric.OfObject(
                                        "Service.v1/main",
                                        "requests",
                                        new MetricTarget.AverageValue(100_000)),
                                new HpaMetric.External(
                                        "lag",
                                        "topic=orders,group in (a,b),zone notin (x),!old,up",
                                        new MetricTarget.Value(30_000)),
                                new HpaMetric.External(
                                        "backlog", null, new MetricTarget.AverageValue(1))),
                        null));
    }
}
