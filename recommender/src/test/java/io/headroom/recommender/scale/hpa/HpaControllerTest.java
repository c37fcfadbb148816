package io.headroom.recommender.scale.hpa;

import static io.headroom.recommender.scale.hpa.Cases.NOW;
import static io.headroom.recommender.scale.hpa.Cases.SETTINGS;
import static io.headroom.recommender.scale.hpa.Cases.cells;
import static io.headroom.recommender.scale.hpa.Cases.perPod;
import static io.headroom.recommender.scale.hpa.Cases.pods;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.recommender.scale.hpa.ControllerMemory.Change;
import io.headroom.recommender.scale.hpa.Decision.Cause;
import io.headroom.recommender.scale.hpa.Decision.Limit;
import io.headroom.recommender.scale.hpa.HpaController.Observation;
import io.headroom.recommender.scale.hpa.HpaMetric.External;
import io.headroom.recommender.scale.hpa.HpaMetric.Resource;
import io.headroom.recommender.scale.hpa.MetricReading.Total;
import io.headroom.recommender.scale.hpa.MetricReading.Unavailable;
import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.hpa.MetricTarget.Utilization;
import io.headroom.recommender.scale.hpa.MetricTarget.Value;
import io.headroom.recommender.scale.hpa.ScalingRules.Select;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HpaControllerTest {
    private static final HpaMetric QUEUE = new External("queue", null, new Value(1_000));

    /** Nothing that still counts, so that the number of now is not taken for a proposal. */
    private static final ControllerMemory LONG_AGO =
            new ControllerMemory(
                    List.of(new Change(1, NOW.minus(Duration.ofHours(1)))), List.of(), List.of());

    private final HpaController controller = new HpaController(SETTINGS);

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # what                      | min | max | now | there | % | pods      | cores    | millicores     | then | limit | cause
                    stays at its minimum        | 2 | 5   | 3  | 3 | 90 | R R R     | .9 1 1.1 | 10 95 10       | 2  | TOO_FEW_REPLICAS  | READY_FOR_NEW_SCALE
                    does nothing at zero        | 3 | 5   | 0  | 0 | 90 |           | 1        |                | 0  | NONE              | SCALING_DISABLED
                    goes up to its minimum      | 3 | 5   | 2  | 2 | 90 | R R       | 1        | 100 100        | 3  | NONE              | BELOW_MIN
                    goes down to its maximum    | 2 | 5   | 10 | 10 | 90 | R R       | 1        | 100 100        | 5  | NONE              | ABOVE_MAX
                    stays at its maximum        | 2 | 5   | 3  | 3 | 90 | R R R     | .9 1 1.1 | 8000 9500 1000 | 5  | TOO_MANY_REPLICAS | READY_FOR_NEW_SCALE
                    a surge is not counted      | 1 | 100 | 4  | 5 | 50 | R R R R R | 1        | 500 500 500 500 500 | 4 | NONE         | READY_FOR_NEW_SCALE
                    nobody measures             | 1 | 100 | 3  | 3 | 50 | R R R     | 1        | - - -          | 3  | NONE              | FAILED_GET_METRIC
                    """)
    void looksAtAnAutoscaler(
            String what,
            int min,
            int max,
            int current,
            int there,
            int percent,
            String states,
            String cores,
            String levels,
            int replicas,
            Limit limit,
            Cause cause) {
        Decision decision =
                controller.reconcile(
                        HpaSpec.ofCpu(min, max, percent),
                        new Observation(
                                current,
                                there,
                                pods(states, cells(cores)),
                                List.of(perPod(levels, 2))),
                        LONG_AGO,
                        NOW);

        assertThat(decision.replicas()).isEqualTo(replicas);
        assertThat(decision.limit()).isEqualTo(limit);
        assertThat(decision.cause()).isEqualTo(cause);
    }

    @ParameterizedTest
    @CsvSource({"100, 24, SCALE_UP_LIMIT", "20, 20, TOO_MANY_REPLICAS"})
    void goesUpNoFasterThanItsPolicies(int max, int replicas, Limit limit) {
        HpaSpec spec =
                HpaSpec.ofCpu(1, max, 10)
                        .withBehavior(
                                up(
                                        new ScalingPolicy(
                                                ScalingPolicy.Type.PERCENT,
                                                700,
                                                Duration.ofMinutes(1))));

        Decision decision =
                controller.reconcile(
                        spec,
                        new Observation(
                                3,
                                3,
                                pods("R R R", List.of(".1")),
                                List.of(perPod("100 200 300", 2))),
                        ControllerMemory.NONE,
                        NOW);

        assertThat(decision.replicas()).isEqualTo(replicas);
        assertThat(decision.limit()).isEqualTo(limit);
    }

    @ParameterizedTest
    @CsvSource({"3, 300 400 500, 4, READY_FOR_NEW_SCALE", "5, 100 100 100, 5, FAILED_GET_METRIC"})
    void doesNotGoDownWhileOneOfItsMetricsFails(
            int current, String levels, int replicas, Cause cause) {
        HpaSpec spec =
                HpaSpec.ofCpu(1, 10, 30)
                        .withMetrics(List.of(new Resource("cpu", new Utilization(30)), QUEUE));

        Decision decision =
                controller.reconcile(
                        spec,
                        new Observation(
                                current,
                                current,
                                pods("R R R", List.of("1")),
                                List.of(perPod(levels, 2), new Unavailable("no such metric"))),
                        ControllerMemory.NONE,
                        NOW);

        assertThat(decision.replicas()).isEqualTo(replicas);
        assertThat(decision.cause()).isEqualTo(cause);
    }

    @Test
    void theHighestOfItsMetricsWins() {
        HpaSpec spec =
                HpaSpec.ofCpu(1, 10, 50)
                        .withMetrics(List.of(new Resource("cpu", new Utilization(50)), QUEUE));

        Decision decision =
                controller.reconcile(
                        spec,
                        new Observation(
                                2,
                                2,
                                pods("R R", List.of("1")),
                                List.of(perPod("700 700", 2), new Total(List.of(1_800L)))),
                        ControllerMemory.NONE,
                        NOW);

        assertThat(decision.replicas()).isEqualTo(4);
        assertThat(decision.proposals())
                .containsExactly(new Proposal.Replicas(3, 70), new Proposal.Replicas(4, 1_800));
    }

    @Test
    void goesToZeroAndBackWhereItMay() {
        HpaSpec spec =
                HpaSpec.ofCpu(1, 10, 50)
                        .withMetrics(List.of(new External("queue", null, new AverageValue(5_000))))
                        .withReplicas(0, 10)
                        .withBehavior(Behavior.DEFAULT.withWindows(Duration.ZERO, Duration.ZERO));
        Decision down =
                controller.reconcile(
                        spec,
                        new Observation(
                                2, 2, pods("R R", List.of("1")), List.of(new Total(List.of(0L)))),
                        ControllerMemory.NONE,
                        NOW);
        Decision up =
                controller.reconcile(
                        spec,
                        new Observation(0, 0, List.of(), List.of(new Total(List.of(12_000L)))),
                        down.memory(),
                        NOW.plusSeconds(15));

        assertThat(down.replicas()).isZero();
        assertThat(up.replicas()).isEqualTo(3);
    }

    @Test
    void goesDownOnceNothingHigherWasProposedForFiveMinutes() {
        HpaSpec spec = HpaSpec.ofCpu(1, 10, 50).withBehavior(Behavior.DEFAULT);
        ControllerMemory memory =
                new ControllerMemory(List.of(new Change(5, NOW)), List.of(), List.of());
        Observation quiet =
                new Observation(
                        5,
                        5,
                        pods("R R R R R", List.of("1")),
                        List.of(perPod("100 100 100 100 100", 2)));

        Decision early = controller.reconcile(spec, quiet, memory, NOW.plusSeconds(299));
        Decision late = controller.reconcile(spec, quiet, memory, NOW.plusSeconds(300));

        assertThat(early.replicas()).isEqualTo(5);
        assertThat(early.cause()).isEqualTo(Cause.SCALE_DOWN_STABILIZED);
        assertThat(late.replicas()).isEqualTo(1);
    }

    @Test
    void refusesAnotherNumberOfReadingsThanOfMetrics() {
        assertThatThrownBy(() ->
                        controller.reconcile(
                                HpaSpec.ofCpu(1, 10, 50),
                                new Observation(1, 1, List.of(), List.of()),
                                ControllerMemory.NONE,
                                NOW))
                .hasMessage("1 metrics take as many readings, not 0");
    }

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void moreLoadNeverMeansFewerReplicasWhereNothingIsRemembered(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 50; i++) {
            HpaSpec spec = spec(random);
            int current = random.nextInt(1, 30);
            String states = states(random, current);
            int[] load = random.ints(current, 0, 3_000).toArray();
            boolean[] known = new boolean[current];
            for (int pod = 0; pod < current; pod++) {
                known[pod] = random.nextInt(10) > 0;
            }
            int less = replicas(spec, states, load, known);
            int[] more = load.clone();
            for (int pod = 0; pod < current; pod++) {
                more[pod] += random.nextInt(2_000);
            }

            assertThat(replicas(spec, states, more, known))
                    .as("seed %d, %s, %s", seed, spec, states)
                    .isGreaterThanOrEqualTo(less);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void staysWithinItsLimitsAndNoPolicyIsExceededInAnyWindow(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        HpaSpec spec = spec(random).withBehavior(behavior(random));
        Behavior behavior = Objects.requireNonNull(spec.behavior());
        ControllerMemory memory = ControllerMemory.NONE;
        int current = random.nextInt(spec.minReplicas(), spec.maxReplicas() + 1);
        List<Held> past = new ArrayList<>(List.of(new Held(Instant.MIN, current)));
        double load = 5_000;
        for (int sync = 0; sync < 400; sync++) {
            load = Math.clamp(load * Math.exp(random.nextGaussian(0, 0.4)), 100.0, 200_000.0);
            int each = (int) Math.min(load / current, 2_000);
            String states = "R ".repeat(current);
            int[] levels = IntStream.generate(() -> each).limit(current).toArray();
            Decision decision =
                    controller.reconcile(
                            spec, observation(states, levels, allKnown(current)), memory, at(sync));
            assertThat(decision.replicas()).isBetween(spec.minReplicas(), spec.maxReplicas());
            if (decision.replicas() > current) {
                assertThat(decision.replicas())
                        .as("seed %d, sync %d, %s", seed, sync, behavior.scaleUp())
                        .isLessThanOrEqualTo(mostAfter(past, behavior.scaleUp(), at(sync)));
            } else if (decision.replicas() < current) {
                assertThat(decision.replicas())
                        .as("seed %d, sync %d, %s", seed, sync, behavior.scaleDown())
                        .isGreaterThanOrEqualTo(leastAfter(past, behavior.scaleDown(), at(sync)));
            }
            memory = decision.memory();
            current = decision.replicas();
            past.add(new Held(at(sync), current));
        }
    }

    /** So many replicas were there from then on. */
    private record Held(Instant since, int replicas) {}

    /** How many there were when the time of a policy began. */
    private static int atStart(List<Held> past, ScalingPolicy policy, Instant now) {
        return past.stream()
                .filter(held -> !held.since().isAfter(now.minus(policy.period())))
                .reduce((_, later) -> later)
                .orElseThrow()
                .replicas();
    }

    /** How many there may be at most after a move up. */
    private static int mostAfter(List<Held> past, ScalingRules rules, Instant now) {
        IntStream most =
                rules.policies().stream()
                        .mapToInt(policy -> {
                            int start = atStart(past, policy, now);
                            return switch (policy.type()) {
                                case PODS -> start + policy.value();
                                case PERCENT -> start + hundredthsUp(start * policy.value());
                            };
                        });
        return switch (rules.select()) {
            case MAX -> most.max().orElseThrow();
            case MIN -> most.min().orElseThrow();
            case DISABLED -> throw new AssertionError("there is no scaling up");
        };
    }

    /** How many there must be at least after a move down. */
    private static int leastAfter(List<Held> past, ScalingRules rules, Instant now) {
        IntStream least =
                rules.policies().stream()
                        .mapToInt(policy -> {
                            int start = atStart(past, policy, now);
                            return switch (policy.type()) {
                                case PODS -> start - policy.value();
                                case PERCENT -> start - hundredthsUp(start * policy.value());
                            };
                        });
        return switch (rules.select()) {
            case MAX -> least.min().orElseThrow();
            case MIN -> least.max().orElseThrow();
            case DISABLED -> throw new AssertionError("there is no scaling down");
        };
    }

    /**
     * A part of a replica is a whole one; of a whole number of them upstream's arithmetic may make
     * one more, as a double can be the least bit off.
     */
    private static int hundredthsUp(int hundredths) {
        return hundredths / 100 + 1;
    }

    private int replicas(HpaSpec spec, String states, int[] load, boolean[] known) {
        return controller
                .reconcile(spec, observation(states, load, known), ControllerMemory.NONE, NOW)
                .replicas();
    }

    private static Observation observation(String states, int[] load, boolean[] known) {
        StringBuilder levels = new StringBuilder();
        for (int pod = 0; pod < load.length; pod++) {
            levels.append(known[pod] ? Integer.toString(load[pod]) : "-").append(' ');
        }
        return new Observation(
                load.length,
                load.length,
                pods(states, List.of("1")),
                List.of(perPod(levels.toString(), 2)));
    }

    private static boolean[] allKnown(int pods) {
        boolean[] known = new boolean[pods];
        Arrays.fill(known, true);
        return known;
    }

    private static Instant at(int sync) {
        return NOW.plusSeconds(15L * sync);
    }

    private static HpaSpec spec(SplittableRandom random) {
        int min = random.nextInt(1, 10);
        return HpaSpec.ofCpu(min, min + random.nextInt(200), random.nextInt(20, 120));
    }

    private static String states(SplittableRandom random, int pods) {
        StringBuilder states = new StringBuilder();
        for (int i = 0; i < pods; i++) {
            states.append("RRRRRUPHD".charAt(random.nextInt(9))).append(' ');
        }
        return states.toString();
    }

    private static Behavior behavior(SplittableRandom random) {
        return new Behavior(rules(random), rules(random));
    }

    private static ScalingRules rules(SplittableRandom random) {
        List<ScalingPolicy> policies = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            Duration period = Duration.ofSeconds(random.nextInt(1, 1_801));
            policies.add(
                    random.nextBoolean()
                            ? new ScalingPolicy(
                                    ScalingPolicy.Type.PODS, random.nextInt(1, 20), period)
                            : new ScalingPolicy(
                                    ScalingPolicy.Type.PERCENT, random.nextInt(1, 150), period));
        }
        return new ScalingRules(
                Duration.ofSeconds(15L * random.nextInt(20)),
                List.of(Select.MAX, Select.MIN, Select.DISABLED).get(random.nextInt(3)),
                policies,
                random.nextBoolean() ? null : random.nextDouble(0.3));
    }

    private static Behavior up(ScalingPolicy policy) {
        return new Behavior(
                Behavior.DEFAULT.scaleUp().withPolicies(List.of(policy)),
                Behavior.DEFAULT.scaleDown());
    }
}
