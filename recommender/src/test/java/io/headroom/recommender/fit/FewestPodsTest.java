package io.headroom.recommender.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.recommender.fit.FewestPods.Choice;
import io.headroom.recommender.fit.FewestPods.Item;
import java.util.ArrayList;
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
        List<Item> items = List.of(alike(0, 10, 9, 5L), alike(1, 10, 5, 5L), alike(1, 2, 1, 20L));

        assertThat(pods(items, 5)).containsExactly(0, 1, 0);
        assertThat(pods(items, 30)).containsExactly(0, 2, 1);
        assertThat(pods(items, 46)).containsExactly(1, 5, 1);
    }

    @Test
    void saysThatAllOfThemAreNotEnough() {
        assertThat(FewestPods.of(List.of(alike(0, 3, 2, 5L)), new long[] {11}, 100)).isEmpty();
    }

    @Test
    void whatTheBudgetCutsShortStillCovers() {
        List<Item> items =
                IntStream.range(0, 30)
                        .mapToObj(each -> alike(0, 7 + each, 5, 11L + each, 40L - each))
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
                            int most = random.nextInt(Math.min(pods, 4));
                            return new Item(
                                    random.nextInt(3),
                                    pods,
                                    most,
                                    IntStream.range(0, lines)
                                            .mapToObj(_ -> frees(most, random))
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

    @Test
    void aPodWhoseVolumeStaysFreesNothing() {
        Item grown = new Item(0, 5, 4, List.of(List.of(10L, 20L, 20L, 20L)));
        List<Item> items = List.of(grown, alike(0, 2, 1, 10L));

        assertThat(pods(items, 20)).containsExactly(2, 0);
        assertThat(pods(items, 30)).containsExactly(2, 1);
        assertThat(FewestPods.of(items, new long[] {31}, 100)).isEmpty();
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    /** One whose pods free the same each. */
    private static Item alike(int rank, int pods, int most, long... each) {
        return new Item(
                rank,
                pods,
                most,
                LongStream.of(each)
                        .mapToObj(one ->
                                LongStream.rangeClosed(1, most).mapToObj(pod -> pod * one).toList())
                        .toList());
    }

    /** Of some pods each the same, of others some nothing. */
    private static List<Long> frees(int most, SplittableRandom random) {
        boolean alike = random.nextBoolean();
        long each = random.nextInt(9);
        List<Long> sums = new ArrayList<>();
        long sum = 0;
        for (int pod = 0; pod < most; pod++) {
            sum += alike ? each : Math.max(0, random.nextInt(15) - 5);
            sums.add(sum);
        }
        return sums;
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
                left[line] -= items.get(index).frees(line, pods.get(index));
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
