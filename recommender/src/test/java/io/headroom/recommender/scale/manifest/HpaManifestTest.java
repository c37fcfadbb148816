package io.headroom.recommender.scale.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.model.WorkloadRef;
import io.headroom.model.topic.Json;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.hpa.MetricTarget.Value;
import io.headroom.recommender.scale.hpa.ScalingRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class HpaManifestTest {
    private static final WorkloadRef WEB = new WorkloadRef("shop", "Deployment", "apps", "web");

    @Test
    void aPlainOneSaysNoMoreThanIsAsked() {
        assertThat(json(HpaSpec.ofCpu(2, 9, 70)))
                .isEqualTo(
                        tree(
                                "{\"apiVersion\":\"autoscaling/v2\",\"kind\":\"HorizontalPodAutoscaler\","
                                        + "\"metadata\":{\"name\":\"web\",\"namespace\":\"shop\"},"
                                        + "\"spec\":{\"scaleTargetRef\":{\"apiVersion\":\"apps/v1\","
                                        + "\"kind\":\"Deployment\",\"name\":\"web\"},"
                                        + "\"minReplicas\":2,\"maxReplicas\":9,"
                                        + "\"metrics\":[{\"type\":\"Resource\",\"resource\":{"
                                        + "\"name\":\"cpu\",\"target\":{\"type\":\"Utilization\","
                                        + "\"averageUtilization\":70}}}]}}"));
    }

    @Test
    void aWindowThatIsLeftToTheControllerIsLeftOut() {
        Behavior behavior =
                new Behavior(
                        Behavior.DEFAULT.scaleUp().withWindow(Duration.ofSeconds(30)),
                        new ScalingRules(null, ScalingRules.Select.DISABLED, List.of(), 0.05));

        JsonNode written =
                json(HpaSpec.ofCpu(2, 9, 70).withBehavior(behavior)).at("/spec/behavior");

        assertThat(written.at("/scaleUp/stabilizationWindowSeconds").asInt()).isEqualTo(30);
        assertThat(written.get("scaleDown"))
                .isEqualTo(tree("{\"selectPolicy\":\"Disabled\",\"tolerance\":\"0.05\"}"));
    }

    @Test
    void amountsAreWholeWhereTheyCanBe() {
        HpaSpec spec =
                HpaSpec.ofCpu(1, 2, 70)
                        .withMetrics(
                                List.of(
                                        new HpaMetric.Pods("a", new AverageValue(2_000)),
                                        new HpaMetric.External("b", null, new Value(2_001))));

        assertThat(json(spec).toString())
                .contains("\"averageValue\":\"2\"", "\"value\":\"2001m\"")
                .doesNotContain("selector");
    }

    @Test
    void aSelectorsTextBecomesLabelsAndExpressions() {
        assertThat(SelectorText.parse("a=b, c==d,e in (f, g),h notin (i),j,!k/l"))
                .isEqualTo(
                        Map.of(
                                "matchLabels",
                                Map.of("a", "b", "c", "d"),
                                "matchExpressions",
                                List.of(
                                        Map.of(
                                                "key",
                                                "e",
                                                "operator",
                                                "In",
                                                "values",
                                                List.of("f", "g")),
                                        Map.of(
                                                "key",
                                                "h",
                                                "operator",
                                                "NotIn",
                                                "values",
                                                List.of("i")),
                                        Map.of("key", "j", "operator", "Exists"),
                                        Map.of("key", "k/l", "operator", "DoesNotExist"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a in b", "a in (b", "=b", "a=b,,c=d", "a=b c=d"})
    void aTextThatIsNoSelectorIsRefused(String text) {
        assertThatThrownBy(() -> SelectorText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a selector reads like app=web,tier in (a,b),!canary")
                .hasMessageEndingWith(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "/main", "Ingress/", ".v1/main"})
    void aTextThatNamesNoObjectIsRefused(String text) {
        assertThatThrownBy(() -> ObjectName.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("an object is named KIND.VERSION.GROUP/NAME");
    }

    @Test
    void anObjectIsNamedWithAndWithoutAGroup() {
        assertThat(ObjectName.parse("Ingress.v1.networking.k8s.io/main"))
                .isEqualTo(new ObjectName("networking.k8s.io/v1", "Ingress", "main"));
        assertThat(ObjectName.parse("Service.v1/main"))
                .isEqualTo(new ObjectName("v1", "Service", "main"));
    }

    private static JsonNode json(HpaSpec spec) {
        return tree(Json.mapper().writeValueAsString(HpaManifest.of("web", WEB, "apps/v1", spec)));
    }

    private static JsonNode tree(String json) {
        return Json.mapper().readTree(json);
    }
}
