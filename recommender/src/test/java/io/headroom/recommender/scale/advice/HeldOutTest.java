package io.headroom.recommender.scale.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.hpa.ScalingPolicy;
import io.headroom.recommender.scale.hpa.ScalingRules;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.EachPod;
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

class HeldOutTest {
    private static final Instant MIDNIGHT = Instant.ofEpochSecond(1_772_323_200L);
    private static final int STEP = 300;
    private static final int PER_DAY = 288;
    private static final ReplayedPod POD = new ReplayedPod(1, 1, Duration.ofMinutes(2));
    private static final Price PRICE = Price.of(Risk.SAFE);
    private static final ControllerSettings SETTINGS = ControllerSettings.DEFAULT;
    private static final HpaSpec USUAL = HpaSpec.ofCpu(2, 100, 50).withBehavior(Behavior.DEFAULT);

    @ParameterizedTest
    @CsvSource({"14, 3", "13, 3", "8, 2", "5, 1", "2, 1"})
    void oneDayInFourIsHeldOut(int days, int held) {
        assertThat(judged(demand(days, HeldOutTest::daily)).from())
                .isEqualTo(MIDNIGHT.plus(Duration.ofDays(days - held)));
    }

    @Test
    void aSingleDayIsNotJudged() {
        Demand day = demand(1, HeldOutTest::daily);

        assertThat(HeldOut.of(of(day, USUAL), day, SETTINGS)).isEmpty();
    }

    @Test
    void theSameDaysAreReplayedWithTheAutoscalerAsItIs() {
        Demand days = demand(4, HeldOutTest::daily);
        Demand last = days.between(MIDNIGHT.plus(Duration.ofDays(3)), Instant.MAX);

        HeldOut judged = judged(days);

        assertThat(judged.asItIs()).isEqualTo(new Replay(last, POD, SETTINGS).run(USUAL));
        assertThat(judged.advised().seconds()).isEqualTo(86_400);
        assertThat(judged.advised().replicaHours())
                .isLessThan(Objects.requireNonNull(judged.asItIs()).replicaHours());
    }

    /** What came later is not in what was searched, or the number that stays would be larger. */
    @Test
    void nothingOfTheDaysHeldOutIsSearched() {
        Demand grown = demand(8, i -> daily(i) * (i < 6 * PER_DAY ? 1 : 4));

        HeldOut judged = judged(grown);

        assertThat(judged.noneReplicas())
                .isEqualTo(judged(demand(8, HeldOutTest::daily)).noneReplicas());
        assertThat(judged.none().unservedRatio()).isGreaterThan(0.2);
    }

    /** Nor is what may be left unserved by one whose target stays. */
    @Test
    void whatTheAutoscalerLeftOnTheDaysHeldOutAllowsNothingBefore() {
        Demand calm = demand(8, HeldOutTest::morningRush);
        Demand wild = demand(8, i -> i >= 6 * PER_DAY && i % 5 == 0 ? 90 : morningRush(i));

        assertThat(keeping(wild).then()).isEqualTo(keeping(calm).then());
        assertThat(Objects.requireNonNull(keeping(wild).asItIs()).unservedRatio())
                .isGreaterThan(0.2);
    }

    private static HeldOut keeping(Demand demand) {
        ScalingCase of =
                keeping(
                        of(demand, USUAL.withReplicas(25, 100)),
                        USUAL.metrics(),
                        POD,
                        Price.of(Risk.CHEAP));
        return HeldOut.of(of, demand, SETTINGS).orElseThrow();
    }

    private static ScalingCase keeping(
            ScalingCase of, List<HpaMetric> kept, ReplayedPod pod, Price price) {
        return new ScalingCase(
                of.asOf(),
                of.demandHash(),
                of.scope(),
                of.current(),
                of.today(),
                pod,
                of.facts(),
                price,
                Most.UNLIMITED,
                kept);
    }

    @Test
    void whatDidNoBetterThanANumberThatStaysOnLaterDaysIsNotAdvised() {
        SplittableRandom random = new SplittableRandom(5);
        Demand calmed = demand(8, i -> i < 6 * PER_DAY ? daily(i) : random.nextDouble(21.9, 22));

        ScalingReport report = ScalingReport.of(of(calmed, null), calmed, Map.of(), SETTINGS);

        assertThat(report.suitability()).isEqualTo(Suitability.NO_CHEAPER);
        assertThat(report.advice()).isNull();
    }

