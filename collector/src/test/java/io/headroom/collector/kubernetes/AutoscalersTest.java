package io.headroom.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.headroom.model.WorkloadRef;
import io.headroom.model.inventory.AutoscalerBehavior;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.AutoscalerState.Metric;
import io.headroom.model.inventory.AutoscalerState.Reading;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutoscalersTest {

    @Test
    void everyKindOfMetricIsReadWithWhatItIsOf() {
        assertThat(
                        read("""
                        minReplicas: 2
                        maxReplicas: 9
                        metrics:
                        - type: Resource
                          resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}
                        - type: ContainerResource
                          containerResource:
                            name: memory
                            container: web
                            target: {type: AverageValue, averageValue: 512Mi}
                        - type: Pods
                          pods:
                            metric: {name: queued}
                            target: {type: AverageValue, averageValue: 2500m}
                        - type: Object
                          object:
                            describedObject: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: main}
                            metric:
                              name: requests
                              selector: {matchLabels: {verb: GET, host: a}}
                            target: {type: Value, value: 2k}
                        - type: Object
                          object:
                            describedObject: {apiVersion: v1, kind: Service, name: main}
                            metric: {name: requests}
                            target: {type: AverageValue, averageValue: '100'}
                        - type: External
                          external:
                            metric:
                              name: lag
                              selector:
                                matchLabels: {topic: orders}
                                matchExpressions:
                                - {key: group, operator: In, values: [a, b]}
                                - {key: zone, operator: NotIn, values: [x]}
                                - {key: old, operator: DoesNotExist}
                                - {key: up, operator: Exists}
                            target: {type: Value, value: '30'}
                        """)
                                .metrics())
                .containsExactly(
                        new Metric("Resource", "cpu", null, "Utilization", 60),
                        new Metric(
                                "ContainerResource",
                                "memory",
                                "web",
                                "AverageValue",
                                512.0 * 1024 * 1024),
                        new Metric("Pods", "queued", null, "AverageValue", 2.5),
                        new Metric(
                                "Object",
                                "requests",
                                null,
                                "Value",
                                2_000,
                                "Ingress.v1.networking.k8s.io/main",
                                "host=a,verb=GET"),
                        new Metric(
                                "Object",
                                "requests",
                                null,
                                "AverageValue",
                                100,
                                "Service.v1/main",
                                null),
                        new Metric(
                                "External",
                                "lag",
                                null,
                                "Value",
                                30,
                                null,
                                "topic=orders,group in (a,b),zone notin (x),!old,up"));
    }

    @Test
    void metricsThatNobodyKnowsAndThoseWithoutATargetAreKept() {
        assertThat(
                        read("""
                        maxReplicas: 9
                        metrics:
                        - type: Weather
                          weather: {place: here}
                        - type: Pods
                          pods: {metric: {name: queued}}
                        - type: Resource
                          resource: {name: cpu, target: {type: Utilization}}
                        - {}
                        """)
                                .metrics())
                .containsExactly(
                        new Metric("Weather", "", null, Metric.NO_TARGET, 0),
                        new Metric("Pods", "queued", null, Metric.NO_TARGET, 0),
                        new Metric("Resource", "cpu", null, Metric.NO_TARGET, 0),
                        new Metric("", "", null, Metric.NO_TARGET, 0));
    }

    @Test
    void behaviorIsReadAsItIsWrittenWithoutDefaults() {
        assertThat(
                        read("""
                        maxReplicas: 9
                        behavior:
                          scaleUp:
                            stabilizationWindowSeconds: 0
                            selectPolicy: Min
                            policies:
                            - {type: Pods, value: 4, periodSeconds: 15}
                            - {type: Percent, value: 50, periodSeconds: 60}
                            tolerance: 50m
                          scaleDown: {selectPolicy: Disabled}
                        """)
                                .behavior())
                .isEqualTo(
                        new AutoscalerBehavior(
                                new AutoscalerBehavior.Rules(
                                        0,
                                        "Min",
                                        List.of(
                                                new AutoscalerBehavior.Policy("Pods", 4, 15),
                                                new AutoscalerBehavior.Policy("Percent", 50, 60)),
                                        0.05),
                                new AutoscalerBehavior.Rules(null, "Disabled", List.of(), null)));
        assertThat(read("maxReplicas: 9").behavior()).isNull();
    }

    @Test
    void theStatusIsReadWithConditionsAndReadings() {
        AutoscalerState state =
                read(
                        """
                        maxReplicas: 9
                        """,
                        """
                        currentReplicas: 3
                        desiredReplicas: 4
                        lastScaleTime: '2026-03-02T11:50:00Z'
                        conditions:
                        - type: ScalingActive
                          status: 'False'
                          reason: FailedGetResourceMetric
                          message: 'missing request for cpu in container proxy of Pod web-1'
                          lastTransitionTime: '2026-03-02T11:00:00Z'
                        currentMetrics:
                        - type: Resource
                          resource: {name: cpu, current: {averageUtilization: 82, averageValue: 205m}}
                        - type: ContainerResource
                          containerResource: {name: cpu, container: web, current: {averageValue: 1}}
                        - type: External
                          external: {metric: {name: lag}, current: {value: 1850500m}}
                        - type: Pods
                          pods: {metric: {name: queued}, current: {averageValue: '7'}}
                        - type: Object
                          object:
                            describedObject: {kind: Service, name: main}
                            metric: {name: requests}
                            current: {value: '0'}
                        - type: ''
                        """);

        assertThat(state.currentReplicas()).isEqualTo(3);
        assertThat(state.desiredReplicas()).isEqualTo(4);
        assertThat(state.lastScaleTime()).isEqualTo(Instant.parse("2026-03-02T11:50:00Z"));
        assertThat(state.conditions())
                .containsExactly(
                        new AutoscalerState.Condition(
                                "ScalingActive",
                                "False",
                                "FailedGetResourceMetric",
                                "missing request for cpu in container proxy of Pod web-1",
                                Instant.parse("2026-03-02T11:00:00Z")));
        assertThat(state.currentMetrics())
                .containsExactly(
                        new Reading("Resource", "cpu", null, 82, 0.205, null),
                        new Reading("ContainerResource", "cpu", "web", null, 1.0, null),
                        new Reading("External", "lag", null, null, null, 1_850.5),
                        new Reading("Pods", "queued", null, null, 7.0, null),
                        new Reading("Object", "requests", null, null, null, 0.0),
                        new Reading("", "", null, null, null, null));
    }

    @Test
    void anAutoscalerKnowsWhatMadeItAndWhatItScales() {
        AutoscalerState state = read("maxReplicas: 9");

        assertThat(state.target()).isEqualTo(new WorkloadRef("shop", "Deployment", "apps", "web"));
        assertThat(state.minReplicas()).isOne();
        assertThat(state.managedBy()).isEqualTo("ScaledObject.keda.sh/web");
        assertThat(state.createdAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        assertThat(state.currentReplicas()).isNull();
        assertThat(state.conditions()).isEmpty();
    }

    private static AutoscalerState read(String spec) {
        return read(spec, "");
    }

    private static AutoscalerState read(String spec, String status) {
        String text =
                """
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata:
                  name: keda-hpa-web
                  namespace: shop
                  creationTimestamp: '2026-03-01T12:00:00Z'
                  ownerReferences:
                  - {apiVersion: keda.sh/v1alpha1, kind: ScaledObject, name: web, uid: u, controller: true}
                spec:
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                """
                        + spec.indent(2)
                        + (status.isEmpty() ? "" : "status:\n" + status.indent(2));
        return Autoscalers.of(Serialization.unmarshal(text, HorizontalPodAutoscaler.class))
                .orElseThrow();
    }
}
