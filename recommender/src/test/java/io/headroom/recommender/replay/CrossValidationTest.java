package io.headroom.recommender.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headroom.recommender.replay.CrossValidation.SetSpread;
import io.headroom.recommender.replay.CrossValidation.Split;
import io.headroom.recommender.replay.CrossValidation.Subject;
import io.headroom.recommender.size.Strategies;
import io.headroom.recommender.size.Strategy;
import io.headroom.recommender.size.UsageHistory;
import io.headroom.recommender.size.headroom.HeadroomStrategy;
import io.headroom.recommender.size.headroom.PeakDay;
import io.headroom.recommender.size.headroom.PeakLearner;
import io.headroom.recommender.size.headroom.PeakModel;
import io.headroom.recommender.size.headroom.PriorFit;
import io.headroom.recommender.size.headroom.Priors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CrossValidationTest {
    private static final Duration STEP = Duration.ofMinutes(30);
    private static final int PER_DAY = 48;
    private static final List<Strategy> OTHERS =
            List.of(Strategies.named("krr"), Strategies.named("max7d"));

    @Test
    void eachHalfIsJudgedByWhatTheOtherOneTeaches() {
        CrossValidation validation = new CrossValidation(Protocol.DAILY, OTHERS, null, 1);
        Subject one = subject(validation, "one", 1);
        Subject other = subject(validation, "other", 2);

        Split split = validation.split(List.of(one, other), 0);

        CpuTotals cpu = judged(one, other).cpu().plus(judged(other, one).cpu());
        MemoryTotals memory = judged(one, other).memory().plus(judged(other, one).memory());
        Figures figures = split.judged().reports().getFirst().strategies().getFirst().figures();
        assertThat(figures.cpu().wasteRatio()).isCloseTo(cpu.wasteRatio(), within(1e-12));
        assertThat(figures.cpu().unservedRatio()).isCloseTo(cpu.unservedRatio(), within(1e-12));
        assertThat(figures.memory().wasteRatio()).isCloseTo(memory.wasteRatio(), within(1e-12));
        // and not by its own
        assertThat(figures.cpu().wasteRatio())
                .isNotCloseTo(
                        judged(one, one).cpu().plus(judged(other, other).cpu()).wasteRatio(),
                        within(1e-6));
    }

    @Test
    void replicasOfAWorkloadStayTogether() {
        CrossValidation validation = new CrossValidation(Protocol.DAILY, OTHERS, null, 1);
        List<Subject> replicas =
                IntStream.range(0, 4).mapToObj(i -> subject(validation, "one", i)).toList();

        // nothing is left to fit to
        assertThatThrownBy(() -> validation.split(replicas, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("enough days");
    }

    @Test
    void theSeedDecidesTheSplits() {
        assertThat(spread(1)).isEqualTo(spread(1)).isNotEqualTo(spread(2));
    }

    @Test
    void theMedianLiesInTheRangeAndGoalsAreShares() {
        SetSpread all = spread(3).getFirst();

        assertThat(all.series()).isEqualTo(6);
        assertThat(all.measures()).hasSize(Measure.values().length);
        CrossValidation.Spread waste =
                Objects.requireNonNull(all.measures().get(Measure.CPU_WASTE));
        assertThat(waste.median()).isBetween(waste.low(), waste.high());
        assertThat(waste.low()).isLessThan(waste.high());
        assertThat(all.goals().values()).allSatisfy(share -> assertThat(share).isBetween(0.0, 1.0));
    }

    @Test
    void saysWhatItCannotDo() {
        Protocol hourly =
                new Protocol(
                        Protocol.DAILY.warmUp(),
                        Protocol.DAILY.warmUpOf(),
                        Duration.ofHours(1),
                        Duration.ZERO,
                        Prices.DEFAULT);
        assertThatThrownBy(() -> new CrossValidation(hourly, OTHERS, null, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("once a day");
        assertThatThrownBy(() ->
                        new CrossValidation(
                                Protocol.DAILY, List.of(Strategies.named("max7d")), null, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("krr");
    }

    @Test
    void aModelThatIsNoBetterAbstains() {
        // it says of every day that it will be the highest ever
        PeakLearner alarmist = _ -> PeakModel.always(PeakDay.BANDS - 1);
        CrossValidation validation = new CrossValidation(Protocol.DAILY, OTHERS, alarmist, 1);
        Split split = validation.split(six(validation), 0);

        assertThat(split.learnedHalves()).isZero();
        assertThat(split.learned()).isEqualTo(split.judged());
        assertThat(CrossValidation.spreadLearned(List.of(split)))
                .isEqualTo(CrossValidation.spread(List.of(split)));
    }

    @Test
    void withoutAnythingToLearnWithNothingIsLearned() {
        CrossValidation validation = new CrossValidation(Protocol.DAILY, OTHERS, null, 1);
        Split split = validation.split(six(validation), 0);

        assertThat(split.learned()).isNull();
        assertThat(CrossValidation.spreadLearned(List.of(split))).isEmpty();
    }

    @Test
    void whatWasSaidOfSafetyIsHeldAgainstWhatHappened() {
        SetSpread all = spread(3).getFirst();

        for (Measure error : List.of(Measure.CPU_SAFETY_ERROR, Measure.MEMORY_SAFETY_ERROR)) {
            CrossValidation.Spread points = Objects.requireNonNull(all.measures().get(error));
            assertThat(points.median()).isBetween(0.0, 100.0);
            assertThat(points.low()).isLessThanOrEqualTo(points.high());
        }
    }

    private static StrategyScore judged(Subject judged, Subject fitting) {
        Priors priors = PriorFit.of(List.of(fitting.ruleRecord()));
        HeadroomStrategy strategy =
                new HeadroomStrategy(Choice.on(List.of(fitting), _ -> priors).tuned(), priors);
        return StrategyScore.of(
                judged.advice(strategy.replay(judged.lessons().beside(priors))),
                judged.cpu(),
                judged.memory());
    }

    private static List<SetSpread> spread(long seed) {
        CrossValidation validation = new CrossValidation(Protocol.DAILY, OTHERS, null, seed);
        List<Subject> subjects = six(validation);
        return CrossValidation.spread(
                IntStream.range(0, 3).mapToObj(i -> validation.split(subjects, i)).toList());
    }

    private static List<Subject> six(CrossValidation validation) {
        return IntStream.range(0, 6)
                .mapToObj(i -> subject(validation, "workload-" + i, i))
                .toList();
    }

    private static Subject subject(CrossValidation validation, String workload, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        UsageHistory.Builder usage = UsageHistory.withStep(STEP);
        double level = random.nextDouble(0.2, 2);
        double spread = random.nextDouble(0.2, 1);
        for (int i = 0; i < 15 * PER_DAY; i++) {
            double cores = level * Math.exp(random.nextGaussian(0, spread));
            usage.add(
                    Instant.parse("2026-03-01T00:00:00Z").plus(STEP.multipliedBy(i + 1L)),
                    cores,
                    4e9 * (1 + cores));
        }
        Optional<Subject> subject =
                validation.subject(
                        new ContainerSeries("set", workload + "-" + seed, workload, usage.build()));
        return subject.orElseThrow();
    }
}
