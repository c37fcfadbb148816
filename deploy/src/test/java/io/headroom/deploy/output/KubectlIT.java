package io.headroom.deploy.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.cluster.Kubectl;
import io.headroom.deploy.cluster.Programs;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.output.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What kubectl and the API server make of the patches and the autoscalers. */
final class KubectlIT {
    private static final ControlPlane CLUSTER = ControlPlane.bare();

    /** A pod of a main container with limits, a second one and a native sidecar. */
    private static final String POD =
            """
            containers:
            - name: web
              image: web
              env: [{name: KEEP, value: "1"}]
              resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: 200m, memory: 512Mi}}
            - {name: "1e3", image: other}
            initContainers:
            - {name: proxy, image: proxy, restartPolicy: Always}
            """;

    private static String namespace = "";

    @TempDir static Path directory;

    @BeforeAll
    static void createWorkloads() throws IOException {
        namespace = CLUSTER.newNamespace("act");
        CLUSTER.kubectl()
                .run(
                        "apply",
                        "--server-side",
                        "-f",
                        Programs.requireSchema("verticalpodautoscaler.yaml").toString(),
                        "-f",
                        Programs.requireSchema("argo-rollout.yaml").toString());
        create("Deployment", "apps/v1", "selector: {matchLabels: {app: cart}}");
        create("StatefulSet", "apps/v1", "serviceName: cart\nselector: {matchLabels: {app: cart}}");
        create("DaemonSet", "apps/v1", "selector: {matchLabels: {app: cart}}");
        create("ReplicaSet", "apps/v1", "selector: {matchLabels: {app: cart}}");
        createText(
                """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: cart}
                spec:
                  schedule: "0 1 * * *"
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                %s\
                """
                        .formatted(POD.indent(10)));
        createText(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: cart}
                spec:
                %s\
                """
                        .formatted(POD.indent(2)));
    }

    @ParameterizedTest
    @CsvSource({
        "Deployment.apps, spec.template.spec",
        "StatefulSet.apps, spec.template.spec",
        "DaemonSet.apps, spec.template.spec",
        "ReplicaSet.apps, spec.template.spec",
        "CronJob.batch, spec.jobTemplate.spec.template.spec"
    })
    void aPatchChangesTheRequestsAndNothingElse(String kind, String podSpec) throws IOException {
        String file = written(Output.PATCH.format(recommendation(kind)));

        Kubectl kubectl = CLUSTER.kubectl();
        String before = kubectl.run(in("get", kind, "cart", "-o", "jsonpath={." + podSpec + "}"));
        String after =
                kubectl.run(
                        in(
                                "patch",
                                "-f",
                                file,
                                "--patch-file",
                                file,
                                "--dry-run=server",
                                "-o",
                                "jsonpath={." + podSpec + "}"));

        assertThat(after)
                .isEqualTo(
                        before.replace(
                                        "{\"limits\":{\"cpu\":\"200m\",\"memory\":\"512Mi\"},"
                                                + "\"requests\":{\"cpu\":\"100m\","
                                                + "\"memory\":\"64Mi\"}}",
                                        "{\"limits\":{\"cpu\":\"250m\",\"memory\":\"512Mi\"},"
                                                + "\"requests\":{\"cpu\":\"250m\","
                                                + "\"memory\":\"300Mi\"}}")
                                .replace(
                                        "\"name\":\"1e3\",\"resources\":{}",
                                        "\"name\":\"1e3\",\"resources\":{\"requests\":"
                                                + "{\"cpu\":\"250m\",\"memory\":\"300Mi\"}}")
                                .replace(
                                        "\"name\":\"proxy\",\"resources\":{}",
                                        "\"name\":\"proxy\",\"resources\":{\"requests\":"
                                                + "{\"cpu\":\"250m\",\"memory\":\"300Mi\"}}"))
                .isNotEqualTo(before)
                .contains("\"KEEP\"");
    }

    @Test
    void aPatchTakesALimitAway() throws IOException {
        Recommendation recommendation = recommendation("Deployment.apps");
        ContainerRecommendation web =
                recommendation
                        .containers()
                        .getFirst()
                        .limited(new Resources(null, Memory.ofMebibytes(600)));
        String file =
                written(
                        Output.PATCH.format(
                                new Recommendation(
                                        recommendation.workload(),
                                        Instant.EPOCH,
                                        "vpa",
                                        recommendation.completeness(),
                                        List.of(web))));
        String limits =
                "jsonpath={.spec.template.spec.containers[?(@.name==\"web\")].resources.limits}";

        assertThat(
                        CLUSTER.kubectl()
                                .run(
                                        in(
                                                "patch",
                                                "-f",
                                                file,
                                                "--patch-file",
                                                file,
                                                "--dry-run=server",
                                                "-o",
                                                limits)))
                .isEqualTo("{\"memory\":\"600Mi\"}");
        // apply takes a null for an amount of zero, and is refused: nothing is changed unseen
        assertThatThrownBy(() ->
                        CLUSTER.kubectl()
                                .run(
                                        in(
                                                "apply",
                                                "--server-side",
                                                "--force-conflicts",
                                                "--dry-run=server",
                                                "-f",
                                                file)))
                .hasMessageContaining("must be less than or equal to cpu limit of 0");
    }

    @Test
    void aStreamOfPatchesIsAnApplyConfigurationToo() throws IOException {
        String stream =
                written(
                        Output.PATCH.format(
                                List.of(
                                        recommendation("Deployment.apps"),
                                        recommendation("Rollout.argoproj.io"),
                                        recommendation("CronJob.batch"))));

        assertThat(
                        CLUSTER.kubectl()
                                .run(
                                        "apply",
                                        "--server-side",
                                        "--force-conflicts",
                                        "--dry-run=server",
                                        "-f",
                                        stream))
                .hasLineCount(2)
                .contains("deployment.apps/cart serverside-applied (server dry run)")
                .contains("cronjob.batch/cart serverside-applied (server dry run)");
    }

    @Test
    void aPodOfItsOwnIsResizedByTheCommandThatIsGivenInstead() throws Exception {
        String sentence = Output.PATCH.missing(recommendation("Pod")).orElseThrow();
        String patch = sentence.substring(sentence.indexOf("--patch '") + 9, sentence.length() - 1);

        assertThat(sentence).contains("kubectl -n " + namespace + " patch pod cart --subresource");
        assertThat(
                        CLUSTER.kubectl()
                                .run(
                                        in(
                                                "patch",
                                                "pod",
                                                "cart",
                                                "--subresource",
                                                "resize",
                                                "--patch",
                                                patch,
                                                "--dry-run=server",
                                                "-o",
                                                "jsonpath={.spec.containers[0].resources.requests"
                                                        + ".cpu}")))
                .isEqualTo("250m");
    }

    @ParameterizedTest
    @CsvSource({"Deployment.apps", "CronJob.batch", "Rollout.argoproj.io", "Job.batch"})
    void anAutoscalerIsTaken(String kind) throws IOException {
        String file = written(Output.VPA.format(recommendation(kind)));

        // the schema is served a moment after it was put
        await().atMost(Duration.ofMinutes(3))
                .untilAsserted(() ->
                        assertThat(
                                        CLUSTER.kubectl()
                                                .run(
                                                        "apply",
                                                        "--dry-run=server",
                                                        "--validate=strict",
                                                        "-o",
                                                        "jsonpath={.spec.updatePolicy.updateMode}"
                                                                + " {.spec.resourcePolicy"
                                                                + ".containerPolicies[1]"
                                                                + ".maxAllowed.cpu}",
                                                        "-f",
                                                        file))
                                .isEqualTo("Off 1500m"));
    }

    private static Recommendation recommendation(String kind) {
        return new Recommendation(
                WorkloadRef.parse(namespace + "/" + kind + "/cart"),
                Instant.EPOCH,
                "vpa",
                new Completeness(10, 10),
                List.of(
                        resized(
                                "web",
                                ContainerType.APP,
                                new Resources(new Cpu(200), Memory.ofMebibytes(512)),
                                null),
                        resized("1e3", ContainerType.APP, Resources.NONE, null),
                        resized("proxy", ContainerType.SIDECAR, Resources.NONE, null),
                        resized("mesh", ContainerType.APP, Resources.NONE, true)));
    }

    private static ContainerRecommendation resized(
            String name, ContainerType type, Resources limits, @Nullable Boolean injected) {
        Resources target = new Resources(new Cpu(250), Memory.ofMebibytes(300));
        ContainerRecommendation resized =
                new ContainerRecommendation(
                        name,
                        type,
                        Resources.NONE,
                        limits,
                        new Advice.Resize(
                                target,
                                new Resources(new Cpu(120), Memory.ofMebibytes(250)),
                                new Resources(new Cpu(1_500), new Memory(1_500_000_001)),
                                target,
                                14,
                                4_032,
                                List.of()));
        return Boolean.TRUE.equals(injected) ? resized.outsideTheTemplate() : resized;
    }

    private static void create(String kind, String apiVersion, String spec) throws IOException {
        createText(
                """
                apiVersion: %s
                kind: %s
                metadata: {name: cart}
                spec:
                %s
                  template:
                    metadata: {labels: {app: cart}}
                    spec:
                %s\
                """
                        .formatted(
                                apiVersion, kind, spec.indent(2).stripTrailing(), POD.indent(6)));
    }

    private static void createText(String manifest) throws IOException {
        CLUSTER.kubectl().run(in("create", "-f", written(manifest)));
    }

    private static String written(String text) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "", ".yaml"), text).toString();
    }

    private static String[] in(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "-n";
        all[1] = namespace;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return all;
    }
}
