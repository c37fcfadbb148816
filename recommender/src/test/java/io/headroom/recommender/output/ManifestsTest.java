package io.headroom.recommender.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.recommendation.Retarget;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {

    @Test
    void aPatchNamesItsObjectAndTheRequestsOfItsContainers() {
        assertThat(
                        Output.PATCH.format(
                                Recommended.of(
                                        "shop/Deployment.apps/cart", Recommended.resized("web"))))
                .isEqualTo(
                        """
                        ---
                        apiVersion: "apps/v1"
                        kind: "Deployment"
                        metadata:
                          name: "cart"
                          namespace: "shop"
                        spec:
                          template:
                            spec:
                              containers:
                                - name: "web"
                                  resources:
                                    requests:
                                      cpu: "250m"
                                      memory: "300Mi"
                        """);
    }

    /** Its list of metrics takes the place of the one that there is. */
    @Test
    void anAutoscalerThatChangesAlongKeepsItsOtherMetrics() {
        assertThat(Output.PATCH.format(retargeted(null)))
                .contains(
                        "its autoscaler has to change at the same time: kubectl -n shop patch hpa"
                                + " cart-hpa --type=merge -p '{\"spec\":{\"metrics\":[",
                        "\"averageUtilization\":75",
                        "\"external\":{\"metric\":{\"name\":\"s1-cron-UTC-08xxx-020xxx\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"patch", "vpa"})
    void whatKedaMadeIsChangedInItsScaledObject(String form) {
        assertThat(
                        Output.valueOf(form.toUpperCase(Locale.ROOT))
                                .format(retargeted("ScaledObject.keda.sh/carts")))
                .contains(
                        "its autoscaler has to change at the same time: KEDA made cart-hpa and sets"
                                + " it back: with kubectl -n shop edit scaledobject carts give"
                                + " trigger cpu metricType Utilization and the value 75, and leave"
                                + " its other triggers")
                .doesNotContain("patch hpa");
    }

    private static Recommendation retargeted(@Nullable String managedBy) {
        Recommendation plain =
                Recommended.of("shop/Deployment.apps/cart", Recommended.resized("web"));
        return new Recommendation(
                plain.workload(),
                plain.asOf(),
                plain.strategy(),
                plain.completeness(),
                plain.containers(),
                null,
                null,
                new Retarget(
                        "cart-hpa",
                        List.of(
                                new AutoscalerState.Metric(
                                        "Resource", "cpu", null, "Utilization", 75),
                                new AutoscalerState.Metric(
                                        "External",
                                        "s1-cron-UTC-08xxx-020xxx",
                                        null,
                                        "AverageValue",
                                        1)),
                        managedBy));
    }

    @Test
    void aCronJobIsPatchedInTheTemplateOfItsJobs() {
        assertThat(
                        Output.PATCH.format(
                                Recommended.of(
                                        "shop/CronJob.batch/report", Recommended.resized("web"))))
                .contains("apiVersion: \"batch/v1\"\nkind: \"CronJob\"\n")
                .contains(
                        """
                        spec:
                          jobTemplate:
                            spec:
                              template:
                                spec:
                                  containers:
                        """);
    }

    @Test
    void nativeSidecarsArePatchedWhereTheyAreListed() {
        assertThat(
                        Output.PATCH.format(
                                Recommended.of(
                                        "shop/StatefulSet.apps/db",
                                        Recommended.resized(
                                                "proxy",
                                                ContainerType.SIDECAR,
                                                Resources.NONE,
                                                null))))
                .contains("      initContainers:\n        - name: \"proxy\"\n")
                .doesNotContain("  containers:");
    }

    @Test
    void aLimitRisesWhereTheRequestPassesItAndOnlyThere() {
        Resources limits = new Resources(new Cpu(200), Memory.ofMebibytes(512));

        assertThat(
                        Output.PATCH.format(
                                Recommended.of(
                                        "shop/DaemonSet.apps/agent",
                                        Recommended.resized(
                                                "agent", ContainerType.APP, limits, null))))
                .contains("            limits:\n              cpu: \"250m\"\n")
                .doesNotContain("memory: \"512Mi\"");
    }

    @Test
    void aPatchNamesTheLimitsThatChangeAndThoseThatGo() {
        assertThat(
                        Output.PATCH.format(
                                Recommended.of(
                                        "shop/DaemonSet.apps/agent",
                                        Recommended.resized(
                                                        "agent",
                                                        ContainerType.APP,
                                                        Recommended.amounts(200, 512),
                                                        null)
                                                .limited(
                                                        new Resources(
                                                                null, Memory.ofMebibytes(300))))))
                .startsWith(
                        "---\n# shop/DaemonSet.apps/agent: takes a limit away, for kubectl patch and"
                                + " kustomize; server-side apply is refused\n")
                .contains(
                        """
                                    limits:
                                      cpu: null
                                      memory: "300Mi"
                        """);
    }

    @Test
    void anAutoscalerMovesLimitsWithRequestsWhereTheAdviceDoes() {
        ContainerRecommendation guaranteed =
                Recommended.resized("web", ContainerType.APP, Recommended.amounts(500, 1024), null)
                        .limited(Recommended.amounts(250, 300));

        assertThat(Output.VPA.format(Recommended.of("shop/Deployment.apps/cart", guaranteed)))
                .contains("controlledValues: \"RequestsAndLimits\"");
        assertThat(
                        Output.VPA.format(
                                Recommended.of(
                                        "shop/Deployment.apps/cart",
                                        guaranteed.limited(guaranteed.limits()))))
                .contains("controlledValues: \"RequestsOnly\"");
    }

    @Test
    void containersWithoutNumbersOrOutsideTheTemplateAreLeftAlone() {
        assertThat(
                        Output.PATCH.format(
                                Recommended.of(
                                        "shop/Deployment.apps/cart",
                                        Recommended.held("agent", "3 of 10"),
                                        Recommended.resized(
                                                "mesh", ContainerType.APP, Resources.NONE, true),
                                        Recommended.resized("web"))))
                .contains("name: \"web\"")
                .doesNotContain("agent")
                .doesNotContain("mesh");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shop/Rollout.argoproj.io/gate | put these requests into its manifest: web"
                        + " {\"requests\":{\"cpu\":\"250m\",\"memory\":\"300Mi\"}}",
                "shop/Job.batch/migrate | whatever creates the Job is to ask for web"
                        + " {\"requests\":{\"cpu\":\"250m\",\"memory\":\"300Mi\"}}",
                "shop/Pod/debug | kubectl -n shop patch pod debug --subresource resize --patch"
                        + " '{\"spec\":{\"containers\":[{\"name\":\"web\",\"resources\":"
                        + "{\"requests\":{\"cpu\":\"250m\",\"memory\":\"300Mi\"}}}]}}'"
            })
    void saysWhatToDoInsteadWhereThereIsNoPatch(String workload, String instead) {
        Recommendation recommendation = Recommended.of(workload, Recommended.resized("web"));

        assertThat(Output.PATCH.missing(recommendation).orElseThrow()).endsWith("; " + instead);
        assertThat(Output.PATCH.format(List.of(recommendation)))
                .startsWith("---\n# no patch for " + workload + ": ")
                .endsWith(instead + "\n")
                .hasLineCount(2);
    }

    @Test
    void aWorkloadWithoutNumbersHasNoPatch() {
        assertThat(
                        Output.PATCH.missing(
                                Recommended.of(
                                        "shop/Deployment.apps/cart",
                                        Recommended.held("web", "3 of 10"))))
                .contains(
                        "no container of its template has numbers; the recommendation itself says"
                                + " what each of them waits for");
    }

    @Test
    void anAutoscalerIsOffAndStaysBetweenTheBounds() {
        assertThat(
                        Output.VPA.format(
                                Recommended.of(
                                        "shop/Deployment.apps/cart",
                                        Recommended.held("agent", "3 of 10"),
                                        Recommended.resized("web"))))
                .isEqualTo(
                        """
                        ---
                        apiVersion: "autoscaling.k8s.io/v1"
                        kind: "VerticalPodAutoscaler"
                        metadata:
                          name: "headroom-deployment-cart"
                          namespace: "shop"
                        spec:
                          targetRef:
                            apiVersion: "apps/v1"
                            kind: "Deployment"
                            name: "cart"
                          updatePolicy:
                            updateMode: "Off"
                          resourcePolicy:
                            containerPolicies:
                              - containerName: "web"
                                minAllowed:
                                  cpu: "120m"
                                  memory: "250Mi"
                                maxAllowed:
                                  cpu: "1500m"
                                  memory: "2048Mi"
                                controlledValues: "RequestsOnly"
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "shop/StatefulSet.apps/cart, headroom-statefulset-cart",
        "shop/Rollout.argoproj.io/cart, headroom-rollout.argoproj.io-cart"
    })
    void autoscalersOfTwoKindsHaveTwoNames(String workload, String name) {
        assertThat(AutoscalerManifest.name(WorkloadRef.parse(workload))).isEqualTo(name);
    }

    @Test
    void longNamesAreCutAndStayApart() {
        String long1 = name("a".repeat(252) + 'b');
        String long2 = name("a".repeat(252) + 'c');

        assertThat(long1).hasSize(253).isNotEqualTo(long2);
        assertThat(long2).matches("[a-z0-9]([-.a-z0-9]*[a-z0-9])?");
    }

    @Test
    void aVersionThatIsAGuessIsSaidToBeOne() {
        assertThat(
                        Output.VPA.format(
                                Recommended.of(
                                        "shop/Thing.example.com/cart", Recommended.resized("web"))))
                .startsWith("---\n# shop/Thing.example.com/cart: v1 is a guess")
                .contains("apiVersion: \"example.com/v1\"");
        assertThat(
                        Output.VPA.format(
                                Recommended.of(
                                        "shop/Rollout.argoproj.io/cart",
                                        Recommended.resized("web"))))
                .doesNotContain("#")
                .contains("apiVersion: \"argoproj.io/v1alpha1\"");
    }

    @Test
    void aPodOfItsOwnHasNoAutoscaler() {
        Recommendation pod = Recommended.of("shop/Pod/debug", Recommended.resized("web"));

        assertThat(Output.VPA.missing(pod)).isPresent();
        assertThat(Output.VPA.format(pod)).startsWith("---\n# no autoscaler for shop/Pod/debug: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "1e3", "0x1f", "null", "1-2", "y", "123"})
    void namesThatYamlWouldTakeForSomethingElseAreQuoted(String name) {
        assertThat(
                        Output.PATCH.format(
                                Recommended.of(
                                        "shop/Deployment.apps/" + name, Recommended.resized(name))))
                .contains("  name: \"" + name + "\"\n")
                .contains("- name: \"" + name + "\"\n");
    }

    private static String name(String workload) {
        return AutoscalerManifest.name(new WorkloadRef("shop", "Deployment", "apps", workload));
    }
}
