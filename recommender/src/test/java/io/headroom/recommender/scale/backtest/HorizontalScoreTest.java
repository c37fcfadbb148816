package io.headroom.recommender.scale.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.scale.advice.Advisor;
import io.headroom.recommender.scale.advice.Price;
import io.headroom.recommender.scale.advice.ScalingAdvice;
import io.headroom.recommender.scale.backtest.HorizontalScore.Advised;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.Phase;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.scale.trace.DemandTrace;
import io.headroom.recommender.size.headroom.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HorizontalScoreTest {
    private static final long START = 1_772_323_200L;
    private static final int STEP = 300;
    private static final Advisor ADVISOR =
            new Advisor(ControllerSettings.DEFAULT, Price.of(Risk.SAFE));

    @ParameterizedTest
    @CsvSource({"3.7, MEASURED", "5, MEASURED", "9.2, MEASURED", "3.71, RINGS"})
    void whatComesLaterChangesNoEarlierAdvice(double days, Sight sight) {
        Demand whole = demand(12);
        Instant cut = Instant.ofEpochSecond(START + (long) (days * 86_400));
        List<Advised> all = score(whole, sight).advised();

        List<Advised> early = score(whole.until(cut), sight).advised();

        assertThat(early).isNotEmpty().isEqualTo(all.subList(0, early.size()));
    }

    /** A day's curve with noise that lasts a minute, of which a ring keeps what five come to. */
    @Test
    void adviceFromRingsSeesMostOfWhatTheirMeansHide() {
        SplittableRandom random = new SplittableRandom(5);
        double[] noise = {0};
        Demand.Builder minutes = Demand.withStep(Duration.ofMinutes(1));
        for (int i = 0; i < 9 * 1_440; i++) {
            noise[0] = 0.4 * noise[0] + random.nextGaussian(0, 0.25);
            minutes.add(
                    START + (i + 1) * 60L,
                    (12 - 10 * Math.cos(2 * Math.PI * i / 1_440)) * Math.exp(noise[0]));
        }
        Demand demand = minutes.build();

        double measured = unserved(score(demand, Sight.MEASURED));
        double rings = unserved(score(demand, Sight.RINGS));
        double means = unserved(demand.averagedTo(300), demand);

        assertThat(means).isGreaterThan(3 * measured);
        assertThat(rings).isLessThan(means / 1.5);
    }

    private static double unserved(HorizontalScore score) {
        return score.unservedRatio(HorizontalScore.ADVISED);
    }

    /** With what is advised on one demand, of another. */
    private static double unserved(Demand searched, Demand came) {
        Instant from = HorizontalProtocol.scoredFrom(came);
        ReplayedPod pod = HorizontalProtocol.pod(came, from).orElseThrow();
        ScalingAdvice advice = ADVISOR.advise(searched.until(from), pod).orElseThrow();
        return new Replay(came.between(from, Instant.MAX), pod, ADVISOR.settings())
                .run(List.of(new Phase(0, advice.spec(), advice.floor())), Replay.Observer.NONE)
                .unservedRatio();
    }

    @Test
    void scoresWhatWasAdvisedBesideTheUsualAutoscalers() {
        HorizontalScore score = score(demand(12), Sight.MEASURED);

        assertThat(score.outcomes())
                .containsOnlyKeys(
                        HorizontalScore.ADVISED,
                        HorizontalScore.WITHOUT_FLOORS,
                        "hpa50",
                        "hpa60",
                        "hpa70",
                        "hpa80");
        assertThat(score.replicasVsOracle("hpa50")).isGreaterThan(score.replicasVsOracle("hpa80"));
        assertThat(score.unservedRatio("hpa50")).isLessThan(score.unservedRatio("hpa80"));
        assertThat(score.outcomes().values())
                .allSatisfy(outcome -> assertThat(outcome.demand()).isPositive());
    }

    @Test
    void advisesEveryHalfDayOfTheFirstWeekAndThenWeekly() {
        Instant first = Instant.ofEpochSecond(START + STEP);

        assertThat(HorizontalProtocol.origins(demand(22)))
                .startsWith(
                        first.plus(Duration.ofHours(24)),
                        first.plus(Duration.ofHours(36)),
                        first.plus(Duration.ofHours(48)))
                .endsWith(first.plus(Duration.ofDays(14)), first.plus(Duration.ofDays(21)))
                .hasSize(15);
    }

    @Test
    void scoresFromTheEndOfAWeekOrOfHalfTheSeries() {
        assertThat(HorizontalProtocol.scoredFrom(demand(22)))
                .isEqualTo(Instant.ofEpochSecond(START + STEP + 7 * 86_400));
        assertThat(HorizontalProtocol.scoredFrom(demand(4)))
                .isEqualTo(Instant.ofEpochSecond(START + STEP + (4 * 86_400 - STEP) / 2));
    }

    @Test
    void leavesOutWhatIsTooShortTooCoarseOrIdle() {
        Demand.Builder hourly = Demand.withStep(Duration.ofHours(1));
        Demand.Builder idle = Demand.withStep(Duration.ofMinutes(5));
        for (int i = 1; i < 24 * 10; i++) {
            hourly.add(START + i * 3_600L, 5);
        }
        for (int i = 1; i < 288 * 4; i++) {
            idle.add(START + (long) i * STEP, 0);
        }

        for (Demand demand : List.of(demand(1), hourly.build(), idle.build())) {
            assertThat(HorizontalScore.of(trace(demand), ADVISOR, Sight.MEASURED)).isEmpty();
        }
    }

    private static HorizontalScore score(Demand demand, Sight sight) {
        return HorizontalScore.of(trace(demand), ADVISOR, sight).orElseThrow();
    }

    private static DemandTrace trace(Demand demand) {
        return new DemandTrace("shop", "cart", demand, List.of());
    }

    private static Demand demand(int days) {
        SplittableRandom random = new SplittableRandom(6);
        Demand.Builder demand = Demand.withStep(Duration.ofMinutes(5));
        for (int i = 0; i < days * 288; i++) {
            double hour = i % 288 / 12.0;
            double rush = hour >= 9 && hour < 11 ? 3 : 1;
            demand.add(
                    START + (i + 1L) * STEP,
                    rush
                            * (5 + 2 * Math.sin(hour / 24 * 2 * Math.PI))
                            * random.nextDouble(0.8, 1.2));
        }
        return demand.build();
    }
}
