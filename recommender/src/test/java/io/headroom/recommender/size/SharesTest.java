package io.headroom.recommender.size;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharesTest {

    /** The pod rows of the upstream VPA's capping_test.go. */
    @Tag("golden")
    @ParameterizedTest
    @CsvSource({
        "1000, 1000, 1000, 500, 500",
        "1000000000, 1000000000, 4000000000, 2000000000, 2000000000",
        "15, 100, 150, 20, 131",
        "15, 100, 90, 11, 78",
        "1073741824, 2147483648, 1073741824, 357913941, 715827882",
        "200000000, 50000000, 500000000, 400000000, 100000000",
        "200000000, 200000000, 500000000, 250000000, 250000000"
    })
    void keepTheirProportions(long a, long b, long total, long shareOfA, long shareOfB) {
        assertThat(Shares.inProportion(cpus(a, b), new Cpu(total)))
                .isEqualTo(cpus(shareOfA, shareOfB));
    }

    /**
     * Upstream cuts memory towards a minimum as well and ends one byte below it (1431655765 and
     * 2863311530 of 4 GiB), which admission would refuse.
     */
    @Test
    void neverEndBelowAMinimum() {
        List<Memory> shares =
                Shares.inProportion(
                        List.of(new Memory(1L << 30), new Memory(2L << 30)), new Memory(4L << 30));

        assertThat(shares).containsExactly(new Memory(1_431_655_766L), new Memory(2_863_311_531L));
    }

    @Test
    void leaveToOthersWhatOneMayNotTake() {
        List<Bounds<Cpu>> bounds =
                List.of(new Bounds<>(null, new Cpu(1_200)), new Bounds<>(null, null));

        assertThat(Shares.inProportion(cpus(1_000, 200), bounds, new Cpu(2_000)))
                .isEqualTo(cpus(1_200, 800));
    }

    @Test
    void missTheTotalWhenAllAreAtTheirBounds() {
        List<Bounds<Cpu>> bounds =
                List.of(new Bounds<>(null, new Cpu(50)), new Bounds<>(null, new Cpu(60)));

        assertThat(Shares.inProportion(cpus(10, 10), bounds, new Cpu(1_000)))
                .isEqualTo(cpus(50, 60));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepTheSideOfTheTotal(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<Cpu> amounts =
                random.longs(random.nextInt(1, 6), 1, 1_000_000).mapToObj(Cpu::new).toList();
        long sum = sum(amounts);
        long total = random.nextLong(1, 2 * sum);

        List<Cpu> shares = Shares.inProportion(amounts, new Cpu(total));

        if (total > sum) {
            assertThat(sum(shares)).isBetween(total, total + amounts.size());
        } else {
            assertThat(sum(shares)).isBetween(total - amounts.size(), total);
        }
        assertThat(Shares.inProportion(amounts, new Cpu(sum))).isEqualTo(amounts);
    }

    private static long sum(List<Cpu> amounts) {
        return amounts.stream().mapToLong(Cpu::millicores).sum();
    }

    private static List<Cpu> cpus(long... millicores) {
        return Arrays.stream(millicores).mapToObj(Cpu::new).toList();
    }
}
