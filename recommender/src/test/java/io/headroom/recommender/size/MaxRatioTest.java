package io.headroom.recommender.size;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MaxRatioTest {
    /** 403 / 100 * 1000 is a little more than 4030 in binary floating point. */
    @Test
    void aRatioThatIsMetExactlyMayBeRefused() {
        assertThat(refuses("4.03", "0.1", "0.403")).isTrue();
        assertThat(refuses("16.1", "0.1", "1.61")).isTrue();
        assertThat(refuses("2.007", "1", "2.007")).isTrue();
        assertThat(refuses("4.03", "0.1", "0.402")).isFalse();
        assertThat(refuses("2", "0.1", "0.2")).isFalse();
        assertThat(refuses("1.5", "1073741824", "1610612736")).isFalse();
        assertThat(refuses("1.5", "1073741824", "1610612737")).isTrue();
    }

    @Test
    void thousandthsAreRoundedUp() {
        assertThat(refuses("4.0301", "1000", "4031")).as("4.031").isFalse();
        assertThat(refuses("4.0301", "1000", "4032")).isTrue();
        assertThat(refuses("2", "0.1", "0.2000001")).as("0.201 of 0.1").isTrue();
    }

    /** Eight pebibytes and more: thousandths of them would not fit. */
    @Test
    void ofHugeAmountsWholeUnitsAreTaken() {
        assertThat(refuses("2", "9007199254740992", "18014398509481984")).isFalse();
        assertThat(refuses("1.999", "9007199254740992", "18014398509481984")).isTrue();
    }

    @Test
    void whatIsTheMostIsLetInAndNearlyAllThereIs() {
        SplittableRandom random = new SplittableRandom(5);
        int refused = 0;
        for (int at = 0; at < 100_000; at++) {
            double written = 1 + random.nextInt(30_000) / 1_000.0;
            MaxRatio ratio = new MaxRatio(written);
            long request = 1 + random.nextLong(random.nextBoolean() ? 10_000 : 1L << 40);
            long most = ratio.mostOfLimit(request);
            long exact = (long) (request * written);
            refused += ratio.refuses(request, exact) ? 1 : 0;

            assertThat(ratio.refuses(request, most)).as("%s of %s", written, request).isFalse();
            assertThat(most).isBetween(Math.max(request, exact - 2), exact);
            assertThat(ratio.refuses(ratio.leastOfRequest(most), most)).isFalse();
            for (int scale : new int[] {0, 3}) {
                assertThat(
                                MaxRatio.refuses(
                                        BigDecimal.valueOf(written),
                                        BigDecimal.valueOf(request, scale),
                                        BigDecimal.valueOf(most, scale)))
                        .as("%s of %s", written, request)
                        .isFalse();
            }
        }
        assertThat(refused).as("of what is exactly as much").isPositive();
    }

    @Test
    void whereNothingBoundsItAnyLimitIsLetIn() {
        MaxRatio none = new MaxRatio(Double.POSITIVE_INFINITY);

        assertThat(none.refuses(1, Long.MAX_VALUE)).isFalse();
        assertThat(none.mostOfLimit(1)).isGreaterThan(1L << 46);
    }

    private static boolean refuses(String ratio, String request, String limit) {
        return MaxRatio.refuses(
                new BigDecimal(ratio), new BigDecimal(request), new BigDecimal(limit));
    }
}
