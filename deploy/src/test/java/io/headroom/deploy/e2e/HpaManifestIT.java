package io.headroom.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.headroom.collector.kubernetes.ShownCluster;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.topic.Json;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.hpa.MetricTarget.Utilization;
import io.headroom.recommender.scale.hpa.MetricTarget.Value;
import io.headroom.recommender.scale.hpa.ScalingPolicy;
import io.headroom.recommender.scale.hpa.ScalingRules;
import io.headroom.recommender.scale.hpa.ScalingRules.Select;
import io.headroom.recommender.scale.lint.SpecReader;
import io.headroom.recommender.scale.manifest.HpaManifest;
import io.headroom.recommender.scale.manifest.HpaReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What we write of an autoscaler is what the real API server keeps, and all of it. */
class HpaManifestIT {
    private static final int OBJECTS = 100;

    /** As they come back: labels in order, and expressions behind them. */
    private static final List<String> SELECTORS =
            List.of(
                    "route=cart",
                    "app.kubernetes.io/name=web,tier=front",
                    "tier in (back,front)",
                    "queue=orders,region notin (eu-1,us-1),shard,!canary");

    private static final List<Select> SELECTS = List.of(Select.MAX, Select.MIN, Select.DISABLED);

    private static final ControlPlane PLANE = ControlPlane.bare();

    @TempDir Path directory;

    @Test
    void anAutoscalerComesBackAsItWasWritten() throws IOException {
        String namespace = PLANE.newNamespace("round-trip");
        SplittableRandom random = new SplittableRandom(7);
        Map<String, HpaSpec> specs = new TreeMap<>();
        for (int i = 0; i < OBJECTS; i++) {
            specs.put("hpa-%03d".formatted(i), spec(random));
        }

        apply(namespace, specs);

        assertThat(read(namespace))
                .hasSize(OBJECTS)
                .allSatisfy((name, object) ->
                        assertThat(HpaObject.spec(object)).isEqualTo(specs.get(name)));
    }

    /** What the collector keeps of an object is enough to know all that it asks for. */
    @Test
    void theCollectorAndTheRecommenderReadAnAutoscalerAsItWasWritten() throws IOException {
        String namespace = PLANE.newNamespace("round-trip");
        SplittableRandom random = new SplittableRandom(13);
        Map<String, HpaSpec> specs = new TreeMap<>();
        for (int i = 0; i < OBJECTS; i++) {
            specs.put("hpa-%03d".formatted(i), spec(random));
        }
        apply(namespace, specs);

        KeptInventory kept = new KeptInventory();
        ShownCluster shown = new ShownCluster(kept);
        read(namespace).values().forEach(object -> shown.shown(object, Instant.EPOCH));

        assertThat(kept.all(AutoscalerState.class)).hasSize(OBJECTS);
        assertThat(kept.all(AutoscalerState.class))
                .allSatisfy(state -> {
                    assertThat(state.target())
                            .isEqualTo(
                                    new WorkloadRef(namespace, "Deployment", "apps", state.name()));
                    assertThat(SpecReader.read(throughATopic(state)))
                            .isEqualTo(
                                    new SpecReader.Read.Known(
                                            Objects.requireNonNull(specs.get(state.name()))));
                });
    }

    private static AutoscalerState throughATopic(AutoscalerState state) {
        return Json.mapper()
                .readValue(Json.mapper().writeValueAsBytes(state), AutoscalerState.class);
    }

    @Test
    void applyingTheSameAgainChangesNothing() throws IOException {
        String namespace = PLANE.newNamespace("round-trip");
        SplittableRandom random = new SplittableRandom(11);
        Map<String, HpaSpec> specs = Map.of("one", spec(random), "two", spec(random));
        apply(namespace, specs);
        Map<String, HorizontalPodAutoscaler> first = read(namespace);

        apply(namespace, specs);

        assertThat(read(namespace)).isEqualTo(first);
    }

    /** What somebody else has set, and we do not speak of, stays. */
    @Test
    void whatOthersHaveSetStays() throws IOException {
        String namespace = PLANE.newNamespace("round-trip");
        HpaSpec plain = HpaSpec.ofCpu(2, 9, 70);
        apply(namespace, Map.of("one", plain));
        PLANE.kubectl()
                .run(
                        "-n",
                        namespace,
                        "patch",
                        "hpa",
                        "one",
                        "--field-manager=somebody",
                        "--type=merge",
                        "-p",
                        "{\"metadata\":{\"labels\":{\"team\":\"shop\"}},\"spec\":{\"behavior\":"
                                + "{\"scaleDown\":{\"stabilizationWindowSeconds\":42}}}}");

        apply(namespace, Map.of("one", plain.withReplicas(3, 9)));

        HorizontalPodAutoscaler object = Objects.requireNonNull(read(namespace).get("one"));
        assertThat(HpaObject.spec(object))
                .isEqualTo(
                        plain.withReplicas(3, 9)
                                .withBehavior(
                                        Behavior.DEFAULT.withWindows(
                                                Duration.ZERO, Duration.ofSeconds(42))));
        assertThat(object.getMetadata().getLabels()).containsEntry("team", "shop");
    }

