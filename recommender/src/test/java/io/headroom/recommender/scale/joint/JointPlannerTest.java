package io.headroom.recommender.scale.joint;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.joint.JointPlan.MemoryAlone;
import io.headroom.recommender.scale.joint.JointPlan.Reason;
import io.headroom.recommender.scale.joint.JointPlan.Round;
import io.headroom.recommender.scale.joint.JointPlan.Together;
import io.headroom.recommender.scale.joint.JointPlanner.Limits;
import io.headroom.recommender.scale.joint.JointPlanner.Targets;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Workloads whose vertical and horizontal scaling would chase each other, in many shapes. */
class JointPlannerTest {
    private static final long START = 1_772_323_200L;
    private static final int STEP = 300;

    @Test
    void withoutANewTargetLowerRequestsLeadToMoreReplicasAndLowerRequests() {
        Spiral spiral = new Spiral(shape(1), 2, 60, 0.9, 1.15, Limits.STAY);

        JointPlan plan = spiral.plan(Targets.STAY);

        assertThat(plan).isInstanceOf(MemoryAlone.class);
        assertThat(((MemoryAlone) plan).reason()).isEqualTo(Reason.SPIRAL);
        List<Round> rounds = plan.rounds();
        assertThat(rounds.getLast().cpuRequest()).isLessThan(0.5 * rounds.getFirst().cpuRequest());
        assertThat(rounds.getLast().outcome().meanReplicas())
                .isGreaterThan(2 * rounds.getFirst().outcome().meanReplicas());
    }

    @Test
    void withANewTargetTheReplicasStayAsTheyWere() {
        Spiral spiral = new Spiral(shape(1), 2, 60, 0.9, 1.15, Limits.STAY);

        JointPlan plan = spiral.plan(Targets.KEEP_USAGE);

        assertThat(plan).isInstanceOf(Together.class);
        Together together = (Together) plan;
        assertThat(together.cpuRequest()).isLessThan(2);
        Outcome today = spiral.today();
        Outcome then = together.rounds().getFirst().outcome();
        assertThat(then.meanReplicas())
                .isBetween(0.98 * today.meanReplicas(), 1.02 * today.meanReplicas());
        // the saving is in what each of them requests
        assertThat(then.replicaHours() * together.cpuRequest())
                .isLessThan(0.9 * today.replicaHours() * 2);
    }

    @Test
    void nothingIsPlannedThatLeavesMoreUnserved() {
        // limits follow requests down to what pods usually use, so that there is no room for a rush
        Spiral spiral = new Spiral(shape(4), 2, 40, 0.5, 0.9, Limits.FOLLOW);

        JointPlan plan = spiral.plan(Targets.KEEP_USAGE);

        assertThat(plan).isInstanceOf(MemoryAlone.class);
        assertThat(((MemoryAlone) plan).reason()).isEqualTo(Reason.MORE_UNSERVED);
        assertThat(spiral.today().unserved())
                .isLessThan(plan.rounds().getFirst().outcome().unserved());
    }

    @Test
    void noPlanOfTheSuiteDiverges() {
        int planned = 0;
        int spirals = 0;
        for (int seed = 0; seed < 120; seed++) {
            Spiral spiral = Spiral.random(seed);
            spirals += spiral.plan(Targets.STAY) instanceof MemoryAlone ? 1 : 0;
            if (spiral.plan(Targets.KEEP_USAGE) instanceof Together together) {
                planned++;
                spiral.comesToRest(seed, together);
            }
        }
        // else the suite would show nothing
        assertThat(spirals).isGreaterThan(60);
        assertThat(planned).isGreaterThan(40);
    }

    /** A workload and the rule that sizes it. */
    private record Spiral(
            Demand demand,
            double request,
            int target,
            double quantile,
            double margin,
            Limits limits) {

        static Spiral random(int seed) {
            SplittableRandom random = new SplittableRandom(seed);
            return new Spiral(
                    shape(seed),
                    random.nextDouble(0.2, 4),
                    random.nextInt(30, 95),
                    random.nextDouble(0.5, 1),
                    random.nextDouble(1, 1.3),
                    random.nextBoolean() ? Limits.STAY : Limits.FOLLOW);
        }

        HpaSpec spec() {
            return HpaSpec.ofCpu(2, 400, target).withBehavior(Behavior.DEFAULT);
        }

        ReplayedPod pod(double cores) {
            double capacity = limits == Limits.STAY ? 2 * request : 2 * cores;
            return new ReplayedPod(cores, capacity, Duration.ofMinutes(1));
        }

        double sized(double[] usage) {
            double[] sorted = usage.clone();
            Arrays.sort(sorted);
            return Math.max(0.001, margin * sorted[(int) (quantile * (sorted.length - 1))]);
        }

        JointPlan plan(Targets targets) {
            return new JointPlanner(ControllerSettings.DEFAULT, limits, targets)
                    .plan(demand, pod(request), spec(), this::sized);
        }

        Outcome today() {
            return replay(request).run(spec());
        }

        private Replay replay(double cores) {
            return new Replay(demand, pod(cores), ControllerSettings.DEFAULT);
        }

        /** Twenty more rounds, by hand, from what was planned. */
        void comesToRest(int seed, Together plan) {
            double cores = plan.cpuRequest();
            HpaSpec spec = plan.spec();
            double today = today().unservedRatio();
            for (int round = 0; round < 20; round++) {
                double[] usage = new double[demand.size() * STEP / 15];
                int[] sync = {0};
                Outcome outcome =
                        replay(cores)
                                .run(
                                        List.of(Phase.always(spec)),
                                        (_, _, ready, _, served) ->
                                                usage[sync[0]++] = served / Math.max(1, ready));
                assertThat(outcome.unservedRatio())
                        .as("seed %d, round %d", seed, round)
                        .isLessThanOrEqualTo(Math.max(1.02 * today, today + 2e-4));
                double next = sized(windows(usage));
                spec = Retargeting.keepingUsage(spec, cores, next);
                cores = next;
                assertThat(cores)
                        .as("seed %d, round %d", seed, round)
                        .isBetween(0.95 * plan.cpuRequest(), 1.05 * plan.cpuRequest());
            }
        }

        private static double[] windows(double[] syncs) {
            int each = STEP / 15;
            return IntStream.range(0, syncs.length / each)
                    .mapToDouble(window ->
                            Arrays.stream(syncs, window * each, (window + 1) * each)
                                    .average()
                                    .orElseThrow())
                    .toArray();
        }
    }

    private static Demand shape(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double base = Math.exp(random.nextDouble(1, 4));
        double wave = random.nextDouble(0, 0.9);
        double noise = random.nextDouble(0.02, 0.3);
        Demand.Builder demand = Demand.withStep(Duration.ofMinutes(5));
        for (int i = 0; i < 3 * 288; i++) {
            double daily = 1 + wave * Math.sin(2 * Math.PI * i / 288);
            demand.add(
                    START + (i + 1L) * STEP,
                    base * daily * Math.exp(random.nextGaussian(0, noise)));
        }
        return demand.build();
    }
}
