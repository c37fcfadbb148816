package io.headroom.recommender.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.recommender.fit.FewestSteps.Item;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FewestStepsTest {

    @Test
    void takesFromWhoFreesMostAndOfTheLowestRankFirst() {
        List<Item> items =
                List.of(item(0, 1, 50, 10), item(1, 1, 5, 3), item(1, 1, 9, 2), item(1, 1, 9, 2));

        assertThat(steps(items, 20)).containsExactly(0, 0, 1, 2);
        assertThat(steps(items, 60)).containsExactly(1, 0, 0, 2);
        assertThat(steps(items, 51)).containsExactly(0, 3, 2, 2);
    }

    @Test
    void findsThatOneStepOnBothLinesSavesTwoOnOneEach() {
        List<Item> items = List.of(item(0, 0b01, 9, 5), item(0, 0b10, 9, 5), item(0, 0b11, 6, 5));

        assertThat(steps(items, 6, 6)).containsExactly(0, 0, 1);
        assertThat(steps(items, 9, 0)).containsExactly(1, 0, 0);
        assertThat(steps(items, 18, 18)).containsExactly(0, 0, 3);
    }

    @Test
    void saysThatAllOfItIsNotEnough() {
        assertThat(FewestSteps.of(List.of(item(0, 1, 5, 2)), new long[] {11}, 100)).isEmpty();
    }

    @Test
    void aLastSmallerStepReachesTheVeryLeast() {
        List<Item> items = List.of(new Item(0, 1, 5, 2, 3));

        assertThat(steps(items, 10)).containsExactly(2);
        assertThat(steps(items, 13)).containsExactly(3);
        assertThat(FewestSteps.of(items, new long[] {14}, 100)).isEmpty();
    }

    @Test
    void doesNotSearchForEver() {
        List<Item> items = new ArrayList<>();
        for (int lines = 1; lines < 16; lines++) {
            items.add(item(0, lines, 1_000 + lines, 1_000));
        }
        assertThatThrownBy(() ->
                        FewestSteps.of(
                                items,
                                new long[] {3_000_000, 2_900_000, 3_100_000, 2_800_000},
                                10_000))
                .isInstanceOf(FewestSteps.TooManyException.class);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noOtherChoiceGivesUpLessRankByRank(long seed) {
        // Given
        RandomGenerator random = new java.util.SplittableRandom(seed);
        int lines = 1 + random.nextInt(3);
        List<Item> items =
                IntStream.range(0, 1 + random.nextInt(6))
                        .mapToObj(_ -> {
                            long frees = 1L + random.nextInt(12);
                            return new Item(
                                    random.nextInt(3),
                                    random.nextInt(1 << lines),
                                    frees,
                                    random.nextInt(5),
                                    random.nextInt((int) frees));
                        })
                        .toList();
        long[] missing = LongStream.range(0, lines).map(_ -> random.nextInt(60) - 5).toArray();

        // When
        Optional<int[]> found = FewestSteps.of(items, missing, FewestSteps.BUDGET);

        // Then
        int[] best = bruteForce(items, missing);
        if (best == null) {
            assertThat(found).isEmpty();
        } else {
            int[] steps = found.orElseThrow();
            assertThat(covers(items, steps, missing)).isTrue();
            assertThat(sums(items, steps)).isEqualTo(best);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    private static int @Nullable [] bruteForce(List<Item> items, long[] missing) {
        int[] steps = new int[items.size()];
        int[] best = null;
        while (true) {
            if (covers(items, steps, missing)) {
                int[] sums = sums(items, steps);
                best = best == null || Arrays.compare(sums, best) < 0 ? sums : best;
            }
            int index = 0;
            while (index < steps.length && steps[index] == most(items.get(index))) {
                steps[index++] = 0;
            }
            if (index == steps.length) {
                return best;
            }
            steps[index]++;
        }
    }

    private static int most(Item item) {
        return item.steps() + (item.last() > 0 ? 1 : 0);
    }

    private static boolean covers(List<Item> items, int[] steps, long[] missing) {
        long[] left = missing.clone();
        for (int index = 0; index < steps.length; index++) {
            Item item = items.get(index);
            long freed =
                    Math.min(steps[index], item.steps()) * item.frees()
                            + (steps[index] > item.steps() ? item.last() : 0);
            for (int line = 0; line < left.length; line++) {
                left[line] -= (item.lines() >> line & 1) * freed;
            }
        }
        return Arrays.stream(left).allMatch(each -> each <= 0);
    }

    private static int[] sums(List<Item> items, int[] steps) {
        int[] sums = new int[3];
        for (int index = 0; index < steps.length; index++) {
            sums[items.get(index).rank()] += steps[index];
        }
        return sums;
    }

    private static Item item(int rank, long lines, long frees, int steps) {
        return new Item(rank, lines, frees, steps, 0);
    }

    private static int[] steps(List<Item> items, long... missing) {
        return FewestSteps.of(items, missing, FewestSteps.BUDGET).orElseThrow();
    }
}
