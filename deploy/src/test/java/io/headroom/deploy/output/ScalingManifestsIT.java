package io.headroom.deploy.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.cluster.Kubectl;
import io.headroom.deploy.cluster.Programs;
import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.Json;
import io.headroom.recommender.output.ScalingManifests;
import io.headroom.recommender.scale.advice.Scheduled;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.replay.FloorSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Advice on scaling, in every form that kubectl takes, on the real API server. */
class ScalingManifestsIT {
    private static final ControlPlane CLUSTER = ControlPlane.bare();

    private static final HpaSpec ADVISED =
            HpaSpec.ofCpu(2, 20, 70)
                    .withMetrics(
                            List.of(
                                    new HpaMetric.Resource(
                                            HpaMetric.CPU, new MetricTarget.AverageValue(686))))
                    .withBehavior(
                            Behavior.DEFAULT.withWindows(
                                    Duration.ofSeconds(120), Duration.ofSeconds(60)));

    /** On a schedule. */
    private static final HpaSpec COUNTING =
            ADVISED.withMetrics(
                    List.of(
                            new HpaMetric.Resource(
                                    HpaMetric.CPU, new MetricTarget.AverageValue(813))));

    private final String namespace = CLUSTER.newNamespace("scaling");
    private final Kubectl kubectl = CLUSTER.kubectl();

    @TempDir Path directory;

    @Test
    void aWholeAutoscalerIsApplied() throws IOException {
        kubectl.run("apply", "--server-side", "-f", written(advice(null).autoscalerYaml()));

        JsonNode spec = read("hpa", "cart");
        assertThat(spec.at("/minReplicas").asInt()).isEqualTo(2);
        assertThat(spec.at("/maxReplicas").asInt()).isEqualTo(20);
        assertThat(spec.at("/metrics/0/resource/target/averageValue").asString()).isEqualTo("686m");
        assertThat(spec.at("/behavior/scaleUp/stabilizationWindowSeconds").asInt()).isEqualTo(120);
        assertThat(spec.at("/scaleTargetRef/name").asString()).isEqualTo("cart");
    }

    @Test
    void aPatchSetsTheAutoscalerThatThereIsAndLeavesWhatItScales() throws IOException {
        autoscale("--min=3", "--max=3");

        String patch = written(advice("old").patchYaml());
        kubectl.run(in("patch", "-f", patch, "--type=merge", "--patch-file", patch));

        JsonNode spec = read("hpa", "old");
        assertThat(spec.at("/scaleTargetRef/name").asString()).isEqualTo("cart");
        assertThat(spec.at("/maxReplicas").asInt()).isEqualTo(20);
        assertThat(spec.at("/metrics")).hasSize(1);
        assertThat(spec.at("/metrics/0/resource/target/averageValue").asString()).isEqualTo("686m");
        assertThat(spec.at("/behavior/scaleDown/stabilizationWindowSeconds").asInt()).isEqualTo(60);
    }

    /**
     * The commands behind the patch set what counts on them, and raise the minimum by the time of
     * the day, and lower it.
     */
    @Test
    void theCommandsOfTheScheduleAreTaken() {
        autoscale("--min=1", "--max=20");
        List<Integer> minimums = new ArrayList<>();

        for (String line : advice("old").patchYaml().lines().toList()) {
            int command = line.indexOf("kubectl ");
            if (command >= 0) {
                kubectl.run(
                        line.substring(command + "kubectl ".length()).replace("'", "").split(" "));
                minimums.add(read("hpa", "old").at("/minReplicas").asInt());
            }
        }

        assertThat(minimums).containsExactly(2, 5, 9, 5, 2);
        assertThat(read("hpa", "old").at("/metrics/0/resource/target/averageValue").asString())
                .isEqualTo("813m");
    }

    @Test
    void kedaTakesTheScaledObjectWithNothingUnknownInIt() throws IOException {
        kubectl.run(
                "apply",
                "--server-side",
                "-f",
                Programs.requireSchema("keda-scaledobject.yaml").toString());
        String file = written(advice("old").scaledObjectYaml(0));

        // a kind is known some moments after its definition
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() ->
                        kubectl.run("apply", "--server-side", "--validate=strict", "-f", file));

        JsonNode spec = read("scaledobject", "cart");
        assertThat(spec.at("/advanced/horizontalPodAutoscalerConfig/name").asString())
                .isEqualTo("old");
        assertThat(
                        spec.at(
                                        "/advanced/horizontalPodAutoscalerConfig/behavior/scaleUp/stabilizationWindowSeconds")
                                .asInt())
                .isEqualTo(120);
        assertThat(spec.at("/triggers")).hasSize(4);
        assertThat(spec.at("/triggers/0/metadata/value").asString()).isEqualTo("0.813");
        assertThat(spec.at("/triggers/1/metadata/desiredReplicas").asString()).isEqualTo("5");
    }

    /** As somebody did before. */
    private void autoscale(String least, String most) {
        kubectl.run(in("create", "deployment", "cart", "--image=example/cart"));
        kubectl.run(in("autoscale", "deployment", "cart", "--name=old", least, most, "--cpu=80%"));
    }

    private ScalingManifests advice(@Nullable String autoscaler) {
        int[] hours = new int[24];
        for (int hour = 0; hour < hours.length; hour++) {
            hours[hour] = hour == 12 ? 9 : hour >= 8 && hour < 22 ? 5 : 1;
        }
        return new ScalingManifests(
                new WorkloadRef(namespace, "Deployment", "apps", "cart"),
                autoscaler,
                null,
                ADVISED,
                new Scheduled(COUNTING, new FloorSchedule(FloorSchedule.DAY_SECONDS, hours)));
    }

    private JsonNode read(String kind, String name) {
        return Json.mapper().readTree(kubectl.run(in("get", kind, name, "-o", "json"))).get("spec");
    }

    private String[] in(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "-n";
        all[1] = namespace;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return all;
    }

    private String written(String yaml) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "advice", ".yaml"), yaml)
                .toString();
    }
}
