package io.headroom.recommender.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    @Test
    void whatHappensAsOftenAsWasSaidIsNotApart() {
        assertThat(calibration(0.95, 19, 20).error()).isCloseTo(0, within(1e-12));
    }

    @Test
    void binsAreWeightedByTheirAnswers() {
        Calibration all = calibration(0.95, 30, 30).plus(calibration(0.5, 10, 10));

        // thirty are apart by 0.05, ten by 0.5
        assertThat(all.error()).isCloseTo((30 * 0.05 + 10 * 0.5) / 40, within(1e-12));
        assertThat(all.answers()).isEqualTo(40);
    }

    @Test
    void errorsOfOneBinMakeUpForEachOtherAndThoseOfTwoDoNot() {
        Calibration one = calibration(0.91, 10, 10).plus(calibration(0.99, 9, 10));
        assertThat(one.error()).isCloseTo(0, within(1e-12));

        Calibration two = calibration(0.85, 10, 10).plus(calibration(0.95, 8, 10));
        assertThat(two.error()).isCloseTo(0.15, within(1e-12));
    }

    @Test
    void tellsHowFarChanceAloneSetsThemApart() {
        double stated = 0.7;
        int answers = 60;
        SplittableRandom random = new SplittableRandom(3);

        double mean =
                IntStream.range(0, 4_000)
                        .mapToDouble(_ ->
                                calibration(
                                                stated,
                                                (int)
                                                        random.doubles(answers)
                                                                .filter(drawn -> drawn < stated)
                                                                .count(),
                                                answers)
                                        .error())
                        .average()
                        .orElseThrow();

        assertThat(calibration(stated, 0, answers).errorByChance())
                .isCloseTo(mean, withinPercentage(4));
        assertThat(calibration(1, 5, 5).errorByChance()).isZero();
    }

    @Test
    void whereNothingWasSaidNothingCounts() {
        Calibration none = Calibration.NONE.plus(OptionalDouble.empty(), false);

        assertThat(none.answers()).isZero();
        assertThat(none.error()).isNaN();
    }

    @Test
    void certaintyIsInTheLastBin() {
        assertThat(calibration(1, 5, 5).error()).isZero();
    }

    private static Calibration calibration(double stated, int sufficed, int answers) {
        Calibration calibration = Calibration.NONE;
        for (int i = 0; i < answers; i++) {
            calibration = calibration.plus(OptionalDouble.of(stated), i < sufficed);
        }
        return calibration;
    }
}
