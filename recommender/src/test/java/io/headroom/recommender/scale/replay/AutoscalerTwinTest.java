package io.headroom.recommender.scale.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerMemory;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.Decision;
import io.headroom.recommender.scale.hpa.HpaController;
import io.headroom.recommender.scale.hpa.HpaController.Observation;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricReading;
import io.headroom.recommender.scale.hpa.MetricReading.PerPod;
import io.headroom.recommender.scale.hpa.MetricReading.PodMetric;
import io.headroom.recommender.scale.hpa.MetricReading.Total;
import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.hpa.MetricTarget.Utilization;
import io.headroom.recommender.scale.hpa.MetricTarget.Value;
import io.headroom.recommender.scale.hpa.ObservedPod;
import io.headroom.recommender.scale.hpa.ObservedPod.Phase;
import io.headroom.recommender.scale.hpa.ObservedPod.Readiness;
import io.headroom.recommender.scale.hpa.ScalingPolicy;
import io.headroom.recommender.scale.hpa.ScalingRules;
import io.headroom.recommender.scale.hpa.ScalingRules.Select;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The quick twin decides as the controller does, look for look. */
class AutoscalerTwinTest {
    private static final ControllerSettings SETTINGS = ControllerSettings.DEFAULT;
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final int SYNCS = 400;
    private static final int MOST_PODS = 60;

    static IntStream seeds() {
        return IntStream.range(0, 80);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void decidesAsTheControllerDoes(int seed) {
        decides(seed, SYNCS);
    }

    /** What it remembers stays, and counts for as long as the new settings say. */
    @ParameterizedTest
    @MethodSource("seeds")
    void decidesAsTheControllerDoesWhenItsSettingsChange(int seed) {
        decides(seed, 40);
    }

    /**
     * Looks again and again.
     *
     * @param change after so many looks it goes by other settings
     */
    private static void decides(int seed, int change) {
        SplittableRandom random = new SplittableRandom(seed);
        long request = 1_000_000L * random.nextInt(1, 9);
        HpaSpec spec = spec(random, request);
        HpaController controller = new HpaController(SETTINGS);
        Autoscaler twin = new Autoscaler(SETTINGS);
        Demand outside = outside(random);
        Signal[] signals =
                spec.metrics().stream()
                        .map(metric ->
                                new Signal(
                                        metric,
                                        request / 1_000.0,
                                        metric.isKnownWithoutPods() ? outside : null))
                        .toArray(Signal[]::new);
        twin.follow(spec, signals);
        ControllerMemory memory = ControllerMemory.NONE;
        int current = Math.max(1, spec.minReplicas());
        int ready = current;
        double load = 3.0 * request;
        for (int sync = 0; sync < SYNCS; sync++) {
            if (sync > 0 && sync % change == 0) {
                spec = spec(random, request).withMetrics(spec.metrics());
                twin.follow(spec, signals);
            }
            load = Math.clamp(load * Math.exp(random.nextGaussian(0, 0.3)), 1.0, 80.0 * request);
            // a whole number for each pod, which is how the controller reads it
            long each = ready == 0 ? 0 : (long) Math.min(load / ready, 1.5 * request);
            for (Signal signal : signals) {
                signal.measure(sync, (double) each * ready / 1_000, ready);
            }

            Decision decision =
                    controller.reconcile(
                            spec,
                            observation(spec, current, ready, each, request, outside.amount(sync)),
                            memory,
                            START.plusSeconds(15L * sync));
            int wanted =
                    twin.reconcile(
                            15.0 * sync, current, ready, spec.minReplicas(), spec.maxReplicas());

            assertThat(wanted)
                    .as("seed %d, look %d, %d of %d ready, %s", seed, sync, ready, current, spec)
                    .isEqualTo(decision.replicas());
            memory = decision.memory();
            current = wanted;
            ready = Math.min(current, ready + random.nextInt(3));
        }
    }

    private static Observation observation(
            HpaSpec spec, int pods, int ready, long each, long request, double outside) {
        Instant old = START.minus(Duration.ofHours(1));
        List<ObservedPod> all = new ArrayList<>();
        Map<String, PodMetric> metrics = new HashMap<>();
        for (int i = 0; i < pods; i++) {
            boolean serves = i < ready;
            all.add(
                    new ObservedPod(
                            "pod-" + i,
                            serves ? Phase.RUNNING : Phase.PENDING,
                            false,
                            serves ? old : null,
                            serves ? new Readiness(true, old) : null,
                            Map.of("one", Map.of("cpu", request)),
                            Map.of()));
            if (serves) {
                metrics.put("pod-" + i, new PodMetric(each, START, Duration.ofSeconds(15)));
            }
        }
        List<MetricReading> readings =
                spec.metrics().stream()
                        .<MetricReading>map(metric ->
                                metric.isKnownWithoutPods()
                                        ? new Total(List.of((long) (outside * 1_000 + 1e-9)))
                                        : new PerPod(metrics))
                        .toList();
        return new Observation(pods, pods, all, readings);
    }

    private static Demand outside(SplittableRandom random) {
        Demand.Builder outside = Demand.withStep(Duration.ofSeconds(15));
        double amount = 10;
        for (int sync = 0; sync < SYNCS; sync++) {
            amount = Math.clamp(amount * Math.exp(random.nextGaussian(0, 0.2)), 0.5, 80.0);
            outside.add(START.getEpochSecond() + 15L * (sync + 1), amount);
        }
        return outside.build();
    }

    private static HpaSpec spec(SplittableRandom random, long request) {
        int min = random.nextInt(1, 10);
        List<HpaMetric> metrics = new ArrayList<>();
        metrics.add(
                new HpaMetric.Resource(
                        "cpu",
                        random.nextBoolean()
                                ? new Utilization(random.nextInt(20, 120))
                                : new AverageValue(request * random.nextInt(2, 10) / 10)));
        if (random.nextInt(3) == 0) {
            metrics.add(
                    new HpaMetric.External(
                            "queue",
                            null,
                            random.nextBoolean() ? new Value(8_000) : new AverageValue(3_000)));
        }
        return new HpaSpec(
                min,
                min + random.nextInt(MOST_PODS),
                metrics,
                random.nextInt(4) == 0 ? null : new Behavior(rules(random), rules(random)));
    }

    private static ScalingRules rules(SplittableRandom random) {
        List<ScalingPolicy> policies = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            policies.add(
                    new ScalingPolicy(
                            random.nextBoolean()
                                    ? ScalingPolicy.Type.PODS
                                    : ScalingPolicy.Type.PERCENT,
                            random.nextInt(1, 120),
                            Duration.ofSeconds(random.nextInt(1, 300))));
        }
        return new ScalingRules(
                Duration.ofSeconds(random.nextInt(400)),
                random.nextInt(8) == 0
                        ? Select.DISABLED
                        : List.of(Select.MAX, Select.MIN).get(random.nextInt(2)),
                policies,
                random.nextBoolean() ? null : random.nextDouble(0.3));
    }
}
