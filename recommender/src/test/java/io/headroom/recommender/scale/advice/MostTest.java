package io.headroom.recommender.scale.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.size.headroom.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What quotas let in bounds what is searched. */
class MostTest {
    private static final Instant MIDNIGHT = Instant.ofEpochSecond(1_772_323_200L);
    private static final int STEP = 300;
    private static final int PER_DAY = 288;
    private static final ReplayedPod POD = new ReplayedPod(1, 1, Duration.ofMinutes(2));
    private static final Price PRICE = Price.of(Risk.SAFE);
    private static final ControllerSettings SETTINGS = ControllerSettings.DEFAULT;
    private static final HpaSpec WIDE = HpaSpec.ofCpu(8, 100, 30).withBehavior(Behavior.DEFAULT);
    private static final Demand DAYS = demand(6, MostTest::morningRush);

    @Test
    void nothingThatIsReplayedComesToMoreThanTheyLetIn() {
        ScalingReport report = report(WIDE, new Most(21, 17));

        ScalingAdvice advice = Objects.requireNonNull(report.advice());
        HeldOut heldOut = Objects.requireNonNull(report.heldOut());
        assertThat(advice.spec().maxReplicas()).isEqualTo(17);
        assertThat(advice.rehearsal().peakReplicas()).isEqualTo(17);
        assertThat(heldOut.then().spec().maxReplicas()).isEqualTo(17);
        assertThat(heldOut.peaks()).isEqualTo(new Most(21, 17));
        assertThat(Objects.requireNonNull(report.asItIs()).peakReplicas()).isEqualTo(21);
        assertThat(report.noneReplicas()).isLessThanOrEqualTo(17);
        assertThat(report.needed().then()).isGreaterThan(17);
        assertThat(report.needed().today()).isGreaterThan(21);
        SideBySide shown = report.days(DAYS, SETTINGS).orElseThrow();
        assertThat(shown.advised().outcome()).isEqualTo(heldOut.advised());
    }

    /** Lowering the maximum of what was found without is what a search must not lose against. */
    @ParameterizedTest
    @ValueSource(ints = {3, 5, 8, 12, 18, 24})
    void whatIsFoundBelowABoundCostsNoMoreThanABoundOnWhatIsFoundWithout(int most) {
        ScalingAdvice free = Objects.requireNonNull(report(WIDE, Most.UNLIMITED).advice());
        ScalingAdvice found =
                new Advisor(SETTINGS, PRICE, most, Behavior.DEFAULT, null, ScalingTerms.NONE, true)
                        .advise(DAYS, POD)
                        .orElseThrow();
        Demand judged = new Advisor(SETTINGS, PRICE).judged(DAYS);
        Outcome lowered =
                new Replay(judged, POD, SETTINGS)
                        .run(
                                List.of(
                                        new Phase(
                                                Long.MIN_VALUE,
                                                free.spec().upTo(most),
                                                free.floor())),
                                Replay.Observer.NONE);

        assertThat(cost(found.rehearsal())).isLessThanOrEqualTo(1.02 * cost(lowered));
    }

    @Test
    void whereTheyLetInAllThatTheDaysComeToTheyChangeNothing() {
        ScalingReport free = report(WIDE, Most.UNLIMITED);

        assertThat(report(WIDE, free.needed())).isEqualTo(free);
    }

    /** Each search takes seconds, and room in a quota comes and goes with all else in it. */
    @ParameterizedTest
    @CsvSource({"0, 0, true", "0, -1, false", "-1, 0, false", "0, 1000, true"})
    void withoutABoundItStandsAsLongAsTheyLetInAllThatTheDaysComeTo(
            int today, int then, boolean stands) {
        ScalingReport free = report(WIDE, Most.UNLIMITED);
        Most needed = free.needed();

        assertThat(free.isOf(of(WIDE, new Most(needed.today() + today, needed.then() + then))))
                .isEqualTo(stands);
    }

    @Test
    void belowABoundItStandsUntilThereIsLessRoom() {
        ScalingReport bound = report(WIDE, new Most(21, 17));
        Most needed = bound.needed();

        assertThat(bound.isOf(of(WIDE, new Most(21, 17)))).isTrue();
        assertThat(bound.isOf(of(WIDE, new Most(22, 19)))).isTrue();
        assertThat(bound.isOf(of(WIDE, new Most(21, 16)))).isFalse();
        assertThat(bound.isOf(of(WIDE, new Most(20, 17)))).isFalse();
        assertThat(bound.isOf(of(WIDE, needed))).as("more at midnight").isTrue();
        assertThat(bound.isOf(of(WIDE.withReplicas(9, 100), new Most(21, 17)))).isFalse();
    }

    /** It can have no more than the one that it is held against, whatever it says. */
    @Test
    void anAutoscalerThatAQuotaBoundsIsNotChangedForThat() {
        ScalingAdvice best =
                new Advisor(SETTINGS, PRICE, 5, Behavior.DEFAULT, null, ScalingTerms.NONE, true)
                        .advise(DAYS, POD)
                        .orElseThrow();

        ScalingReport report = report(best.spec().withReplicas(5, 50), new Most(5, 5));

        HeldOut heldOut = Objects.requireNonNull(report.heldOut());
        assertThat(Objects.requireNonNull(heldOut.stays()).atMaxSeconds()).isPositive();
        assertThat(report.suitability()).isEqualTo(Suitability.AS_IT_IS);
    }

    /** That its load hardly changes would be untrue. */
    @Test
    void whatAQuotaKeepsFromGainingAnythingIsToldSo() {
        ScalingReport report = report(null, new Most(1, 1));

        assertThat(report(null, Most.UNLIMITED).suitability()).isEqualTo(Suitability.SUITED);
        assertThat(report.suitability()).isEqualTo(Suitability.QUOTA_DECIDES);
        assertThat(report.asked()).isGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void hardlyAnyRoomIsNoError(int most) {
        for (HpaSpec current : new HpaSpec[] {WIDE, null}) {
            ScalingReport report = report(current, new Most(most, most));

            assertThat(report.needed().then()).isGreaterThan(2);
            assertThat(report.noneReplicas()).isLessThanOrEqualTo(2);
        }
    }

    private static double cost(Outcome outcome) {
        return PRICE.of(outcome, POD.request());
    }

    private static ScalingReport report(@Nullable HpaSpec current, Most most) {
        return ScalingReport.of(of(current, most), DAYS, Map.of(), SETTINGS);
    }

    private static ScalingCase of(@Nullable HpaSpec current, Most most) {
        return new ScalingCase(
                Instant.ofEpochSecond(DAYS.end(DAYS.size() - 1)),
                DAYS.hashCode(),
                Scope.POD,
                current,
                POD,
                POD,
                new Suitability.Facts(false, 20, 1.1),
                PRICE,
                most,
                List.of());
    }

    private static double morningRush(int window) {
        double hour = window % PER_DAY / 12.0;
        double noise = new SplittableRandom(window).nextDouble(0.85, 1.15);
        return noise * (hour >= 9 && hour < 10 ? 20 : 4);
    }

    private static Demand demand(int days, IntToDoubleFunction ofWindow) {
        Demand.Builder demand = Demand.withStep(Duration.ofSeconds(STEP));
        for (int i = 0; i < days * PER_DAY; i++) {
            demand.add(MIDNIGHT.getEpochSecond() + (i + 1L) * STEP, ofWindow.applyAsDouble(i));
        }
        return demand.build();
    }
}
