package io.headroom.recommender.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.fit.FewestPods.Choice;
import io.headroom.recommender.fit.FewestPods.Item;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FewestPodsTest {
    /** A common multiple of all numbers of pods that are tried. */
    private static final int SHARES = 2_520;

    @Test
    void takesTheSmallestShareOfTheLowestRank() {
        List<Item> items =
                List.of(
                        new Item(0, 10, 9, List.of(5L)),
                        new Item(1, 10, 5, List.of(5L)),
                        new Item(1, 2, 1, List.of(20L)));

        assertThat(pods(items, 5)).containsExactly(0, 1, 0);
        assertThat(pods(items, 30)).containsExactly(0, 2, 1);
        assertThat(pods(items, 46)).containsExactly(1, 5, 1);
    }

    @Test
    void saysThatAllOfThemAreNotEnough() {
        assertThat(FewestPods.of(List.of(new Item(0, 3, 2, List.of(5L))), new long[] {11}, 100))
                .isEmpty();
    }

    @Test
    void whatTheBudgetCutsShortStillCovers() {
        List<Item> items =
                IntStream.range(0, 30)
                        .mapToObj(each -> new Item(0, 7 + each, 5, List.of(11L + each, 40L - each)))
                        .toList();
        long[] missing = {1_500, 1_300};

        Choice choice = FewestPods.of(items, missing, 500).orElseThrow();

        assertThat(choice.proved()).isFalse();
        assertThat(covers(items, choice.pods(), missing)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noOtherChoiceIsBetterRankByRank(long seed) {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        int lines = 1 + random.nextInt(3);
        List<Item> items =
                IntStream.range(0, 1 + random.nextInt(6))
                        .mapToObj(_ -> {
                            int pods = 1 + random.nextInt(10);
                            return new Item(
                                    random.nextInt(3),
                                    pods,
                                    random.nextInt(Math.min(pods, 4)),
                                    LongStream.range(0, lines)
                                            .mapToObj(_ -> (long) random.nextInt(9))
                                            .toList());
                        })
                        .toList();
        long[] missing = LongStream.range(0, lines).map(_ -> random.nextInt(35) - 3).toArray();

        // When
        Optional<Choice> found = FewestPods.of(items, missing, FewestPods.BUDGET);

        // Then
        int[] best = bruteForce(items, missing);
        if (best == null) {
            assertThat(found).isEmpty();
        } else {
            Choice choice = found.orElseThrow();
            assertThat(choice.proved()).isTrue();
            assertThat(covers(items, choice.pods(), missing)).isTrue();
            assertThat(shares(items, choice.pods())).isEqualTo(best);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    private static int @Nullable [] bruteForce(List<Item> items, long[] missing) {
        Integer[] pods = new Integer[items.size()];
        Arrays.fill(pods, 0);
        int[] best = null;
        while (true) {
            if (covers(items, List.of(pods), missing)) {
                int[] shares = shares(items, List.of(pods));
                best = best == null || Arrays.compare(shares, best) < 0 ? shares : best;
            }
            int index = 0;
            while (index < pods.length && pods[index] == items.get(index).most()) {
                pods[index++] = 0;
            }
            if (index == pods.length) {
                return best;
            }
            pods[index]++;
        }
    }

    private static boolean covers(List<Item> items, List<Integer> pods, long[] missing) {
        long[] left = missing.clone();
        for (int index = 0; index < items.size(); index++) {
            for (int line = 0; line < left.length; line++) {
                left[line] -= pods.get(index) * items.get(index).frees(line);
            }
        }
        return Arrays.stream(left).allMatch(each -> each <= 0);
    }

    /** Exact sums of the shares, rank by rank. */
    private static int[] shares(List<Item> items, List<Integer> pods) {
        int[] shares = new int[3];
        for (int index = 0; index < items.size(); index++) {
            Item item = items.get(index);
            shares[item.rank()] += pods.get(index) * (SHARES / item.pods());
        }
        return shares;
    }

    private static List<Integer> pods(List<Item> items, long... missing) {
        return FewestPods.of(items, missing, FewestPods.BUDGET).orElseThrow().pods();
    }
}
