package io.headroom.recommender.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.scale.advice.Scope;
import io.headroom.recommender.scale.advice.SideBySide;
import io.headroom.recommender.scale.hpa.HpaMetric.Resource;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Timeline;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScalingManifestsTest {
    private static final WorkloadRef CART = new WorkloadRef("shop", "Deployment", "apps", "cart");

    /** Two from 22:00 on, five from 8:00, nine from 12:00 to 13:00 and five again. */
    private static final FloorSchedule FLOOR = floor();

    @Test
    void anAutoscalerForAWorkloadWithoutOneHasItsName() {
        assertThat(manifests(null, false).autoscalerYaml())
                .isEqualTo(
                        """
                        apiVersion: "autoscaling/v2"
                        kind: "HorizontalPodAutoscaler"
                        metadata:
                          name: "cart"
                          namespace: "shop"
                        spec:
                          scaleTargetRef:
                            apiVersion: "apps/v1"
                            kind: "Deployment"
                            name: "cart"
                          minReplicas: 2
                          maxReplicas: 20
                          metrics:
                            - type: "Resource"
                              resource:
                                name: "cpu"
                                target:
                                  type: "Utilization"
                                  averageUtilization: 70
                        """);
    }

    @Test
    void aPatchLeavesWhatItScalesAndTellsTheMinimumByTheTimeOfTheDay() {
        assertThat(manifests("cart-hpa", false).patchYaml())
                .contains("name: \"cart-hpa\"")
                .doesNotContain("scaleTargetRef")
                .endsWith(
                        """
                        # at 08:00 UTC: kubectl -n shop patch hpa cart-hpa --type=merge -p '{"spec":{"minReplicas":5}}'
                        # at 12:00 UTC: kubectl -n shop patch hpa cart-hpa --type=merge -p '{"spec":{"minReplicas":9}}'
                        # at 13:00 UTC: kubectl -n shop patch hpa cart-hpa --type=merge -p '{"spec":{"minReplicas":5}}'
                        # at 22:00 UTC: kubectl -n shop patch hpa cart-hpa --type=merge -p '{"spec":{"minReplicas":2}}'
                        """);
    }

    @Test
    void kedaTakesOverTheAutoscalerAndHasTheHoursAsTriggers() {
        assertThat(manifests("cart-hpa", false).scaledObjectYaml())
                .contains("scaledobject.keda.sh/transfer-hpa-ownership: \"true\"")
                .contains("minReplicaCount: 2", "maxReplicaCount: 20", "name: \"cart-hpa\"")
                .contains("metricType: \"Utilization\"", "value: \"70\"")
                .contains(
                        "start: \"0 8 * * *\"\n        end: \"0 12 * * *\"\n        desiredReplicas: \"5\"")
                .contains(
                        "start: \"0 12 * * *\"\n        end: \"0 13 * * *\"\n        desiredReplicas: \"9\"")
                .contains(
                        "start: \"0 13 * * *\"\n        end: \"0 22 * * *\"\n        desiredReplicas: \"5\"");
    }

    @Test
    void kedaIsToldWhichContainerIsMeant() {
        HpaSpec spec =
                new Scope(
                                "web",
                                List.of(new Resource("memory", new AverageValue(500_000_000_000L))))
                        .in(HpaSpec.ofCpu(2, 20, 70));

        assertThat(
                        new ScalingManifests(CART, null, false, spec, null)
                                .scaledObjectYaml()
                                .lines()
                                .dropWhile(line -> !line.startsWith("  triggers:")))
                .containsExactly(
                        "  triggers:",
                        "    - type: \"cpu\"",
                        "      metricType: \"Utilization\"",
                        "      metadata:",
                        "        value: \"70\"",
                        "        containerName: \"web\"",
                        "    - type: \"memory\"",
                        "      metricType: \"AverageValue\"",
                        "      metadata:",
                        "        value: \"500000000\"");
    }

    @Test
    void whatKedaMadeIsNotTakenOverAgainAndAPatchOfItSaysWhoSetsItBack() {
        assertThat(manifests("keda-hpa-cart", true).scaledObjectYaml())
                .doesNotContain("transfer-hpa-ownership");
        assertThat(manifests("keda-hpa-cart", true).patchYaml())
                .startsWith("# KEDA made autoscaler keda-hpa-cart and sets it back");
    }

    @Test
    void aPlotShowsEachOfTheThreeAndEscapesItsTitle() {
        SideBySide days = new SideBySide(timeline(3), timeline(2), timeline(5), 5);

        String svg = ScalingPlot.svg("shop/<cart>", days);

        assertThat(svg)
                .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\"")
                .contains("shop/&lt;cart&gt;", "none (5)", "as it is", "advised")
                .endsWith("</svg>\n");
        assertThat(svg.split("<polyline", -1)).hasSize(4);
        assertThat(ScalingPlot.svg("x", new SideBySide(null, timeline(2), timeline(5), 5)))
                .doesNotContain("as it is");
    }

    private static Timeline timeline(int replicas) {
        return new Timeline(
                new Outcome(600, 1, 0, 0, 600.0 * replicas, 1, 2, 0, 0, 0, replicas),
                List.of(
                        new Timeline.Point(300, 1, 1, replicas),
                        new Timeline.Point(600, 1, 1, replicas)));
    }

    private static ScalingManifests manifests(@Nullable String autoscaler, boolean ofKeda) {
        return new ScalingManifests(CART, autoscaler, ofKeda, HpaSpec.ofCpu(2, 20, 70), FLOOR);
    }

    private static FloorSchedule floor() {
        int[] hours = new int[24];
        for (int hour = 0; hour < hours.length; hour++) {
            hours[hour] = hour == 12 ? 9 : hour >= 8 && hour < 22 ? 5 : 1;
        }
        return new FloorSchedule(FloorSchedule.DAY_SECONDS, hours);
    }
}
