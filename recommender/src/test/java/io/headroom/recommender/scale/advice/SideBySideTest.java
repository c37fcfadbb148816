package io.headroom.recommender.scale.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.recommender.scale.advice.Suitability.Facts;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.scale.replay.Timeline;
import io.headroom.recommender.size.headroom.Risk;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SideBySideTest {
    private static final long MIDNIGHT = 1_772_323_200L;
    private static final int STEP = 300;
    private static final ReplayedPod POD = new ReplayedPod(1, 1, Duration.ofMinutes(2));
    private static final Price PRICE = Price.of(Risk.SAFE);
    private static final ControllerSettings SETTINGS = ControllerSettings.DEFAULT;

    @Test
    void showsTheSameDaysThreeTimes() {
        Demand days = demand(4, SideBySideTest::daily);
        HpaSpec usual = HpaSpec.ofCpu(2, 100, 50).withBehavior(Behavior.DEFAULT);

        SideBySide all =
                SideBySide.of(days, POD, POD, SETTINGS, Phase.always(usual), advice(days), 37);

        Timeline asItIs = Objects.requireNonNull(all.asItIs());
        assertThat(asItIs.outcome()).isEqualTo(new Replay(days, POD, SETTINGS).run(usual));
        for (Timeline one : List.of(asItIs, all.advised(), all.none())) {
            assertThat(one.points()).hasSize(days.size());
            assertThat(one.points().getLast().endSeconds()).isEqualTo(days.end(days.size() - 1));
            assertThat(one.points().stream().mapToDouble(Timeline.Point::replicas).sum() * STEP)
                    .isCloseTo(one.outcome().replicaSeconds(), within(1e-6));
            assertThat(one.points().stream().mapToDouble(Timeline.Point::served).sum() * STEP)
                    .isCloseTo(one.outcome().served(), within(1e-6));
        }
        assertThat(all.none().points())
                .allSatisfy(point -> assertThat(point.replicas()).isEqualTo(37));
        assertThat(all.advised().outcome().replicaHours())
                .isLessThan(all.none().outcome().replicaHours());
    }

    @Test
    void aWorkloadWithoutAnAutoscalerHasNoneAsItIs() {
        Demand days = demand(2, SideBySideTest::daily);

        assertThat(SideBySide.of(days, POD, POD, SETTINGS, null, advice(days), 37).asItIs())
                .isNull();
    }

    @Test
    void windowsBeforeTheFirstSettingsAreEmpty() {
        Demand days = demand(2, SideBySideTest::daily);
        HpaSpec usual = HpaSpec.ofCpu(2, 100, 50).withBehavior(Behavior.DEFAULT);

        Timeline late =
                Timeline.of(
                        days, POD, SETTINGS, List.of(new Phase(MIDNIGHT + 86_400, usual, null)));

        assertThat(late.points()).hasSize(days.size());
        assertThat(late.points().subList(0, 288))
                .allSatisfy(point -> assertThat(point.replicas()).isZero());
        assertThat(late.points().get(288).replicas()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "false, 8, 1.2, SUITED",
        "true, 8, 1.2, STATEFUL",
        "false, 1, 1, SINGLETON",
        "false, 8, 3, LOAD_NOT_SHARED",
        "false, 8, 1.9, SUITED",
        "false, 2, 1.9, LOAD_NOT_SHARED",
        "false, 2, 1.4, SUITED"
    })
    void whatIsKnownOfAWorkloadDecidesWhetherItsLoadMayScaleIt(
            boolean stateful, double replicas, double unevenness, Suitability suitability) {
        Demand days = demand(6, SideBySideTest::daily);

        assertThat(of(days, new Facts(stateful, replicas, unevenness))).isEqualTo(suitability);
    }

    /** Of a day that is as the one before yesterday tells all, and a mean may not. */
    @ParameterizedTest
    @CsvSource({
        "1e-16, 0, NO_CHEAPER",
        "0.1, 0, NO_CHEAPER",
        "0.4, 0.6, NO_CHEAPER",
        "0.46, 0.6, APERIODIC"
    })
    void whatTheTimeOfTheDayTellsIsNotAperiodic(double error, double naive, Suitability told) {
        Demand days = demand(4, SideBySideTest::daily);

        assertThat(Suitability.NO_GAIN.told(days, new ForecastTrial(error, naive, 0.5, 2)))
                .isEqualTo(told);
    }

    @Test
    void aLoadThatHardlyChangesNeedsNoAutoscaler() {
        SplittableRandom random = new SplittableRandom(2);
        Demand steady = demand(6, _ -> random.nextDouble(19.4, 19.6));

        assertThat(of(steady, new Facts(false, 20, 1.1))).isEqualTo(Suitability.NO_GAIN);
    }

    private static Suitability of(Demand days, Facts facts) {
        return Suitability.of(
                facts,
                days,
                POD,
                new Replay(days, POD, SETTINGS)
                        .run(
                                List.of(
                                        new Phase(
                                                Long.MIN_VALUE,
                                                advice(days).spec(),
                                                advice(days).floor())),
                                Replay.Observer.NONE),
                PRICE,
                Suitability.cheapestSteady(days, POD, PRICE, 2, Integer.MAX_VALUE, 0));
    }

    private static ScalingAdvice advice(Demand days) {
        return new Advisor(SETTINGS, PRICE).advise(days, POD).orElseThrow();
    }

    private static double daily(int window) {
        return 12 + 10 * Math.sin(2 * Math.PI * window / 288);
    }

    private static Demand demand(int days, IntToDoubleFunction ofWindow) {
        Demand.Builder demand = Demand.withStep(Duration.ofMinutes(5));
        for (int i = 0; i < days * 288; i++) {
            demand.add(MIDNIGHT + (i + 1L) * STEP, ofWindow.applyAsDouble(i));
        }
        return demand.build();
    }
}
