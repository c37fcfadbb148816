package io.headroom.recommender.scale.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget.AverageValue;
import io.headroom.recommender.scale.hpa.MetricTarget.Utilization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReplayTest {
    private static final long START = 1_700_006_400L;
    private static final int MINUTE = 60;
    private static final ReplayedPod POD = new ReplayedPod(1, 1, Duration.ofMinutes(2));

    @Test
    void aSteadyDemandIsServedAtTheTarget() {
        Outcome outcome = replay(steady(10, 60)).run(cpu(2, 100, 50));

        assertThat(outcome.unserved()).isZero();
        assertThat(outcome.meanReplicas()).isEqualTo(20);
        assertThat(outcome.meanUtilization()).isCloseTo(0.5, within(1e-9));
        assertThat(outcome.events()).isZero();
        assertThat(outcome.replicaHours()).isCloseTo(20, within(1e-9));
        assertThat(outcome.money(0.1)).isCloseTo(2, within(1e-9));
    }

    @Test
    void aJumpIsUnservedUntilNewPodsAreReady() {
        Demand jump = demand(IntStream.range(0, 30).mapToDouble(i -> i < 10 ? 4 : 8).toArray());

        Outcome outcome = replay(jump).run(cpu(2, 100, 80));

        // full pods are at 100 of 80 %: from 5 to 7, which is not enough, and then to 9; each time
        // one sync to measure it, one to see it, and two minutes to be Ready
        assertThat(outcome.underSeconds()).isEqualTo(2 * (15 + 15 + 120));
        assertThat(outcome.unserved()).isEqualTo((3 + 1) * 150.0);
        assertThat(outcome.peakReplicas()).isBetween(9, 10);
    }

    @Test
    void theControllerSeesNoDemandBeyondWhatItsPodsServe() {
        Demand jump = demand(IntStream.range(0, 12).mapToDouble(i -> i < 2 ? 1 : 90).toArray());
        List<Integer> replicas = replicas(jump, cpu(2, 1_000, 50));

        // each time all that serve are full: twice as many, and no more before those serve
        assertThat(replicas.stream().distinct().toList()).startsWith(2, 4, 8, 16);
    }

    @Test
    void whatPodsWithoutALimitUseBeyondWhatTheyServeIsUnservedAndSeen() {
        Demand jump = demand(IntStream.range(0, 12).mapToDouble(i -> i < 2 ? 1 : 90).toArray());
        ReplayedPod endless = new ReplayedPod(1, 1, Double.POSITIVE_INFINITY, POD.readinessDelay());
        List<Integer> seen = new ArrayList<>();

        Outcome outcome =
                new Replay(jump, endless, ControllerSettings.DEFAULT)
                        .run(
                                List.of(Phase.always(cpu(2, 1_000, 50))),
                                (_, replicas, _, _, _) -> seen.add(replicas));

        // twice as many at each sync is as fast as it may go; no need to see them full first
        assertThat(seen.stream().distinct().toList()).startsWith(2, 6, 12, 24, 48, 96);
        assertThat(outcome.unserved()).isBetween(88.0 * 120, 88.0 * 300);
        assertThat(outcome.served()).isCloseTo(outcome.demand() - outcome.unserved(), within(1e-6));
    }

    /** Nothing kept them from it, and so does nothing in a replay; where they are fewer, more. */
    @ParameterizedTest
    @CsvSource({"3, Infinity, 0", "4, Infinity, 0", "2, Infinity, 3", "3, 1, 3"})
    void whatPodsWithoutALimitWereSeenToDoTheyDoAgain(int replicas, double limit, double unserved) {
        Demand seen =
                Demand.withStep(Duration.ofSeconds(MINUTE))
                        .add(START + MINUTE, 3, 3)
                        .add(START + 2 * MINUTE, 6, 3)
                        .build();
        ReplayedPod pod = new ReplayedPod(0.5, 1, limit, POD.readinessDelay());

        Outcome outcome =
                new Replay(seen, pod, ControllerSettings.DEFAULT).run(cpu(replicas, replicas, 80));

        assertThat(outcome.unserved()).isEqualTo(unserved * MINUTE);
    }

    @Test
    void replicasStayForTheWindowAfterALull() {
        Demand lull = demand(IntStream.range(0, 60).mapToDouble(i -> i < 10 ? 10 : 1).toArray());

        List<Integer> replicas = replicas(lull, cpu(2, 100, 50));

        int last = replicas.lastIndexOf(20);
        // ten minutes at twenty, then five of the window and two syncs until it is seen
        assertThat((last + 1) * 15).isBetween(600 + 300, 600 + 300 + 45);
        assertThat(replicas).last().isEqualTo(2);
    }

    /** Adding pods takes nothing from what each has, so that they are added to no end. */
    @Test
    void fiveMinutesHoldNineteenLooksAndNotTheTwentiethThatIsALittleMoreThanThatAgo() {
        Demand lull = demand(IntStream.range(0, 60).mapToDouble(i -> i < 10 ? 10 : 1).toArray());
        HpaSpec old = HpaSpec.ofCpu(2, 100, 50);
        HpaSpec usual = old.withBehavior(Behavior.DEFAULT);
        assertThat(old.behavior()).isNull();

        for (HpaSpec spec : List.of(old, usual)) {
            List<Integer> replicas = replicas(lull, spec);

            // the last look that sees ten minutes of twenty pods, twenty looks, and what it moves
            // is seen at the next
            assertThat(replicas.lastIndexOf(20)).as("%s", spec).isEqualTo(40 + 20);
        }
    }

    @Test
    void whatEachPodHasWhateverTheirNumberAsksForMoreUntilTheMaximumOrForNone() {
        HpaMetric memory = new HpaMetric.Resource(HpaMetric.MEMORY, new Utilization(80));
        Demand demand = steady(10, 60);
        HpaSpec byCpu = cpu(2, 50, 50);
        HpaSpec byBoth = byCpu.withMetrics(List.of(byCpu.metrics().getFirst(), memory));

        assertThat(withEach(demand, memory, 400).run(byBoth)).isEqualTo(replay(demand).run(byCpu));
        assertThat(withEach(demand, memory, 950).run(byBoth).peakReplicas()).isEqualTo(50);
        // within the tolerance it asks for as many as there are: nothing is taken away any more
        Demand lull = demand(IntStream.range(0, 60).mapToDouble(i -> i < 10 ? 10 : 1).toArray());
        assertThat(replicas(withEach(lull, memory, 790), byBoth)).last().isEqualTo(20);
    }

    private static Replay withEach(Demand demand, HpaMetric metric, double amount) {
        Demand.Builder each = Demand.withStep(Duration.ofSeconds(demand.stepSeconds()));
        IntStream.range(0, demand.size()).forEach(i -> each.add(demand.end(i), amount));
        return Replay.ofEach(
                demand,
                POD,
                ControllerSettings.DEFAULT,
                Map.of(metric, new EachPod(each.build(), 1_000)));
    }

    @Test
    void aFloorRaisesTheMinimumAtItsTimeOfTheDay() {
        int[] slots = new int[24];
        slots[(int) (START % 86_400 / 3_600) + 1] = 7;
        Phase phase = new Phase(Long.MIN_VALUE, cpu(2, 100, 50), new FloorSchedule(86_400, slots));
        List<Integer> replicas = new ArrayList<>();

        replay(steady(0.5, 180)).run(List.of(phase), (_, all, _, _, _) -> replicas.add(all));

        assertThat(replicas.subList(0, 240)).containsOnly(2);
        assertThat(replicas.subList(242, 480)).containsOnly(7);
        assertThat(replicas).last().isEqualTo(2);
    }

    @Test
    void aFloorAboveTheMaximumIsTheMaximum() {
        Phase phase =
                new Phase(Long.MIN_VALUE, cpu(2, 5, 50), new FloorSchedule(86_400, new int[] {9}));

        Outcome outcome = replay(steady(0.5, 60)).run(List.of(phase), Replay.Observer.NONE);

        assertThat(outcome.peakReplicas()).isEqualTo(5);
        assertThat(outcome.minutesAtMax()).isGreaterThan(59);
    }

    @Test
    void nothingServesBeforeTheFirstSettings() {
        Phase later = new Phase(START + 30 * MINUTE, cpu(2, 100, 50), null);

        Outcome outcome = replay(steady(1, 60)).run(List.of(later), Replay.Observer.NONE);

        assertThat(outcome.unservedRatio()).isCloseTo(0.5, within(1e-9));
        assertThat(outcome.underSeconds()).isEqualTo(30 * MINUTE);
    }

    @Test
    void afterAHoleTheControllerStartsAnewWithWhatIsThere() {
        Demand.Builder demand = Demand.withStep(Duration.ofMinutes(1));
        for (int i = 1; i <= 10; i++) {
            demand.add(START + (long) i * MINUTE, 10);
        }
        for (int i = 1; i <= 10; i++) {
            demand.add(START + 86_400 + (long) i * MINUTE, 10);
        }

        Outcome outcome = replay(demand.build()).run(cpu(2, 100, 50));

        assertThat(outcome.seconds()).isEqualTo(20 * MINUTE);
        assertThat(outcome.events()).isZero();
    }

    @Test
    void aPodThatGoesTakesItsShareOfTheUseWithIt() {
        // three pods at 69 % just as one of them goes: of the two that stay 69 was measured as well
        Demand rise =
                demand(
                        IntStream.range(0, 20)
                                .mapToDouble(i -> i < 10 ? 2.4 : i < 15 ? 0.1 : 2.07)
                                .toArray());
        List<Integer> replicas = replicas(rise, cpu(2, 100, 80));

        int gone = replicas.indexOf(2);
        assertThat(replicas.subList(gone - 1, gone + 3)).containsExactly(3, 2, 2, 3);
    }

    @Test
    void aMetricFromOutsideMayDecide() {
        HpaMetric queue = new HpaMetric.External("queue", null, new AverageValue(1_000));
        HpaSpec spec = cpu(2, 100, 50).withMetrics(List.of(queue));
        Demand demand = steady(1, 60);

        Outcome outcome =
                new Replay(demand, POD, ControllerSettings.DEFAULT, Map.of(queue, steady(9, 60)))
                        .run(spec);

        assertThat(outcome.meanReplicas()).isEqualTo(9);
        assertThatThrownBy(() ->
                        new Replay(
                                demand,
                                POD,
                                ControllerSettings.DEFAULT,
                                Map.of(queue, steady(9, 30))))
                .hasMessage("metric queue must have the windows of the demand: 30, not 60");
    }

    @Test
    void goesByWhatEachPodWasMeasuredToUseWhereThatIsKnown() {
        HpaSpec spec = cpu(2, 100, 50);
        Samples samples =
                new Samples(3, steady(3, 10), Map.of(spec.metrics().getFirst(), steady(0.9, 10)));
        Set<Integer> replicas = new LinkedHashSet<>();

        new Replay(steady(1, 10), POD, ControllerSettings.DEFAULT, samples)
                .run(List.of(Phase.always(spec)), (_, all, _, _, _) -> replicas.add(all));

        // at 1.8 of the target; the three more are never measured, and so count as idle ones
        assertThat(replicas).containsExactly(3, 6);
    }

    @Test
    void movesThereAndBackWithinTenMinutesAreFlaps() {
        Demand saw = demand(IntStream.range(0, 120).mapToDouble(i -> i % 8 < 4 ? 10 : 2).toArray());
        HpaSpec hasty =
                cpu(2, 100, 50)
                        .withBehavior(Behavior.DEFAULT.withWindows(Duration.ZERO, Duration.ZERO));

        assertThat(replay(saw).run(hasty).flaps()).isGreaterThan(20);
        assertThat(replay(saw).run(cpu(2, 100, 50)).flaps()).isZero();
    }

    @Test
    void ringsAreDemandToo() {
        byte[] steps = new byte[Windows.PER_DAY];
        Arrays.fill(steps, ByteScale.CPU_CORES.encode(4));
        steps[7] = ByteScale.MISSING;
        long first = Windows.indexOf(Instant.ofEpochSecond(START));

        Demand demand = Demand.ofRing(new Ring(first, steps));

        assertThat(demand.size()).isEqualTo(Windows.PER_DAY - 1);
        assertThat(demand.start(0)).isEqualTo(START);
        assertThat(demand.amount(0)).isBetween(4.0, 4.24);
    }

    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noPartOfTheDemandIsLostOrServedTwice(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] amounts = new double[600];
        double level = 5;
        for (int i = 0; i < amounts.length; i++) {
            level = Math.clamp(level * Math.exp(random.nextGaussian(0, 0.4)), 0.1, 200.0);
            amounts[i] = level;
        }
        HpaSpec spec = cpu(2, random.nextInt(3, 200), random.nextInt(20, 90));
        double[] seen = new double[3];
        int[] all = {0};

        Outcome outcome =
                replay(demand(amounts))
                        .run(
                                List.of(Phase.always(spec)),
                                (_, replicas, ready, asked, served) -> {
                                    assertThat(ready).isBetween(0, replicas);
                                    assertThat(replicas).isBetween(2, spec.maxReplicas());
                                    assertThat(served).isLessThanOrEqualTo(asked);
                                    seen[0] += 15 * served;
                                    seen[1] += 15 * (asked - served);
                                    all[0] += replicas;
                                });

        assertThat(outcome.served()).isCloseTo(seen[0], within(1e-6));
        assertThat(outcome.unserved()).isCloseTo(seen[1], within(1e-6));
        assertThat(outcome.demand()).isCloseTo(outcome.served() + outcome.unserved(), within(1e-6));
        assertThat(outcome.replicaSeconds()).isEqualTo(15.0 * all[0]);
    }

    private static List<Integer> replicas(Demand demand, HpaSpec spec) {
        return replicas(replay(demand), spec);
    }

    private static List<Integer> replicas(Replay replay, HpaSpec spec) {
        List<Integer> replicas = new ArrayList<>();
        replay.run(List.of(Phase.always(spec)), (_, all, _, _, _) -> replicas.add(all));
        return replicas;
    }

    private static Replay replay(Demand demand) {
        return new Replay(demand, POD, ControllerSettings.DEFAULT);
    }

    private static HpaSpec cpu(int min, int max, int percent) {
        return HpaSpec.ofCpu(min, max, percent).withBehavior(Behavior.DEFAULT);
    }

    private static Demand steady(double amount, int minutes) {
        return demand(IntStream.range(0, minutes).mapToDouble(_ -> amount).toArray());
    }

    private static Demand demand(double[] amounts) {
        Demand.Builder demand = Demand.withStep(Duration.ofMinutes(1));
        for (int i = 0; i < amounts.length; i++) {
            demand.add(START + (i + 1L) * MINUTE, amounts[i]);
        }
        return demand.build();
    }
}
