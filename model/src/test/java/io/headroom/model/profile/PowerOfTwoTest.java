package io.headroom.model.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PowerOfTwoTest {

    @Test
    void isExactForWholeExponents() {
        for (int exponent = -1_074; exponent <= 1_023; exponent++) {
            assertThat(PowerOfTwo.of(exponent)).isEqualTo(Math.scalb(1.0, exponent));
        }
    }

    @Test
    void isOffByABitAtMost() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 100_000; i++) {
            double exponent = random.nextDouble(-100, 101);
            double power = StrictMath.pow(2, exponent);
            assertThat(Math.abs(PowerOfTwo.of(exponent) - power))
                    .as("2^%s", exponent)
                    .isLessThanOrEqualTo(Math.ulp(power));
        }
    }

    @ParameterizedTest
    @CsvSource({"-740000,0", "-1076,0", "1025,Infinity", "1e18,Infinity"})
    void endsWhereDoublesEnd(double exponent, double power) {
        assertThat(PowerOfTwo.of(exponent)).isEqualTo(power);
    }
}
