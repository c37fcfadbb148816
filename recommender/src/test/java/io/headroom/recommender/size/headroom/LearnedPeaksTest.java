package io.headroom.recommender.size.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LearnedPeaksTest {
    private static final Duration STEP = Duration.ofHours(1);
    private static final int DAYS = 24;

    /** Of every three days of these containers the last one is high. */
    private static final double[] PEAKS = {1, 1, 1.8};

    private static final int STEP_UP = 8;

    @Test
    void aModelThatTellsWhatThePriorsCannotCounts() {
        LearnedPeaks.Fitted fitted = LearnedPeaks.of(_ -> LearnedPeaksTest::foreseen, groups());

        assertThat(fitted.whole().weights()).contains(1.0);
        assertThat(fitted.without()).hasSize(8);
    }

    @Test
    void oneThatIsWrongAbstains() {
        PeakModel wrong = PeakModel.always(PeakDay.BANDS - 1);

        assertThat(LearnedPeaks.of(_ -> wrong, groups()).whole().weights()).containsOnly(0);
    }

    @Test
    void noContainerIsToldOfByAModelThatHasSeenIt() {
        List<List<PeakDay>> fits = new ArrayList<>();
        List<LearnedPeaks.Group> groups = groups();

        LearnedPeaks.of(
                days -> {
                    fits.add(days);
                    return PeakModel.always(0);
                },
                groups);

        // four without a quarter each, and one of all
        assertThat(fits).hasSize(5);
        for (int fold = 0; fold < 4; fold++) {
            assertThat(fits.get(fold))
                    .doesNotContainAnyElementsOf(groups.get(fold).days().getFirst())
                    .doesNotContainAnyElementsOf(groups.get(fold + 4).days().getFirst());
        }
        assertThat(fits.getLast()).containsAll(groups.get(3).days().getFirst());
    }

    @Test
    void whatIsAboveAnAmountFallsWithTheAmount() {
        double[] shares = new double[PeakDay.BANDS];
        shares[0] = 0.2;
        shares[7] = 0.5;
        shares[PeakDay.BANDS - 1] = 0.3;

        assertThat(PeakDay.above(shares, 0)).isCloseTo(1, within(1e-12));
        assertThat(PeakDay.above(shares, 0.5)).isCloseTo(0.8, within(1e-12));
        // the eighth band ends at the highest peak of fourteen days
        assertThat(PeakDay.above(shares, 1)).isCloseTo(0.3, within(1e-12));
        assertThat(PeakDay.above(shares, 10)).isCloseTo(0.15, within(1e-12));
        double before = 1;
        for (double ratio = 0; ratio < 9; ratio += 0.01) {
            double above = PeakDay.above(shares, ratio);
            assertThat(above).isLessThanOrEqualTo(before + 1e-12);
            before = above;
        }
    }

    /** A high day is followed by a low one. */
    private static double[] foreseen(double[] features) {
        double[] shares = new double[PeakDay.BANDS];
        int low = new PeakDay(2, new double[0], 1 / 1.8).nextBand();
        int high = new PeakDay(2, new double[0], 1).nextBand();
        boolean justHigh = features[STEP_UP] > 0.1;
        boolean justLow = features[STEP_UP] < -0.1;
        shares[justHigh || justLow ? low : high] = 1;
        return shares;
    }

    private static List<LearnedPeaks.Group> groups() {
        return IntStream.range(0, 8)
                .mapToObj(LearnedPeaksTest::lessons)
                .map(lessons ->
                        new LearnedPeaks.Group(
                                List.of(RuleRecord.of(lessons)), List.of(PeakDay.of(lessons))))
                .toList();
    }

    private static Lessons lessons(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        UsageHistory.Builder usage = UsageHistory.withStep(STEP);
        double bytes = random.nextDouble(1e9, 8e9);
        for (int hour = 0; hour < DAYS * 24; hour++) {
            double peak = PEAKS[hour / 24 % PEAKS.length] * random.nextDouble(0.999, 1);
            usage.add(
                    Instant.parse("2026-03-01T00:00:00Z").plus(STEP.multipliedBy(hour + 1L)),
                    random.nextDouble(0.5, 1.5),
                    bytes * peak);
        }
        return Lessons.of(usage.build());
    }
}
