package io.headroom.recommender.scale.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.model.profile.ByteScale;
import io.headroom.recommender.scale.advice.ScalingAdvice.FloorReason;
import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.FinerDemand;
import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.size.headroom.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdvisorTest {
    private static final long MIDNIGHT = 1_772_323_200L;
    private static final int STEP = 300;
    private static final int DAY = 86_400;
    private static final ReplayedPod POD = new ReplayedPod(1, 1, Duration.ofMinutes(2));
    private static final Price PRICE = Price.of(Risk.SAFE);
    private static final Advisor ADVISOR = new Advisor(ControllerSettings.DEFAULT, PRICE);

    @Test
    void aMorningThatComesEveryDayGetsAFloorBeforeIt() {
        Demand days = demand(8, AdvisorTest::morningRush);

        ScalingAdvice advice = advise(days);

        assertThat(advice.floorReason()).isEqualTo(FloorReason.HELPS);
        FloorSchedule floor = Objects.requireNonNull(advice.floor());
        long rush = MIDNIGHT + 9 * 3_600;
        assertThat(floor.at(rush)).isGreaterThanOrEqualTo(18);
        assertThat(floor.at(rush - STEP)).isGreaterThanOrEqualTo(18);
        assertThat(floor.at(MIDNIGHT + 3 * 3_600)).isLessThan(10);
    }

    /** A floor goes by no forecast but one that was better than yesterday, and that one is told. */
    @Test
    void theTrialThatIsToldIsThatOfTheFloorsOwnForecast() {
        int helped = 0;
        for (int seed = 1; seed <= 6; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] scale = random.doubles(12, 0.6, 1.6).toArray();
            ScalingAdvice advice =
                    advise(
                            demand(
                                    12,
                                    day ->
                                            morningRush(day) * scale[(int) day]
                                                    + random.nextDouble()));

            if (advice.floorReason() == FloorReason.HELPS) {
                helped++;
                assertThat(Objects.requireNonNull(advice.trial()).beatsNaive()).isTrue();
            }
        }
        assertThat(helped).isPositive();
    }

    @Test
    void theAdviceIsBetterOnDaysThatItHasNotSeen() {
        Demand days = demand(12, AdvisorTest::morningRush);
        Demand seen = days.until(Instant.ofEpochSecond(MIDNIGHT + 8L * DAY));
        Demand unseen = days.between(Instant.ofEpochSecond(MIDNIGHT + 8L * DAY), Instant.MAX);
        ScalingAdvice advice = advise(seen);
        Replay replay = new Replay(unseen, POD, ControllerSettings.DEFAULT);

        Outcome advised =
                replay.run(
                        List.of(new Phase(0, advice.spec(), advice.floor())), Replay.Observer.NONE);
        Outcome usual = replay.run(HpaSpec.ofCpu(2, 1_000, 50).withBehavior(Behavior.DEFAULT));

        assertThat(PRICE.of(advised, 1)).isLessThan(0.9 * PRICE.of(usual, 1));
        assertThat(advised.unserved()).isLessThan(0.5 * usual.unserved());
    }

    /** A target that counts on a floor leaves much unserved where nobody raises the minimum. */
    @Test
    void whatIsAdvisedWithoutAScheduleServesWithoutOne() {
        Demand days = demand(20, AdvisorTest::morningRush);
        Instant now = Instant.ofEpochSecond(MIDNIGHT + 13L * DAY);
        ScalingAdvice advice = advise(days.until(now));
        Replay later = new Replay(days.between(now, Instant.MAX), POD, ControllerSettings.DEFAULT);

        Outcome counting = later.run(advice.spec());
        Outcome alone = later.run(advice.alone());
        Outcome usual = later.run(HpaSpec.ofCpu(2, 1_000, 50).withBehavior(Behavior.DEFAULT));

        assertThat(advice.floor()).isNotNull();
        assertThat(alone.unservedRatio()).isLessThan(0.4 * counting.unservedRatio());
        assertThat(PRICE.of(alone, 1))
                .isLessThan(PRICE.of(usual, 1))
                .isLessThan(PRICE.of(counting, 1));
    }

    @Test
    void burstsThatFollowNoClockGetNoFloor() {
        SplittableRandom random = new SplittableRandom(5);
        Demand bursts = demand(14, _ -> random.nextInt(60) == 0 ? 40 : random.nextDouble(5, 8));

        ScalingAdvice advice = advise(bursts);

        assertThat(advice.floor()).isNull();
        assertThat(advice.floorReason())
                .isIn(FloorReason.FORECAST_NO_BETTER_THAN_NAIVE, FloorReason.NO_GAIN);
    }

    @Test
    void aForecastMustBeatYesterday() {
        // a week that rises steadily: yesterday is nearer than any mean of more days
        SplittableRandom random = new SplittableRandom(9);
        Demand rising =
                demand(10, day -> 5 + 6 * day + Math.sin(2 * Math.PI * day) + random.nextDouble());

        ScalingAdvice advice = advise(rising);

        assertThat(advice.floorReason()).isEqualTo(FloorReason.FORECAST_NO_BETTER_THAN_NAIVE);
        ForecastTrial trial = Objects.requireNonNull(advice.trial());
        assertThat(trial.error())
                .isGreaterThanOrEqualTo(Math.min(trial.naiveError(), trial.flatError()));
    }

    /** Of days that are the same yesterday foretells all, whatever is put into their windows. */
    @Test
    void whatIsPutInAtRandomDecidesNoFloor() {
        Demand days = FinerDemand.of(demand(13, day -> day * 24 % 1 < 1 / 6.0 - 1e-9 ? 8 : 0.1));

        ScalingAdvice advice =
                ADVISOR.advise(days, new ReplayedPod(0.5, 0.5, Duration.ofMinutes(10)))
                        .orElseThrow();

        ForecastTrial trial = Objects.requireNonNull(advice.trial());
        assertThat(trial.error()).isCloseTo(trial.naiveError(), within(1e-9)).isLessThan(0.1);
        assertThat(trial.flatError()).isGreaterThan(0.5);
        assertThat(advice.floorReason()).isEqualTo(FloorReason.FORECAST_NO_BETTER_THAN_NAIVE);
    }

    /** Of a rush that the days did not have, a window for scaling up is what serves less. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.02})
    void scalingUpIsNotMadeSlowerForLittle(double noise) {
        SplittableRandom random = new SplittableRandom(3);
        Demand days =
                FinerDemand.of(
                        demand(
                                13,
                                day ->
                                        (9 - 7 * Math.cos(2 * Math.PI * day))
                                                * (1 + random.nextDouble(-1, 1) * noise)));

        ScalingAdvice advice =
                ADVISOR.advise(days, new ReplayedPod(0.5, 0.5, Duration.ofSeconds(30)))
                        .orElseThrow();

        assertThat(
                        Objects.requireNonNull(advice.alone().behavior())
                                .scaleUp()
                                .stabilizationWindow())
                .isZero();
    }

    /** A cosine, as a ring keeps it: with a window of a minute it went back eleven times a day. */
    @Test
    void onASmoothDayWhatIsAdvisedHardlyGoesBackAndForth() {
        Demand days =
                FinerDemand.of(
                        demand(
                                14,
                                day -> {
                                    double cores = 4.25 - 3.75 * Math.cos(2 * Math.PI * day);
                                    return ByteScale.CPU_CORES.decode(
                                            ByteScale.CPU_CORES.encode(cores));
                                }));
        ReplayedPod pod = new ReplayedPod(0.5, 1, Duration.ofSeconds(30));

        ScalingAdvice advice = ADVISOR.advise(days, pod).orElseThrow();

        Instant first = Instant.ofEpochSecond(days.start(0));
        int takenBack =
                IntStream.range(0, 14)
                        .mapToObj(day -> first.plus(Duration.ofDays(day)))
                        .map(day -> days.between(day, day.plus(Duration.ofDays(1))))
                        .mapToInt(day ->
                                new Replay(day, pod, ControllerSettings.DEFAULT)
                                        .run(advice.alone())
                                        .mostTakenBack())
                        .sum();
        assertThat(takenBack).as("within half an hour").isLessThan(5 * 14);
    }

    /** A load that comes for ten minutes of each half hour, followed each time. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 6})
    void nothingIsAdvisedThatLintSaysFlaps(int windows) {
        Demand days =
                FinerDemand.of(
                        demand(
                                4,
                                day ->
                                        Math.floorMod(Math.round(day * DAY / STEP), windows) < 2
                                                ? 8
                                                : 2));
        ReplayedPod pod = new ReplayedPod(0.5, 1, Duration.ofSeconds(30));

        ScalingAdvice advice = ADVISOR.advise(days, pod).orElseThrow();

        assertThat(advice.rehearsal().mostTakenBack()).isLessThan(Outcome.FLAPPING);
        assertThat(
                        new Replay(days, pod, ControllerSettings.DEFAULT)
                                .run(HpaSpec.ofCpu(2, 100, 85))
                                .isFlapping())
                .as("with the usual window")
                .isTrue();
    }

    @Test
    void aSingleDayGetsSettingsAndNoFloor() {
        ScalingAdvice advice = advise(demand(1, AdvisorTest::morningRush));

        assertThat(advice.floorReason()).isEqualTo(FloorReason.TOO_FEW_DAYS);
        assertThat(advice.floor()).isNull();
    }

    @Test
    void nothingIsAdvisedOutOfNothing() {
        assertThat(ADVISOR.advise(Demand.withStep(Duration.ofMinutes(5)).build(), POD)).isEmpty();
        assertThat(ADVISOR.advise(demand(3, _ -> 0), POD)).isEmpty();
        Demand hours = demand(1, _ -> 5).until(Instant.ofEpochSecond(MIDNIGHT + 6 * 3_600));
        assertThat(ADVISOR.advise(hours, POD)).isEmpty();
    }

    @Test
    void theMaximumIsWhatQuotaHoldsWhereThatIsKnown() {
        Demand days = demand(3, AdvisorTest::morningRush);

        Advisor bounded =
                new Advisor(
                        ControllerSettings.DEFAULT,
                        PRICE,
                        30,
                        Behavior.DEFAULT,
                        null,
                        ScalingTerms.NONE,
                        true);
        assertThat(bounded.advise(days, POD).orElseThrow().spec().maxReplicas()).isEqualTo(30);
        assertThat(advise(days).spec().maxReplicas()).isGreaterThanOrEqualTo(200);
    }

    @Test
    void whoBearsLessRiskGetsMoreReplicas() {
        SplittableRandom random = new SplittableRandom(3);
        Demand restless = demand(7, _ -> 5 * Math.exp(random.nextGaussian(0, 0.6)));
        ScalingAdvice safe = advise(restless);
        ScalingAdvice cheap =
                new Advisor(ControllerSettings.DEFAULT, Price.of(Risk.CHEAP))
                        .advise(restless, POD)
                        .orElseThrow();

        assertThat(safe.rehearsal().replicaHours()).isGreaterThan(cheap.rehearsal().replicaHours());
        assertThat(safe.rehearsal().unservedRatio()).isLessThan(cheap.rehearsal().unservedRatio());
    }

    @Test
    void whatCameMoreThanFourteenDaysAgoIsForgotten() {
        SplittableRandom random = new SplittableRandom(4);
        double[] noise = random.doubles(20 * 288L, 0.9, 1.1).toArray();
        Demand all =
                demand(
                        20,
                        day ->
                                noise[(int) Math.round(day * 288) % noise.length]
                                        * (day < 5 ? 100 : morningRush(day)));
        Instant from = Instant.ofEpochSecond(MIDNIGHT + 6L * DAY);

        assertThat(advise(all)).isEqualTo(advise(all.between(from, Instant.MAX)));
    }

    private static ScalingAdvice advise(Demand demand) {
        return ADVISOR.advise(demand, POD).orElseThrow();
    }

    /** From 9 to 10 some twenty cores, else some four, a little more or less each time. */
    private static double morningRush(double day) {
        double hour = (day - Math.floor(day)) * 24;
        double noise = new SplittableRandom(Double.hashCode(day)).nextDouble(0.85, 1.15);
        return noise * (hour >= 9 && hour < 10 ? 20 : 4);
    }

    private static Demand demand(int days, DoubleUnaryOperator ofDay) {
        Demand.Builder demand = Demand.withStep(Duration.ofMinutes(5));
        for (int i = 0; i < days * DAY / STEP; i++) {
            demand.add(MIDNIGHT + (i + 1L) * STEP, ofDay.applyAsDouble((i + 0.5) * STEP / DAY));
        }
        return demand.build();
    }
}