    /** Better settings are worth having, and are no proof that one should be there at all. */
    @Test
    void whatDidNoBetterThanANumberThatStaysOnLaterDaysIsSaidToThoughItHasAnAutoscaler() {
        SplittableRandom random = new SplittableRandom(5);
        Demand calmed = demand(8, i -> i < 6 * PER_DAY ? daily(i) : random.nextDouble(21.9, 22));
        HpaSpec halfEmpty = HpaSpec.ofCpu(2, 100, 30).withBehavior(Behavior.DEFAULT);

        ScalingReport report = ScalingReport.of(of(calmed, halfEmpty), calmed, Map.of(), SETTINGS);

        assertThat(report.suitability()).isEqualTo(Suitability.NO_CHEAPER);
        assertThat(report.advice()).isNotNull();
    }

    /** Of one that grows the day before tells more than a mean of days; of one day nobody knows. */
    @ParameterizedTest
    @CsvSource({"4", "1"})
    void aLoadOfWhichTheDayBeforeTellsMoreThanOneNumberIsNotCalledAperiodic(int days) {
        Demand growing = demand(days, i -> daily(i) * (1 + i / PER_DAY));
        ForecastTrial trial =
                new Advisor(SETTINGS, PRICE).advise(growing, POD).orElseThrow().trial();

        assertThat(Suitability.NO_GAIN.told(growing, trial)).isEqualTo(Suitability.NO_CHEAPER);
    }

    @Test
    void anAutoscalerThatIsSetAsItWouldBeAdvisedIsLeft() {
        Demand days = demand(8, HeldOutTest::daily);
        HpaSpec best = judged(days).then().spec();

        ScalingReport report = ScalingReport.of(of(days, best), days, Map.of(), SETTINGS);

        assertThat(report.suitability()).isEqualTo(Suitability.AS_IT_IS);
        assertThat(report.advice()).isNull();
        assertThat(report.days(days, SETTINGS)).isPresent();
    }

    /** More than it lets in was never seen, so that it seems to do well. */
    @Test
    void oneThatIsAtItsMaximumIsNotLeft() {
        Demand cut = demand(8, i -> Math.min(9, daily(i)));

        ScalingReport report =
                ScalingReport.of(of(cut, HpaSpec.ofCpu(2, 9, 80)), cut, Map.of(), SETTINGS);

        assertThat(report.suitability()).isNotEqualTo(Suitability.AS_IT_IS);
        assertThat(Objects.requireNonNull(report.advice()).spec().maxReplicas()).isGreaterThan(9);
    }

    /** Its target keeps pods half empty, so that nothing is cut off: 22 cores of 30. */
    @Test
    void oneThatIsAtItsMaximumWithRoomInItsPodsIsLeft() {
        Demand days = demand(8, HeldOutTest::daily);
        ScalingCase of = keeping(of(days, USUAL.withReplicas(2, 30)), USUAL.metrics(), POD, PRICE);

        ScalingReport report = ScalingReport.of(of, days, Map.of(), SETTINGS);

        HeldOut heldOut = Objects.requireNonNull(report.heldOut());
        assertThat(Objects.requireNonNull(heldOut.asItIs()).minutesAtMax()).isGreaterThan(60);
        assertThat(report.suitability()).isEqualTo(Suitability.AS_IT_IS);
        assertThat(report.advice()).isNull();
    }

    @Test
    void aMaximumThatCutsOffIsRaisedAndTheRestStaysUnlessThatIsWorse() {
        Demand cut = demand(8, i -> Math.min(9, daily(i)));
        HpaSpec low = judged(cut).then().spec().withReplicas(3, 9);

        ScalingReport report = ScalingReport.of(of(cut, low), cut, Map.of(), SETTINGS);

        HpaSpec advised = Objects.requireNonNull(report.advice()).spec();
        assertThat(report.suitability()).isEqualTo(Suitability.MAX_TOO_LOW);
        int peak = Objects.requireNonNull(report.advice()).rehearsal().peakReplicas();
        assertThat(peak).isGreaterThan(9);
        assertThat(advised).isEqualTo(low.withReplicas(3, 2 * peak));
    }

    /** What pods that are always full use hardly changes, whatever they would serve. */
    @ParameterizedTest
    @CsvSource({"3, true", "6, true", "3, false"})
    void oneThatIsFullAtItsMaximumAllDayIsNotSaidToHaveALoadThatHardlyChanges(
            int most, boolean changes) {
        Demand cut = demand(8, i -> changes ? Math.min(most, daily(i)) : 0.97 * most);

        ScalingReport report =
                ScalingReport.of(of(cut, USUAL.withReplicas(2, most)), cut, Map.of(), SETTINGS);

        assertThat(report.suitability()).isEqualTo(Suitability.MAX_TOO_LOW);
        assertThat(Objects.requireNonNull(report.advice()).spec().maxReplicas())
                .isGreaterThan(most);
    }

