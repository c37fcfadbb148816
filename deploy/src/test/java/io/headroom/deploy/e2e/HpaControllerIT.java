package io.headroom.deploy.e2e;

import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.cluster.ControlPlane.Part;
import io.headroom.deploy.e2e.ScaledWorkload.Step;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.hpa.MetricTarget.Utilization;
import io.headroom.recommender.scale.hpa.ScalingPolicy;
import io.headroom.recommender.scale.hpa.ScalingRules;
import io.headroom.recommender.scale.hpa.ScalingRules.Select;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our controller of HorizontalPodAutoscalers beside the one of Kubernetes, which nobody here wrote:
 * both see the pods and the samples of one cluster, and must move the same workloads to the same
 * numbers at the same looks, give or take one.
 */
class HpaControllerIT {
    private static final int PERCENT = 50;

    /** A pod at its target, a little below so that noise adds no replica. */
    private static final int EACH = 97;

    @TempDir static Path directory;

    @Test
    @Timeout(600)
    void bothMoveAlikeForThreeMinutes() throws IOException {
        assertAgree(1, Duration.ofMinutes(3));
    }

    @Test
    @Tag("slow")
    @Timeout(1_200)
    void bothMoveAlikeForTenMinutes() throws IOException {
        assertAgree(10 / 3.0, Duration.ofMinutes(10));
    }

    private static void assertAgree(double stretch, Duration length) throws IOException {
        Path policy = Files.writeString(directory.resolve("policy.yaml"), SyncTimes.POLICY);
        Path log = directory.resolve("audit-" + length + ".log");
        List<ScaledWorkload> workloads = workloads(stretch);
        try (ControlPlane plane =
                ControlPlane.start(
                        EnumSet.complementOf(EnumSet.of(Part.VPA_RECOMMENDER)),
                        "--audit-policy-file=" + policy,
                        "--audit-log-path=" + log)) {
            ScaledCluster cluster = new ScaledCluster(plane, workloads);
            cluster.start();
            cluster.pass(length);
            SoftAssertions softly = new SoftAssertions();

            for (ScaledWorkload workload : workloads) {
                List<Instant> times = new SyncTimes(log).of(cluster.namespace(), workload.name());
                Agreement agreement = Agreement.of(workload, times, cluster.seen());
                Course real = Agreement.real(workload, times, cluster.seen());
                Course alone = Agreement.alone(workload, times, cluster.seen());
                Course replayed = Rehearsal.of(workload, times, cluster.seen());
                System.out.println(agreement);
                // the replay looks every 15 s: a machine that is too busy for that fails here
                System.out.println("  looks at most " + longest(times) + " apart");
                System.out.println("  the controller's " + real.moves());
                System.out.println("  ours alone       " + alone.moves());
                System.out.println("  the replay's     " + replayed.moves());
                softly.assertThat(agreement.apart()).as(agreement.name()).isEmpty();
                softly.assertThat(real.apartFrom(alone))
                        .as("the controller's moves of %s, and ours alone", workload.name())
                        .isEmpty();
                softly.assertThat(real.apartFrom(replayed))
                        .as("the controller's moves of %s, and the replay's", workload.name())
                        .isEmpty();
                softly.assertThat(agreement.looks())
                        .as("looks at " + workload.name())
                        .isGreaterThanOrEqualTo((int) (length.toSeconds() / 15 * 2 / 3));
                softly.assertThat(agreement.moves())
                        .as("moves of " + workload.name())
                        .isBetween(workload.leastMoves(), workload.mostMoves());
                if (workload.leastMoves() > 1) {
                    // or else nothing that is asked above would mean anything
                    ScaledWorkload other = workload.with(withTarget(workload.spec()));
                    softly.assertThat(Agreement.of(other, times, cluster.seen()).apart())
                            .as("an autoscaler of " + workload.name() + " with another target")
                            .isNotEmpty();
                    softly.assertThat(real.apartFrom(Rehearsal.of(other, times, cluster.seen())))
                            .as("a replay of " + workload.name() + " with another target")
                            .isNotEmpty();
                }
            }
            softly.assertAll();
        }
    }