    /** What is refused to be tried, too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70, averageValue: 100m}}}]"
                        + "| spec.metrics[0].resource.target",
                "metrics: [{type: ContainerResource, containerResource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]"
                        + "| spec.metrics[0].containerResource.container",
                "metrics: [{type: Resource, resource: {target: {type: Utilization, averageUtilization: 70}}}]"
                        + "| spec.metrics[0].resource.name",
                "metrics: [{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 0}}}]"
                        + "| spec.metrics[0].resource.target.averageValue",
                "behavior: {scaleUp: {policies: []}} | spec.behavior.scaleUp.policies",
                "behavior: {scaleUp: {policies: [{type: Pods, value: 1, periodSeconds: 1801}]}}"
                        + "| spec.behavior.scaleUp.policies[0].periodSeconds",
                "behavior: {scaleDown: {stabilizationWindowSeconds: 3601}}"
                        + "| spec.behavior.scaleDown.stabilizationWindowSeconds"
            })
    void theApiServerTakesNothingThatIsRefusedToBeTried(String spec, String field)
            throws IOException {
        String namespace = PLANE.newNamespace("refused");
        WorkloadRef web = new WorkloadRef(namespace, "Deployment", "apps", "web");
        String text =
                "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web},"
                        + " spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name:"
                        + " web}, maxReplicas: 9, %s}}".formatted(spec);
        Path file = Files.writeString(directory.resolve("hpa.yaml"), text);

        assertThatThrownBy(
                        () -> PLANE.kubectl().run("-n", namespace, "create", "-f", file.toString()))
                .hasMessageContaining(field);
        assertThat(isTaken(text, web)).isFalse();
    }

    private static boolean isTaken(String text, WorkloadRef workload) {
        try {
            return SpecReader.read(HpaReader.read(text, workload)) instanceof SpecReader.Read.Known;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** One call for all of them. */
    private void apply(String namespace, Map<String, HpaSpec> specs) throws IOException {
        List<Map<String, Object>> items =
                specs.entrySet().stream()
                        .map(entry ->
                                HpaManifest.of(
                                        entry.getKey(),
                                        new WorkloadRef(
                                                namespace, "Deployment", "apps", entry.getKey()),
                                        "apps/v1",
                                        entry.getValue()))
                        .toList();
        Path file = Files.createTempFile(directory, "hpas", ".json");
        Files.writeString(
                file,
                Json.mapper()
                        .writeValueAsString(
                                Map.of("apiVersion", "v1", "kind", "List", "items", items)));
        PLANE.kubectl()
                .run("apply", "--server-side", "--field-manager=headroom", "-f", file.toString());
    }

    private static Map<String, HorizontalPodAutoscaler> read(String namespace) {
        return PLANE
                .admin()
                .autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace(namespace)
                .list()
                .getItems()
                .stream()
                .collect(Collectors.toMap(each -> each.getMetadata().getName(), each -> each));
    }

    private static HpaSpec spec(SplittableRandom random) {
        int min = random.nextInt(1, 10);
        List<HpaMetric> metrics = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            metrics.add(metric(random));
        }
        return new HpaSpec(
                min,
                min + random.nextInt(50),
                metrics,
                random.nextInt(4) == 0
                        ? null
                        : new Behavior(
                                rules(random, Duration.ofSeconds(random.nextInt(3_600))),
                                rules(
                                        random,
                                        random.nextBoolean()
                                                ? null
                                                : Duration.ofSeconds(random.nextInt(3_600)))));
    }

    private static HpaMetric metric(SplittableRandom random) {
        @Nullable String selector =
                random.nextBoolean() ? null : SELECTORS.get(random.nextInt(SELECTORS.size()));
        return switch (random.nextInt(5)) {
            case 0 -> new HpaMetric.Resource(HpaMetric.CPU, ofResource(random));
            case 1 -> new HpaMetric.ContainerResource("main", HpaMetric.MEMORY, ofResource(random));
            case 2 -> new HpaMetric.Pods("requests", selector, new AverageValue(milli(random)));
            case 3 ->
                    new HpaMetric.OfObject(
                            random.nextBoolean()
                                    ? "Ingress.v1.networking.k8s.io/main"
                                    : "Service.v1/main",
                            "requests",
                            selector,
                            amount(random));
            default -> new HpaMetric.External("queue", selector, amount(random));
        };
    }

    private static MetricTarget ofResource(SplittableRandom random) {
        return random.nextBoolean()
                ? new Utilization(random.nextInt(1, 300))
                : new AverageValue(milli(random));
    }

    private static MetricTarget amount(SplittableRandom random) {
        return random.nextBoolean() ? new Value(milli(random)) : new AverageValue(milli(random));
    }

    /** From a thousandth to terabytes. */
    private static long milli(SplittableRandom random) {
        return Math.max(1, (long) Math.pow(10, random.nextDouble(15)));
    }

    private static ScalingRules rules(SplittableRandom random, @Nullable Duration window) {
        List<ScalingPolicy> policies = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            policies.add(
                    new ScalingPolicy(
                            random.nextBoolean()
                                    ? ScalingPolicy.Type.PODS
                                    : ScalingPolicy.Type.PERCENT,
                            random.nextInt(1, 200),
                            Duration.ofSeconds(random.nextInt(1, 1_801))));
        }
        return new ScalingRules(
                window,
                SELECTS.get(random.nextInt(SELECTS.size())),
                policies,
                random.nextBoolean() ? null : random.nextInt(1_000) / 1_000.0);
    }
}
