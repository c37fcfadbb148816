package io.headroom.recommender.scale.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.Json;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.hpa.ScalingPolicy;
import io.headroom.recommender.scale.hpa.ScalingRules;
import io.headroom.recommender.scale.lint.ScalingFinding;
import io.headroom.recommender.scale.lint.SpecReader;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HpaReaderTest {
    private static final WorkloadRef WEB = new WorkloadRef("shop", "Deployment", "apps", "web");

    @Test
    void whatIsWrittenIsReadBack() {
        HpaSpec spec =
                new HpaSpec(
                        2,
                        9,
                        List.of(
                                new HpaMetric.Resource("cpu", new MetricTarget.Utilization(70)),
                                new HpaMetric.ContainerResource(
                                        "app", "memory", new MetricTarget.AverageValue(2_500))),
                        new Behavior(
                                Behavior.DEFAULT.scaleUp().withWindow(Duration.ofSeconds(30)),
                                new ScalingRules(
                                        Duration.ofSeconds(600),
                                        ScalingRules.Select.MIN,
                                        List.of(
                                                new ScalingPolicy(
                                                        ScalingPolicy.Type.PODS,
                                                        1,
                                                        Duration.ofSeconds(60))),
                                        0.05)));

        String written =
                Json.mapper().writeValueAsString(HpaManifest.of("web", WEB, "apps/v1", spec));

        assertThat(SpecReader.read(HpaReader.read(written, WEB)))
                .isEqualTo(new SpecReader.Read.Known(spec));
    }

    @Test
    void ofAPlainOneInYamlTheRestIsAsTheApiServerHasIt() {
        assertThat(SpecReader.read(HpaReader.read(yaml("maxReplicas: 9"), WEB)))
                .isEqualTo(
                        new SpecReader.Read.Known(
                                new HpaSpec(
                                        1,
                                        9,
                                        List.of(
                                                new HpaMetric.Resource(
                                                        "cpu",
                                                        new MetricTarget.AverageValue(1_500))),
                                        null)));
    }

    /** Without metrics it goes by a utilization of 80 %, as the API server fills it in. */
    @ParameterizedTest
    @ValueSource(strings = {"{maxReplicas: 9}", "{maxReplicas: 9, metrics: []}"})
    void withoutMetricsItGoesByWhatTheApiServerFillsIn(String spec) {
        assertThat(SpecReader.read(HpaReader.read(object(spec), WEB)))
                .isEqualTo(
                        new SpecReader.Read.Known(
                                new HpaSpec(
                                        1,
                                        9,
                                        List.of(
                                                new HpaMetric.Resource(
                                                        "cpu", new MetricTarget.Utilization(80))),
                                        null)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apps/v1, kind: Deployment, name: web",
                "apps/v1beta1, kind: Deployment, name: web",
                "'', kind: Deployment, name: web"
            })
    void whatItScalesMayBeNamedByAnyVersionOfItsGroup(String target) {
        String text =
                object("{maxReplicas: 9, scaleTargetRef: {apiVersion: %s}}".formatted(target));

        assertThat(HpaReader.read(text, WEB).maxReplicas()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "minReplicas: 2 | spec.maxReplicas is missing",
                "maxReplicas: many | spec.maxReplicas must be a whole number: \"many\"",
                "maxReplicas: 9.5 | spec.maxReplicas must be a whole number: 9.5",
                "{maxReplicas: 9, minReplica: 2} | spec.minReplica is no field of an autoscaler that can be tried",
                "{maxReplicas: 9, behavior: {scaleUp: {tolerance: x}}} | spec.behavior.scaleUp.tolerance must be an amount such as 500m or 2: \"x\"",
                "{maxReplicas: 9, behavior: {scaleUp: {tolerance: {}}}} | spec.behavior.scaleUp.tolerance must be an amount such as 500m or 2: {}",
                "{maxReplicas: 9, behavior: {scaleUp: {policies: [{type: Pods}]}}} | spec.behavior.scaleUp.policies[] must have a value and periodSeconds",
                "{maxReplicas: 9, scaleTargetRef: {kind: Deployment, name: api}} | spec.scaleTargetRef names Deployment api, and it is tried for Deployment web",
                "{maxReplicas: 9, scaleTargetRef: {apiVersion: example.com/v1, kind: Deployment, name: web}} | spec.scaleTargetRef names Deployment.example.com web, and it is tried for Deployment.apps web",
                "{maxReplicas: 9, scaleTargetRef: {apiVersion: v1, kind: Deployment, name: web}} | spec.scaleTargetRef names Deployment web, and it is tried for Deployment.apps web",
                "{maxReplicas: 9, scaleTargetRef: {kind: Deployment, name: web, namspace: shop}} | spec.scaleTargetRef.namspace is no field of an autoscaler that can be tried",
                "{maxReplicas: 9, metrics: [{type: External}]} | a metric of the type External cannot be tried: of what it measures no past is known",
                "{maxReplicas: 9, metrics: [{type: Resource, resource: {name: cpu}}]} | spec.metrics[].resource.target.type must be Utilization or AverageValue: ''",
                "{maxReplicas: 9, metrics: 5} | spec.metrics must be a list",
                "{maxReplicas: 9, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70, averageValue: 100m}}}]} | spec.metrics[].resource.target has averageUtilization and averageValue: leave out the one that is not of its type",
                "{maxReplicas: 9, metrics: [{type: ContainerResource, containerResource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]} | spec.metrics[].containerResource.container is missing",
                "{maxReplicas: 9, metrics: [{type: Resource, resource: {name: cpu, container: web, target: {type: Utilization, averageUtilization: 70}}}]} | spec.metrics[].resource.container is no field of an autoscaler that can be tried",
                "{maxReplicas: 9, metrics: [{type: Resource, resource: {target: {type: Utilization, averageUtilization: 70}}}]} | spec.metrics[].resource.name is missing",
                "{maxReplicas: 9, behavior: {scaleUp: {policies: []}}} | spec.behavior.scaleUp.policies must have a policy, or be left out"
            })
    void whatIsWrongIsNamed(String spec, String sentence) {
        String text = object(spec.startsWith("{") ? spec : '{' + spec + '}');

        assertThatThrownBy(() -> HpaReader.read(text, WEB))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence.replace("''", ""));
    }

    /** By whoever judges what the numbers mean. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "behavior: {scaleUp: {policies: [{type: Pods, value: 1, periodSeconds: 1801}]}} | behavior.scaleUp: periodSeconds of a policy must be from 1 to 1800: 1801",
                "behavior: {scaleDown: {policies: [{type: Pods, value: 0, periodSeconds: 15}]}} | behavior.scaleDown: value of a policy must be above zero: 0",
                "behavior: {scaleDown: {policies: [{type: Pod, value: 1, periodSeconds: 15}]}} | behavior.scaleDown: type of a policy must be Pods or Percent: Pod",
                "behavior: {scaleDown: {stabilizationWindowSeconds: 3601}} | behavior.scaleDown: stabilizationWindowSeconds must be from 0 to 3600: 3601",
                "behavior: {scaleDown: {selectPolicy: Most}} | behavior.scaleDown: selectPolicy must be Max, Min or Disabled: Most",
                "metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 0}}}] | Resource cpu: a target must be above zero",
                "metrics: [{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 0}}}] | Resource cpu: a target must be above zero"
            })
    void anAmountThatNoApiServerTakesIsToldAsItIsWritten(String spec, String why) {
        String text = object("{maxReplicas: 9, " + spec + '}');

        assertThat(SpecReader.read(HpaReader.read(text, WEB)))
                .isInstanceOfSatisfying(
                        SpecReader.Read.Unusable.class,
                        read ->
                                assertThat(read.findings())
                                        .extracting(ScalingFinding::message)
                                        .containsExactly(
                                                "autoscaler shop/mine has settings that no controller goes by (%s): correct them."
                                                        .formatted(why)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | there must be a HorizontalPodAutoscaler of autoscaling/v2 as JSON or YAML, and there is nothing",
                "'# nothing' | there must be a HorizontalPodAutoscaler of autoscaling/v2 as JSON or YAML, and there is nothing",
                "'null' | there must be a HorizontalPodAutoscaler of autoscaling/v2 as JSON or YAML, and there is nothing",
                "'---' | there must be a HorizontalPodAutoscaler of autoscaling/v2 as JSON or YAML, and there is nothing",
                "'[]' | there must be a HorizontalPodAutoscaler of autoscaling/v2 as JSON or YAML, not a list",
                "'- kind: Pod' | there must be a HorizontalPodAutoscaler of autoscaling/v2 as JSON or YAML, not a list",
                "'hpa.yaml' | there must be a HorizontalPodAutoscaler of autoscaling/v2 as JSON or YAML, not a text",
                "'\"hpa.yaml\"' | there must be a HorizontalPodAutoscaler of autoscaling/v2 as JSON or YAML, not a text",
                "'7' | there must be a HorizontalPodAutoscaler of autoscaling/v2 as JSON or YAML, not a number",
                "'true' | there must be a HorizontalPodAutoscaler of autoscaling/v2 as JSON or YAML, not a truth value",
                "'{' | neither JSON nor YAML can be read: ",
                "'a: [' | neither JSON nor YAML can be read: ",
                "'{}' | there must be a HorizontalPodAutoscaler of autoscaling/v2, not an object without a kind",
                "'{\"kind\":\"HorizontalPodAutoscaler\"}' | there must be a HorizontalPodAutoscaler of autoscaling/v2, not a HorizontalPodAutoscaler without an apiVersion",
                "'{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}' | there must be a HorizontalPodAutoscaler of autoscaling/v2, not a Pod of v1",
                "'{\"kind\":\"Pod\",\"kind\":\"Pod\"}' | neither JSON nor YAML can be read: "
            })
    void whatIsNoAutoscalerIsRefused(String text, String sentence) {
        assertThatThrownBy(() -> HpaReader.read(text, WEB))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence);
    }

    /** Which of them is meant nobody can tell. */
    @Test
    void ofTwoObjectsNoneIsTried() {
        String one = yaml("maxReplicas: 9");

        for (String two : List.of(one + "---\n" + one, "{\"kind\":\"Pod\"}{}", "{} []")) {
            assertThatThrownBy(() -> HpaReader.read(two, WEB))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "there must be one HorizontalPodAutoscaler, and not several objects");
        }
        assertThat(HpaReader.read("---\n" + one + "---\n", WEB).maxReplicas()).isEqualTo(9);
    }

    @Test
    void oneOfAnotherNamespaceIsRefused() {
        String text = yaml("maxReplicas: 9");

        assertThatThrownBy(
                        () -> HpaReader.read(text.replace("{name: mine}", "{namespace: pay}"), WEB))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "metadata.namespace is pay, and it is tried for Deployment web in namespace shop");
        assertThat(
                        HpaReader.read(text.replace("{name: mine}", "{namespace: shop}"), WEB)
                                .namespace())
                .isEqualTo("shop");
    }

    @Test
    void aFieldOfTheObjectThatIsMisspeltIsNamed() {
        assertThatThrownBy(() ->
                        HpaReader.read(
                                yaml("maxReplicas: 9").replace("metadata:", "metdata:"), WEB))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("metdata is no field of an autoscaler that can be tried");
    }

    /** In YAML. */
    private static String object(String spec) {
        return "# not JSON\n{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name:"
                + " mine}, spec: "
                + spec
                + '}';
    }

    private static String yaml(String replicas) {
        return """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: mine}
        spec:
          %s
          metrics:
            - type: Resource
              resource: {name: cpu, target: {type: AverageValue, averageValue: 1.5}}
        """
                .formatted(replicas);
    }
}
