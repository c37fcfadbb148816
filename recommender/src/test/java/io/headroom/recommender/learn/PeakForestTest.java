package io.headroom.recommender.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.recommender.size.headroom.PeakDay;
import io.headroom.recommender.size.headroom.PeakModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PeakForestTest {
    private static final int TELLING = 8;

    @Test
    void tellsDaysApartByWhatTheyDifferIn() {
        PeakModel model = new PeakForest().fit(days(1));

        assertThat(model.shares(features(new SplittableRandom(2), -1))[band(0.85)])
                .isGreaterThan(0.9);
        assertThat(model.shares(features(new SplittableRandom(2), 1))[band(1.3)])
                .isGreaterThan(0.9);
    }

    @Test
    void sharesAddUpToOne() {
        double[] shares =
                new PeakForest().fit(days(1)).shares(features(new SplittableRandom(3), 0));

        assertThat(shares).hasSize(PeakDay.BANDS);
        assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-9));
        assertThat(Arrays.stream(shares).boxed())
                .allSatisfy(share -> assertThat(share).isBetween(0.0, 1.0));
    }

    @Test
    void learnsTheSameOfTheSameDays() {
        double[] asked = features(new SplittableRandom(4), 0.1);

        assertThat(new PeakForest().fit(days(1)).shares(asked))
                .isEqualTo(new PeakForest().fit(days(1)).shares(asked))
                .isNotEqualTo(new PeakForest().fit(days(5)).shares(asked));
    }

    @Test
    void knowsNoOtherBandThanTheOneThatItHasSeen() {
        SplittableRandom random = new SplittableRandom(1);
        PeakModel model =
                new PeakForest()
                        .fit(
                                List.of(
                                        new PeakDay(2, features(random, 0), 1.3),
                                        new PeakDay(2, features(random, 1), 1.3)));

        assertThat(model.shares(features(random, 0))[band(1.3)]).isEqualTo(1);
    }

    /** Those whose telling feature is above zero go on to rise. */
    private static List<PeakDay> days(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<PeakDay> days = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            double telling = random.nextDouble(-1, 1);
            days.add(new PeakDay(2, features(random, telling), telling > 0 ? 1.3 : 0.85));
        }
        return days;
    }

    private static double[] features(SplittableRandom random, double telling) {
        double[] features = random.doubles(PeakDay.FEATURES, -1, 1).toArray();
        features[TELLING] = telling;
        return features;
    }

    private static int band(double ratio) {
        return new PeakDay(2, new double[PeakDay.FEATURES], ratio).nextBand();
    }
}