    private static Duration longest(List<Instant> times) {
        return IntStream.range(1, times.size())
                .mapToObj(look -> Duration.between(times.get(look - 1), times.get(look)))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private static HpaSpec withTarget(HpaSpec spec) {
        List<HpaMetric> metrics = new ArrayList<>(spec.metrics());
        metrics.set(0, new HpaMetric.Resource(HpaMetric.CPU, new Utilization(PERCENT * 13 / 10)));
        return spec.withMetrics(metrics);
    }

    private static List<ScaledWorkload> workloads(double stretch) {
        // between two looks: which ones a window or a period holds is no matter of milliseconds
        Duration window = Duration.ofSeconds((long) (25 * stretch));
        Duration half = Duration.ofSeconds((long) (10 * stretch));
        return List.of(
                new ScaledWorkload(
                        "ramp",
                        cpu(2, 12, Behavior.DEFAULT.withWindows(Duration.ZERO, window)),
                        2,
                        List.of(
                                step(0, 2, stretch),
                                step(25, 4, stretch),
                                step(75, 7, stretch),
                                step(125, 10, stretch)),
                        3,
                        8),
                new ScaledWorkload(
                        "spike",
                        cpu(
                                2,
                                20,
                                new Behavior(
                                        rules(Duration.ZERO, Select.MAX, pods(3, 20)),
                                        rules(half, Select.MIN, percent(50, 20), pods(4, 40)))),
                        2,
                        List.of(step(0, 2, stretch), step(30, 10, stretch), step(110, 2, stretch)),
                        4,
                        14),
                new ScaledWorkload(
                        "decay",
                        cpu(
                                1,
                                10,
                                new Behavior(
                                        rules(half, Select.MAX, pods(4, 20)),
                                        rules(Duration.ZERO, Select.MAX, pods(2, 40)))),
                        8,
                        List.of(
                                step(0, 8, stretch),
                                step(30, 5, stretch),
                                step(80, 3, stretch),
                                step(125, 2, stretch)),
                        3,
                        10),
                new ScaledWorkload(
                        "plateau",
                        cpu(1, 10, Behavior.DEFAULT.withWindows(Duration.ZERO, Duration.ZERO)),
                        4,
                        List.of(
                                new Step(Duration.ZERO, 392, 100),
                                new Step(stretched(40, stretch), 412, 100),
                                new Step(stretched(110, stretch), 388, 100)),
                        0,
                        0),
                new ScaledWorkload(
                        "wide",
                        cpu(
                                1,
                                12,
                                new Behavior(
                                        new ScalingRules(
                                                Duration.ZERO,
                                                Select.MAX,
                                                List.of(percent(100, 20)),
                                                0.35),
                                        rules(window, Select.DISABLED))),
                        4,
                        List.of(
                                new Step(Duration.ZERO, 392, 100),
                                new Step(stretched(30, stretch), 480, 100),
                                new Step(stretched(100, stretch), 680, 100)),
                        1,
                        2),
                new ScaledWorkload(
                        "two",
                        new HpaSpec(
                                2,
                                10,
                                List.of(
                                        new HpaMetric.Resource(
                                                HpaMetric.CPU, new Utilization(PERCENT)),
                                        new HpaMetric.Resource(
                                                HpaMetric.MEMORY,
                                                new AverageValue((100L << 20) * 1_000))),
                                Behavior.DEFAULT.withWindows(Duration.ZERO, half)),
                        3,
                        List.of(
                                new Step(Duration.ZERO, 3 * EACH, 290),
                                new Step(stretched(30, stretch), 3 * EACH, 580),
                                new Step(stretched(90, stretch), 3 * EACH, 290),
                                new Step(stretched(125, stretch), 5 * EACH, 290)),
                        2,
                        8),
                new ScaledWorkload(
                        "plain",
                        cpu(2, 12, null),
                        2,
                        List.of(
                                step(0, 2, stretch),
                                step(30, 5, stretch),
                                step(60, 9, stretch),
                                step(75, 2, stretch)),
                        2,
                        8));
    }

    private static HpaSpec cpu(int min, int max, @Nullable Behavior behavior) {
        HpaSpec spec = HpaSpec.ofCpu(min, max, PERCENT);
        return behavior == null ? spec : spec.withBehavior(behavior);
    }

    private static Step step(int seconds, int replicas, double stretch) {
        return new Step(stretched(seconds, stretch), replicas * EACH, 100);
    }

    private static Duration stretched(int seconds, double stretch) {
        return Duration.ofSeconds((long) (seconds * stretch));
    }

    private static ScalingRules rules(Duration window, Select select, ScalingPolicy... policies) {
        return new ScalingRules(window, select, List.of(policies), null);
    }

    private static ScalingPolicy pods(int value, int seconds) {
        return new ScalingPolicy(ScalingPolicy.Type.PODS, value, Duration.ofSeconds(seconds));
    }

    private static ScalingPolicy percent(int value, int seconds) {
        return new ScalingPolicy(ScalingPolicy.Type.PERCENT, value, Duration.ofSeconds(seconds));
    }
}
