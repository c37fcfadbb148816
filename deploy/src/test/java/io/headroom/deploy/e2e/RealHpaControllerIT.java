package io.headroom.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.e2e.Looks.Look;
import io.headroom.deploy.e2e.Looks.Result;
import io.headroom.deploy.e2e.Looks.Sample;
import io.headroom.deploy.e2e.ScaledWorkloads.Scripted;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.hpa.ScalingPolicy;
import io.headroom.recommender.scale.hpa.ScalingPolicy.Type;
import io.headroom.recommender.scale.hpa.ScalingRules;
import io.headroom.recommender.scale.hpa.ScalingRules.Select;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The algorithm against Kubernetes' own controller, which scales five workloads whose load goes up,
 * spikes, decays, stays within the tolerance, and is of two resources. Every look of the controller
 * is computed again from the same samples.
 */
class RealHpaControllerIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration QUARTER_MINUTE = Duration.ofSeconds(15);

    /** Samples that are too late for a look are the machine's, not the algorithm's. */
    private static final double MATCHED = 0.8;

    @Test
    void theAlgorithmDoesWhatTheControllerDoes() {
        check(Duration.ofSeconds(150), Duration.ofSeconds(30), 0);
    }

    /** With the window for scaling down that there is where nobody set one. */
    @Test
    @Tag("slow")
    void theAlgorithmDoesWhatTheControllerDoesForTenMinutes() {
        check(Duration.ofMinutes(10), Duration.ofMinutes(1), 1);
    }

    private static void check(Duration length, Duration window, int run) {
        ControlPlane plane = ControlPlane.full();
        String namespace = plane.newNamespace("scaled-" + run);
        new KwokWorkloads(plane.admin(), namespace).addNodes();
        List<Scripted> scripts = scripts(window);
        ScaledWorkloads workloads = new ScaledWorkloads(plane.admin(), namespace, scripts);
        Map<String, List<Look>> looks = new ConcurrentHashMap<>();
        List<Sample> samples = new CopyOnWriteArrayList<>();
        workloads.add();

        try (ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();
                SharedIndexInformer<HorizontalPodAutoscaler> _ =
                        plane.admin()
                                .autoscaling()
                                .v2()
                                .horizontalPodAutoscalers()
                                .inNamespace(namespace)
                                .inform(remembering(looks))) {
            samples.add(sample(plane.admin(), namespace));
            var _ =
                    sampler.scheduleWithFixedDelay(
                            () -> samples.add(sample(plane.admin(), namespace)),
                            0,
                            250,
                            TimeUnit.MILLISECONDS);
            workloads.scale();
            Instant start = Instant.now();
            await().atMost(length.plusMinutes(1))
                    .pollInterval(SECOND)
                    .until(() -> {
                        Duration elapsed = Duration.between(start, Instant.now());
                        workloads.use(
                                (double) elapsed.toMillis() / length.toMillis(),
                                elapsed.toSeconds() / 5,
                                samples.getLast().pods());
                        return elapsed.compareTo(length) > 0;
                    });
            sampler.shutdownNow();
        } finally {
            workloads.remove();
        }
        System.out.println(samples.size() + " samples in " + length);

        List<Result> results = new ArrayList<>();
        for (Scripted script : scripts) {
            Result result =
                    new Looks(script.name(), script.spec(), script.replicas())
                            .compare(looks.getOrDefault(script.name(), List.of()), samples);
            results.add(result);
            System.out.println(result.line());
        }
        assertThat(results)
                .allSatisfy(result -> {
                    assertThat(result.disputed()).as(result.toString()).isEmpty();
                    assertThat(result.looks())
                            .as(result.name())
                            .isGreaterThan((int) (length.dividedBy(QUARTER_MINUTE) / 2));
                    assertThat((double) result.matched() / result.looks())
                            .as(result.toString())
                            .isGreaterThanOrEqualTo(MATCHED);
                });
        assertThat(moves(results, "plateau")).isEmpty();
        for (String moving : List.of("ramp", "spike", "decay", "two")) {
            assertThat(moves(results, moving)).as(moving).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    private static List<Looks.Move> moves(List<Result> results, String name) {
        return results.stream()
                .filter(result -> result.name().equals(name))
                .findFirst()
                .orElseThrow()
                .controller();
    }

    private static Sample sample(KubernetesClient client, String namespace) {
        return new Sample(
                Instant.now(),
                client.pods().inNamespace(namespace).list().getItems(),
                client.top().pods().metrics(namespace).getItems());
    }

    private static ResourceEventHandler<HorizontalPodAutoscaler> remembering(
            Map<String, List<Look>> looks) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(HorizontalPodAutoscaler object) {
                // without a status yet
            }

            @Override
            public void onUpdate(HorizontalPodAutoscaler before, HorizontalPodAutoscaler now) {
                if (!before.getStatus().equals(now.getStatus())) {
                    looks.computeIfAbsent(
                                    now.getMetadata().getName(), _ -> new CopyOnWriteArrayList<>())
                            .add(new Look(Instant.now(), now));
                }
            }

            @Override
            public void onDelete(HorizontalPodAutoscaler object, boolean finalStateUnknown) {
                // over
            }
        };
    }

    private static List<Scripted> scripts(Duration window) {
        DoubleUnaryOperator steadyMemory = _ -> 128;
        return List.of(
                // without behavior: the older rules
                new Scripted(
                        "ramp",
                        2,
                        HpaSpec.ofCpu(1, 12, 60),
                        over -> over < 0.15 ? 120 : over < 0.35 ? 220 : over < 0.6 ? 340 : 500,
                        steadyMemory),
                new Scripted(
                        "spike",
                        2,
                        new HpaSpec(
                                2,
                                20,
                                List.of(
                                        new HpaMetric.Resource(
                                                HpaMetric.CPU, new MetricTarget.AverageValue(50))),
                                new Behavior(
                                        rules(Duration.ZERO, Type.PODS, 3, QUARTER_MINUTE),
                                        rules(QUARTER_MINUTE, Type.PERCENT, 50, QUARTER_MINUTE))),
                        over -> over >= 0.2 && over < 0.5 ? 600 : 100,
                        steadyMemory),
                new Scripted(
                        "decay",
                        8,
                        HpaSpec.ofCpu(1, 10, 50)
                                .withBehavior(
                                        new Behavior(
                                                rules(QUARTER_MINUTE, Type.PODS, 4, QUARTER_MINUTE),
                                                rules(window, Type.PERCENT, 100, QUARTER_MINUTE))),
                        over -> over < 0.15 ? 400 : over < 0.4 ? 200 : over < 0.65 ? 100 : 50,
                        _ -> 512),
                new Scripted(
                        "plateau",
                        3,
                        HpaSpec.ofCpu(1, 10, 60),
                        over -> over < 0.3 ? 187 : over < 0.6 ? 173 : 180,
                        steadyMemory),
                new Scripted(
                        "two",
                        3,
                        new HpaSpec(
                                2,
                                12,
                                List.of(
                                        new HpaMetric.Resource(
                                                HpaMetric.CPU, new MetricTarget.Utilization(60)),
                                        new HpaMetric.Resource(
                                                HpaMetric.MEMORY,
                                                new MetricTarget.AverageValue(64_000L << 20))),
                                new Behavior(
                                        rules(Duration.ZERO, Type.PERCENT, 100, QUARTER_MINUTE),
                                        rules(window, Type.PODS, 2, QUARTER_MINUTE))),
                        over -> over < 0.6 ? 180 : 300,
                        over -> over < 0.3 ? 192 : over < 0.6 ? 450 : 150));
    }

    private static ScalingRules rules(Duration window, Type type, int value, Duration period) {
        return new ScalingRules(
                window, Select.MAX, List.of(new ScalingPolicy(type, value, period)), null);
    }
}
