package io.headroom.recommender.scale.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.scale.hpa.Behavior;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.size.headroom.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

        assertThat(HeldOut.of(of(day, USUAL), day, new Advisor(SETTINGS, PRICE))).isEmpty();
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

    @Test
    void whatDidNoBetterThanANumberThatStaysOnLaterDaysIsNotAdvised() {
        SplittableRandom random = new SplittableRandom(5);
        Demand calmed = demand(8, i -> i < 6 * PER_DAY ? daily(i) : random.nextDouble(21.9, 22));

        ScalingReport report = ScalingReport.of(of(calmed, null), calmed, SETTINGS);

        assertThat(report.suitability()).isEqualTo(Suitability.NO_GAIN);
        assertThat(report.advice()).isNull();
    }

    private static HeldOut judged(Demand demand) {
        return HeldOut.of(of(demand, USUAL), demand, new Advisor(SETTINGS, PRICE)).orElseThrow();
    }

    private static ScalingCase of(Demand demand, @Nullable HpaSpec now) {
        return new ScalingCase(
                Instant.ofEpochSecond(demand.end(demand.size() - 1)),
                demand.hashCode(),
                now,
                POD,
                POD,
                new Suitability.Facts(false, 20, 1.1),
                PRICE,
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