    /** Whoever keeps pods, or lets them go one by one, does so for what no demand shows. */
    @Test
    void ofWhatSomebodySetForHowFastItScalesTheWindowsAloneAreSearched() {
        Demand days = demand(8, HeldOutTest::daily);
        ScalingRules slow =
                new ScalingRules(
                        Duration.ofMinutes(5),
                        ScalingRules.Select.MIN,
                        List.of(
                                new ScalingPolicy(
                                        ScalingPolicy.Type.PODS, 1, Duration.ofMinutes(10))),
                        0.3);
        HpaSpec now = USUAL.withBehavior(new Behavior(Behavior.DEFAULT.scaleUp(), slow));

        ScalingReport report = ScalingReport.of(of(days, now), days, Map.of(), SETTINGS);

        Behavior advised =
                Objects.requireNonNull(Objects.requireNonNull(report.advice()).spec().behavior());
        Duration window = Objects.requireNonNull(advised.scaleDown().stabilizationWindow());
        assertThat(advised.scaleDown()).isEqualTo(slow.withWindow(window));
    }

    /** A replay takes for granted that another pod takes its share. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, false, 1, 1, SINGLETON",
        "1, 10, false, 1, 1, SINGLETON",
        "20, 20, true, 20, 1, STATEFUL",
        "20, 40, true, 20, 1, STATEFUL",
        "2, 40, false, 20, 3, LOAD_NOT_SHARED",
        "2, 40, true, 20, 3, LOAD_NOT_SHARED"
    })
    void whatNeverSharedItsLoadIsAdvisedNoReplicasThoughItHasAnAutoscaler(
            int min,
            int max,
            boolean stateful,
            double most,
            double unevenness,
            Suitability suitability) {
        Demand days = demand(8, HeldOutTest::daily);
        HpaSpec now = HpaSpec.ofCpu(min, max, 80).withBehavior(Behavior.DEFAULT);
        ScalingCase of = knowing(of(days, now), new Suitability.Facts(stateful, most, unevenness));

        ScalingReport report = ScalingReport.of(of, days, Map.of(), SETTINGS);

        assertThat(report.suitability()).isEqualTo(suitability);
        assertThat(report.advice()).isNull();
    }

    @Test
    void podsOfDataThatItsAutoscalerAddedBeforeItMayAdd() {
        Demand days = demand(8, HeldOutTest::daily);
        ScalingCase of = knowing(of(days, USUAL), new Suitability.Facts(true, 20, 1));

        ScalingReport report = ScalingReport.of(of, days, Map.of(), SETTINGS);

        assertThat(report.suitability()).isEqualTo(Suitability.STATEFUL);
        assertThat(report.advice()).isNotNull();
    }

    private static ScalingCase knowing(ScalingCase of, Suitability.Facts facts) {
        return new ScalingCase(
                of.asOf(),
                of.demandHash(),
                of.scope(),
                of.current(),
                of.today(),
                of.pod(),
                facts,
                of.price(),
                of.most(),
                of.kept());
    }

    /** The requests change, and so must it: by as little as is enough. */
    @ParameterizedTest
    @CsvSource({"8", "1"})
    void oneThatMustMoveMovesItsTargetAloneWhereTheRestIsNotBetter(int days) {
        Demand turned = demand(days, i -> i < (days - 2) * PER_DAY ? daily(i) : 5 * morningRush(i));
        HpaSpec now =
                HpaSpec.ofCpu(24, 1_000, 60)
                        .withBehavior(
                                Behavior.DEFAULT.withWindows(Duration.ZERO, Duration.ofMinutes(1)));
        List<HpaMetric> kept = HpaSpec.ofCpu(24, 1_000, 75).metrics();
        ScalingCase of =
                keeping(
                        of(turned, now),
                        kept,
                        new ReplayedPod(0.8, 1, POD.readinessDelay()),
                        PRICE);
        assertThat(of.moves()).isTrue();

        ScalingReport report = ScalingReport.of(of, turned, Map.of(), SETTINGS);

        assertThat(report.suitability()).isEqualTo(days == 1 ? null : Suitability.AS_IT_IS);
        ScalingAdvice advice = Objects.requireNonNull(report.advice());
        assertThat(advice.spec()).isEqualTo(now.withMetrics(kept));
        assertThat(advice.floor()).isNull();
        assertThat(advice.rehearsal())
                .isEqualTo(
                        new Replay(of.advisor(turned, SETTINGS).judged(turned), of.pod(), SETTINGS)
                                .run(advice.spec()));
    }

    /** Less than half a day to search, and a day to judge it on. */
    @Test
    void whatCannotBeJudgedIsNotChanged() {
        Demand day = demand(1, HeldOutTest::daily);

        assertThat(ScalingReport.of(of(day, USUAL), day, Map.of(), SETTINGS).advice()).isNull();
        assertThat(ScalingReport.of(of(day, null), day, Map.of(), SETTINGS).advice()).isNotNull();
    }

