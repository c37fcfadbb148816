package io.headroom.recommender.fit.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.recommender.fit.search.Freed.Bent;
import io.headroom.recommender.fit.search.Freed.Straight;
import io.headroom.recommender.fit.search.Offer.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FewestStepsTest {
    private static final long MUCH = 1_000_000;

    @Test
    void takesFromWhoFreesMostAndOfThoseWhoFreeTheSameFromTheLast() {
        List<Part> items = List.of(item(1, 5, 3), item(1, 9, 2), item(1, 9, 2));

        assertThat(steps(items, 20)).containsExactly(0, 1, 2);
        assertThat(steps(items, 40)).containsExactly(1, 2, 2);
    }

    @Test
    void findsThatOneStepOnBothLinesSavesTwoOnOneEach() {
        List<Part> items = List.of(item(0b01, 9, 5), item(0b10, 9, 5), item(0b11, 6, 5));

        assertThat(steps(items, 6, 6)).containsExactly(0, 0, 1);
        assertThat(steps(items, 9, 0)).containsExactly(1, 0, 0);
        assertThat(steps(items, 18, 18)).containsExactly(0, 0, 3);
    }

    @Test
    void whatAStepFreesMayBeLessOnOneLineThanOnAnother() {
        // of two containers one has a limit: the second line counts half of what the first does
        Part half =
                new Part(
                        4,
                        List.of(
                                new Freed(lines(0b01), new Straight(10, 4, 0)),
                                new Freed(lines(0b10), new Straight(5, 4, 0))));
        // an init container holds the second line up after a step
        Part bent =
                new Part(
                        4,
                        List.of(
                                new Freed(lines(0b01), new Straight(8, 4, 0)),
                                new Freed(lines(0b10), Bent.of(4, step -> step == 0 ? 0 : 7))));

        assertThat(steps(List.of(half, bent), 20, 0)).containsExactly(2, 0);
        assertThat(steps(List.of(half, bent), 0, 7)).containsExactly(0, 1);
        assertThat(steps(List.of(half, bent), 0, 17)).containsExactly(2, 1);
    }

    @Test
    void saysThatAllOfItIsNotEnough() {
        assertThat(FewestSteps.of(List.of(item(1, 5, 2)), new long[] {11}, new Budget(100)))
                .isEmpty();
    }

    @Test
    void aLastSmallerStepReachesTheVeryLeast() {
        List<Part> items = List.of(item(1, 5, 2, 3));

        assertThat(steps(items, 10)).containsExactly(2);
        assertThat(steps(items, 13)).containsExactly(3);
        assertThat(FewestSteps.of(items, new long[] {14}, new Budget(100))).isEmpty();
    }

    @Test
    void doesNotSearchForEver() {
        List<Part> items = new ArrayList<>();
        for (int lines = 1; lines < 16; lines++) {
            items.add(item(lines, 1_000 + lines, 1_000));
        }
        long[] missing = {3_000_000, 2_900_000, 3_100_000, 2_800_000};

        assertThatThrownBy(() -> FewestSteps.of(items, missing, new Budget(10_000)))
                .isInstanceOf(Budget.SpentException.class);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noOtherChoiceGivesUpLessWhateverFreeingIsSaidToBeWorth(long seed) {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        int lines = 1 + random.nextInt(3);
        List<Part> items =
                IntStream.range(0, 1 + random.nextInt(6))
                        .mapToObj(_ ->
                                random.nextInt(3) == 0 ? bent(lines, random) : item(lines, random))
                        .toList();
        long[] missing = LongStream.range(0, lines).map(_ -> random.nextInt(60) - 5).toArray();
        double[] worth =
                LongStream.range(0, lines).mapToDouble(_ -> random.nextDouble() / 6).toArray();

        // When
        Optional<int[]> found =
                FewestSteps.of(
                                items,
                                missing,
                                Integer.MAX_VALUE,
                                worth,
                                new long[lines],
                                new Budget(MUCH))
                        .map(splits -> splits.steps().getFirst());

        // Then
        int best = bruteForce(items, missing);
        if (best == Integer.MAX_VALUE) {
            assertThat(found).isEmpty();
        } else {
            assertThat(covers(items, found.orElseThrow(), missing)).isTrue();
            assertThat(Arrays.stream(found.orElseThrow()).sum()).isEqualTo(best);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ofThoseThatAreAsGoodNoneIsLostThatLeavesMoreRoomSomewhere(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Part> items = IntStream.range(0, 4).mapToObj(_ -> item(2, random)).toList();
        long[] missing = {random.nextInt(30), random.nextInt(30)};

        Optional<FewestSteps.Splits> splits =
                FewestSteps.of(
                        items,
                        missing,
                        Integer.MAX_VALUE,
                        new double[2],
                        new long[] {MUCH, MUCH},
                        new Budget(MUCH));

        forEach(
                items,
                steps -> {
                    if (splits.isPresent()
                            && covers(items, steps, missing)
                            && Arrays.stream(steps).sum() == splits.get().sum()) {
                        long[] left = left(items, steps, missing);
                        assertThat(splits.get().steps())
                                .anySatisfy(kept -> {
                                    long[] other = left(items, kept, missing);
                                    assertThat(other[0]).isLessThanOrEqualTo(left[0]);
                                    assertThat(other[1]).isLessThanOrEqualTo(left[1]);
                                });
                    }
                });
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    private static Part item(int lines, RandomGenerator random) {
        int frees = 1 + random.nextInt(12);
        return item(random.nextInt(1 << lines), frees, random.nextInt(5), random.nextInt(frees));
    }

    /** Of which each line counts something else, steps late less than early ones or more. */
    private static Part bent(int lines, RandomGenerator random) {
        int steps = 1 + random.nextInt(4);
        List<Freed> freed = new ArrayList<>();
        for (int line = 0; line < lines; line++) {
            if (random.nextInt(4) > 0) {
                long[] sums = new long[steps + 1];
                for (int step = 1; step <= steps; step++) {
                    sums[step] = sums[step - 1] + random.nextInt(10);
                }
                freed.add(new Freed(lines(1 << line), Bent.of(steps, step -> sums[step])));
            }
        }
        return new Part(steps, freed);
    }

    private static int bruteForce(List<Part> items, long[] missing) {
        int[] best = {Integer.MAX_VALUE};
        forEach(
                items,
                steps -> {
                    if (covers(items, steps, missing)) {
                        best[0] = Math.min(best[0], Arrays.stream(steps).sum());
                    }
                });
        return best[0];
    }

    private static void forEach(List<Part> items, java.util.function.Consumer<int[]> choice) {
        int[] steps = new int[items.size()];
        while (true) {
            choice.accept(steps.clone());
            int index = 0;
            while (index < steps.length && steps[index] == items.get(index).steps()) {
                steps[index++] = 0;
            }
            if (index == steps.length) {
                return;
            }
            steps[index]++;
        }
    }

    private static boolean covers(List<Part> items, int[] steps, long[] missing) {
        return Arrays.stream(left(items, steps, missing)).allMatch(each -> each <= 0);
    }

    private static long[] left(List<Part> items, int[] steps, long[] missing) {
        long[] left = missing.clone();
        for (int index = 0; index < steps.length; index++) {
            for (Freed freed : items.get(index).freed()) {
                long amount = freed.by().at(steps[index]);
                freed.lines().stream().forEach(line -> left[line] -= amount);
            }
        }
        return left;
    }

    private static BitSet lines(int bits) {
        return BitSet.valueOf(new long[] {bits});
    }

    private static Part item(int lines, int frees, int steps) {
        return item(lines, frees, steps, 0);
    }

    private static Part item(int lines, int frees, int steps, int last) {
        return new Part(
                steps + Integer.signum(last),
                lines == 0
                        ? List.of()
                        : List.of(new Freed(lines(lines), new Straight(frees, steps, last))));
    }

    private static int[] steps(List<Part> items, long... missing) {
        return FewestSteps.of(items, missing, new Budget(MUCH)).orElseThrow();
    }
}