    /** A floor that was made of the days that it is shown on would look better than it is. */
    @Test
    void thePlotIsOfTheDaysHeldOutWithWhatWouldHaveBeenAdvisedBeforeThem() {
        Demand days = demand(10, HeldOutTest::morningRush);
        ScalingCase of = of(days, USUAL);
        ScalingReport report = ScalingReport.of(of, days, Map.of(), SETTINGS);
        HeldOut heldOut = Objects.requireNonNull(report.heldOut());
        assertThat(heldOut.then().floor()).isNotNull();

        SideBySide shown = report.days(days, SETTINGS).orElseThrow();

        assertThat(shown.advised().outcome()).isEqualTo(heldOut.advised());
        assertThat(Objects.requireNonNull(shown.asItIs()).outcome()).isEqualTo(heldOut.asItIs());
        assertThat(shown.none().outcome()).isEqualTo(heldOut.none());
        assertThat(shown.advised().points()).hasSize(2 * PER_DAY);
        assertThat(shown.advised().outcome())
                .isEqualTo(
                        new Replay(days.between(heldOut.from(), Instant.MAX), POD, SETTINGS)
                                .run(
                                        List.of(
                                                new Phase(
                                                        0,
                                                        heldOut.then().spec(),
                                                        heldOut.then().floor())),
                                        Replay.Observer.NONE));
    }

    /** What each pod comes to in memory asks for as many as there are, and one more. */
    @ParameterizedTest
    @CsvSource({"0.3, SUITED", "1.3, OTHER_METRICS_DECIDE"})
    void whatStaysBesideTheCpuMustNotDecide(double ofTarget, Suitability suitability) {
        Demand days = demand(4, HeldOutTest::daily);
        HpaMetric memory =
                new HpaMetric.Resource(HpaMetric.MEMORY, new MetricTarget.Utilization(80));
        EachPod each = new EachPod(demand(4, _ -> 0.8 * ofTarget * 1e9), 1e9);

        ScalingReport report =
                ScalingReport.of(of(days, USUAL), days, Map.of(memory, each), SETTINGS);

        assertThat(report.suitability()).isEqualTo(suitability);
        assertThat(report.advice() != null).isEqualTo(suitability == Suitability.SUITED);
    }

    /**
     * Where demand goes up and down within hours that a floor holds, what each pod comes to keeps
     * no more than that does; without the floor it may.
     */
    @ParameterizedTest
    @CsvSource({"0.6, SUITED", "0.5, OTHER_METRICS_DECIDE"})
    void whatStaysBesideTheCpuMustNotDecideWithAScheduleNorWithout(
            double spread, Suitability suitability) {
        IntToDoubleFunction restless =
                window ->
                        (isBusy(window) ? 20 : 4)
                                * new SplittableRandom(window / 2)
                                        .nextDouble(1 - spread, 1 + spread);
        Demand days = demand(8, restless);
        HpaMetric memory =
                new HpaMetric.Resource(HpaMetric.MEMORY, new MetricTarget.Utilization(80));
        EachPod each = new EachPod(demand(8, window -> (isBusy(window) ? 0.73 : 0.24) * 1e9), 1e9);

        ScalingReport report =
                ScalingReport.of(of(days, USUAL), days, Map.of(memory, each), SETTINGS);

        assertThat(report.suitability()).isEqualTo(suitability);
        assertThat(report.scheduled().isPresent()).isEqualTo(suitability == Suitability.SUITED);
    }

    private static boolean isBusy(int window) {
        int hour = window % PER_DAY / 12;
        return hour >= 9 && hour < 13;
    }

    private static double morningRush(int window) {
        double hour = window % PER_DAY / 12.0;
        double noise = new SplittableRandom(window).nextDouble(0.85, 1.15);
        return noise * (hour >= 9 && hour < 10 ? 20 : 4);
    }

    private static HeldOut judged(Demand demand) {
        return HeldOut.of(of(demand, USUAL), demand, SETTINGS).orElseThrow();
    }

    private static ScalingCase of(Demand demand, @Nullable HpaSpec now) {
        return new ScalingCase(
                Instant.ofEpochSecond(demand.end(demand.size() - 1)),
                demand.hashCode(),
                Scope.POD,
                now,
                POD,
                POD,
                new Suitability.Facts(false, 20, 1.1),
                PRICE,
                Most.UNLIMITED,
                List.of());
    }

    private static double daily(int window) {
        return 12 + 10 * Math.sin(2 * Math.PI * window / PER_DAY);
    }

    private static Demand demand(int days, IntToDoubleFunction ofWindow) {
        Demand.Builder demand = Demand.withStep(Duration.ofSeconds(STEP));
        for (int i = 0; i < days * PER_DAY; i++) {
            demand.add(MIDNIGHT.getEpochSecond() + (i + 1L) * STEP, ofWindow.applyAsDouble(i));
        }
        return demand.build();
    }
}
