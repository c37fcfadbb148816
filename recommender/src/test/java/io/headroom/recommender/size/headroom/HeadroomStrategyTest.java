package io.headroom.recommender.size.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.headroom.model.recommendation.Standing;
import io.headroom.recommender.size.Amounts;
import io.headroom.recommender.size.Decision;
import io.headroom.recommender.size.Decision.Choice;
import io.headroom.recommender.size.UsageHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadroomStrategyTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final int PER_DAY = 288;
    private static final double GIB = 1L << 30;
    private static final UsageHistory NOTHING = UsageHistory.withStep(STEP).build();
    private static final HeadroomStrategy SAFE = new HeadroomStrategy(Risk.SAFE);

    @Test
    void aContainerWhoseDaysHardlyDifferGetsAPlainRule() {
        // Given CPU that swings by a tenth around half a core, and memory by a hundredth
        UsageHistory history =
                history(14, i -> 0.5 + 0.05 * wave(i), i -> GIB * (1 + 0.01 * wave(i)));

        // When
        Decision last = SAFE.replay(history).getLast();

        // Then
        assertThat(last.cpu()).isEqualTo(Choice.STEADY);
        assertThat(last.memory()).isEqualTo(Choice.STEADY);
        assertThat(last.requests().cpuCores()).isCloseTo(1.07 * 0.55, within(0.03));
        assertThat(last.requests().memoryBytes()).isCloseTo(1.15 * 1.01 * GIB, within(0.01 * GIB));
    }

    @Test
    void aContainerThatBurstsIsSizedByWhatItsBurstsHaveCost() {
        UsageHistory history = history(14, HeadroomStrategyTest::bursts, i -> GIB);

        Decision last = SAFE.replay(history).getLast();

        assertThat(last.cpu()).isEqualTo(Choice.WEIGHED);
        assertThat(last.requests().cpuCores()).isBetween(1.0, 4.5);
    }

    @Test
    void theLargestMachineGetsWhatItUsesAndNotTheEndOfAScale() {
        UsageHistory steady = history(14, i -> 9_000, i -> GIB);
        UsageHistory bursting = history(14, i -> 1_000 * bursts(i), i -> GIB);

        assertThat(SAFE.advise(steady).cpuCores()).isBetween(9_000.0, 10_500.0);
        assertThat(SAFE.advise(bursting).cpuCores())
                .isCloseTo(
                        1_000
                                * SAFE.advise(history(14, HeadroomStrategyTest::bursts, i -> GIB))
                                        .cpuCores(),
                        withinPercentage(5));
    }

    @Test
    void moreRiskAsksForLessOnTheWhole() {
        double safe = meanRequest(Risk.SAFE);
        double balanced = meanRequest(Risk.BALANCED);
        double cheap = meanRequest(Risk.CHEAP);

        assertThat(balanced).isLessThan(safe);
        assertThat(cheap).isLessThan(balanced);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatWasDecidedDoesNotDependOnWhatCameAfter(long seed) {
        UsageHistory history = random(seed, 20);
        List<Decision> decisions = SAFE.replay(history);

        for (Decision decision : decisions) {
            UsageHistory known = history.until(decision.at());
            assertThat(SAFE.advise(known)).as("%s", decision.at()).isEqualTo(decision.requests());
        }
    }

    @Test
    void memoryThatGrowsForGoodIsFollowedWithinADay() {
        UsageHistory history = history(12, i -> 0.1, i -> (i < 10 * PER_DAY ? 1 : 3) * GIB);

        List<Decision> decisions = SAFE.replay(history);

        assertThat(decisions.get(9).requests().memoryBytes()).isLessThan(1.2 * GIB);
        assertThat(decisions.get(11).requests().memoryBytes()).isGreaterThan(3 * GIB);
    }

    @Test
    void memoryThatShrinksIsFollowedOnlyWhenThatLasts() {
        UsageHistory history = history(28, i -> 0.1, i -> (i < 10 * PER_DAY ? 3 : 1) * GIB);

        List<Decision> decisions = SAFE.replay(history);

        double before = decisions.get(9).requests().memoryBytes();
        for (int day = 11; day <= 13; day++) {
            assertThat(decisions.get(day - 1).requests().memoryBytes())
                    .as("at the end of day %d", day)
                    .isGreaterThanOrEqualTo(0.9 * before);
        }
        assertThat(decisions.getLast().requests().memoryBytes()).isLessThan(1.2 * GIB);
    }

    @Test
    void aGapInTheHistoryChangesNothingButTheAgeOfWhatIsKnown() {
        UsageHistory.Builder builder = UsageHistory.withStep(STEP);
        add(builder, 0, 5 * PER_DAY, i -> 0.5 + 0.05 * wave(i), i -> GIB);
        UsageHistory before = builder.build();
        Amounts asked = SAFE.advise(before);

        Amounts later = SAFE.advise(before.until(before.asOf().plus(Duration.ofDays(3))));

        assertThat(later.cpuCores()).isEqualTo(asked.cpuCores());
        assertThat(later.memoryBytes()).isCloseTo(asked.memoryBytes(), within(1.0));
    }

    @Test
    void windowsThatEndBesideTheGridCountAsThoseOnIt() {
        UsageHistory onIt = random(4, 14);
        UsageHistory.Builder beside = UsageHistory.withStep(STEP);
        for (int window = 0; window < onIt.size(); window++) {
            int late = window % 3 == 0 && window < onIt.size() - 1 ? 1 : 0;
            beside.add(
                    onIt.end(window).plusMillis(late),
                    onIt.cpuCores(window),
                    onIt.memoryBytes(window));
        }

        Amounts asked = SAFE.advise(beside.build());

        assertThat(asked.cpuCores())
                .isCloseTo(SAFE.advise(onIt).cpuCores(), withinPercentage(0.001));
        assertThat(asked.memoryBytes()).isEqualTo(SAFE.advise(onIt).memoryBytes());
    }

    @Test
    void bucketsAreThoseOfTheLogarithmToTheLastBit() {
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 100_000; i++) {
            double cores = Math.exp(random.nextDouble(-11, 7));
            assertThat(LogHistogram.bucket(cores))
                    .isEqualTo(Math.min(LogHistogram.byLogarithm(cores), LogHistogram.BUCKETS - 1));
        }
    }

    @Test
    void stepByStepItComesToWhatItComesToInOneGo() {
        UsageHistory history = random(9, 14);
        List<Decision> atOnce = SAFE.replay(history);
        Standing standing = null;
        for (int day = 0; day < atOnce.size(); day++) {
            UsageHistory past = history.until(atOnce.get(day).at());

            // nothing happens within the days
            HeadroomStrategy.Progress step = SAFE.step(past, past.until(history.end(0)), standing);

            assertThat(step.decided().requests().cpuCores())
                    .isCloseTo(atOnce.get(day).requests().cpuCores(), withinPercentage(0.01));
            assertThat(step.decided().requests().memoryBytes())
                    .isCloseTo(atOnce.get(day).requests().memoryBytes(), withinPercentage(0.01));
            standing = step.standing();
            assertThat(Objects.requireNonNull(standing.learned())).hasSize(1_276);
        }
    }

    @Test
    void peaksOfMemoryOutlastTheWindowsThatTheyWereSeenIn() {
        // Given a container that varies, and had its highest day twelve days ago
        UsageHistory history =
                history(14, i -> 0.2, i -> GIB * (i / PER_DAY == 2 ? 9 : 1 + i / PER_DAY % 3));
        Instant lastMidnight = history.asOf().minus(Duration.ofDays(1));

        // When decisions see ten days each
        Standing standing = null;
        for (int day = 1; day < 14; day++) {
            Instant midnight = START.plus(Duration.ofDays(day));
            standing = SAFE.step(tenDays(history, midnight), NOTHING, standing).standing();
        }
        Standing carried = Objects.requireNonNull(standing);
        assertThat(carried.at()).isEqualTo(lastMidnight);
        UsageHistory last = tenDays(history, history.asOf());

        // Then the last one is that of all fourteen, and not that of the ten
        assertThat(highestAfter(SAFE.step(last, NOTHING, carried))).isEqualTo(9);
        assertThat(highestAfter(SAFE.step(last, NOTHING, null))).isEqualTo(3);
    }

    /** The highest of the peaks that a step looked at, in GiB. */
    private static double highestAfter(HeadroomStrategy.Progress progress) {
        return Learned.of(progress.standing().learned()).memory().basesGib()[MemoryOutlook.MAX14];
    }

    @Test
    void whatAnOlderVersionLearnedIsReadWithoutPeaks() {
        Learned now = Learned.of(null);
        byte[] bytes = Base64.getDecoder().decode(now.write());
        String older =
                Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, bytes.length - 14 * 4));

        assertThat(Learned.of(older).write()).isEqualTo(now.write());
    }

    private static UsageHistory tenDays(UsageHistory history, Instant midnight) {
        return history.until(midnight).since(midnight.minus(Duration.ofDays(10)));
    }

    @Test
    void whatWasLearnedOutlastsItsDays() {
        // a week of rare high bursts, and three days of lower ones
        UsageHistory history =
                history(10, i -> i % 50 == 0 ? (i < 7 * PER_DAY ? 1 + i % 11 : 1) : 0.1, i -> GIB);
        UsageHistory first = history.until(START.plus(Duration.ofDays(1)));
        Standing standing = SAFE.step(first, first, null).standing();
        for (int day = 2; day < 10; day++) {
            UsageHistory past = history.until(START.plus(Duration.ofDays(day)));
            standing = SAFE.step(past, past, standing).standing();
        }
        Standing.Gate open = new Standing.Gate(0, 0, 0, 0, 0, 0);
        Standing learned =
                new Standing(standing.at(), standing.riskPrice(), open, open, standing.learned());
        UsageHistory lastDays = history.since(START.plus(Duration.ofDays(8)));
        UsageHistory unfollowed = lastDays.until(lastDays.end(0));

        double carried = SAFE.step(lastDays, unfollowed, learned).decided().requests().cpuCores();
        double forgotten = SAFE.step(lastDays, unfollowed, null).decided().requests().cpuCores();

        // to serve bursts that are so rare and high has cost more than not to
        assertThat(carried).isLessThan(0.5 * forgotten);
    }

    @Test
    void aBurstIsFollowedOnItsDayAndAQuietDayIsNot() {
        int midnight = 5 * PER_DAY;
        UsageHistory history = history(6, i -> i < midnight + 120 ? wave(i) + 2 : 9, i -> GIB);
        UsageHistory past = history.until(START.plus(Duration.ofDays(5)));
        Standing standing = SAFE.step(past, past, null).standing();
        double decided = standing.cpu().requested();

        HeadroomStrategy.Progress before = SAFE.followUp(amid(history, 119), standing);
        HeadroomStrategy.Progress after = SAFE.followUp(amid(history, 125), standing);

        assertThat(before.cpuRaised()).isFalse();
        assertThat(before.decided().requests().cpuCores()).isEqualTo(decided);
        assertThat(after.cpuRaised()).isTrue();
        assertThat(after.decided().requests().cpuCores()).isGreaterThanOrEqualTo(9);
        assertThat(after.standing()).isEqualTo(standing);
    }

    @Test
    void theNextDayGoesOnFromWhatWasFollowed() {
        int midnight = 5 * PER_DAY;
        UsageHistory history =
                history(
                        6,
                        i -> i < midnight + 120 ? wave(i) + 2 : i < midnight + 150 ? 9 : 2,
                        i -> GIB);
        UsageHistory past = history.until(START.plus(Duration.ofDays(5)));
        Standing standing = SAFE.step(past, past, null).standing();

        double followed = SAFE.step(history, history, standing).standing().cpu().decided();
        double ignored =
                SAFE.step(history, history.until(START.plus(Duration.ofDays(5))), standing)
                        .standing()
                        .cpu()
                        .decided();

        assertThat(followed).isNotEqualTo(ignored);
    }

    @Test
    void memoryThatComesNearTheRequestIsFollowedOnItsDay() {
        // within a tenth of what was decided on the first day
        IntToDoubleFunction growing = i -> (i < PER_DAY ? 1 : 1.08) * GIB;
        UsageHistory past = history(5, i -> 1, growing);
        UsageHistory first = past.until(START.plus(Duration.ofDays(1)));
        Standing standing = SAFE.step(first, first, null).standing();
        for (int day = 2; day <= 5; day++) {
            UsageHistory known = past.until(START.plus(Duration.ofDays(day)));
            standing = SAFE.step(known, known, standing).standing();
        }
        double requested = standing.memory().requested();

        HeadroomStrategy.Progress far = SAFE.followUp(grown(growing, 0.94 * requested), standing);
        HeadroomStrategy.Progress near = SAFE.followUp(grown(growing, 0.96 * requested), standing);

        assertThat(far.memoryRaised()).isFalse();
        assertThat(near.memoryRaised()).isTrue();
        assertThat(near.decided().requests().memoryBytes()).isGreaterThan(1.1 * requested);
    }

    @Test
    void whatMemoryWasRaisedToEndsWithItsDay() {
        IntToDoubleFunction varied = i -> (i / PER_DAY % 2 == 0 ? 1 : 1.5) * GIB;
        UsageHistory past = history(5, i -> 1, varied);
        Standing standing = SAFE.step(past, past, null).standing();
        UsageHistory day = grown(varied, 3 * standing.memory().requested());
        UsageHistory unfollowed = day.until(START.plus(Duration.ofDays(5)));

        assertThat(SAFE.followUp(day, standing).memoryRaised()).isTrue();
        assertThat(SAFE.step(day, day, standing)).isEqualTo(SAFE.step(day, unfollowed, standing));
    }

    /** Six days, in the last of which memory goes to {@code bytes} for an hour. */
    private static UsageHistory grown(IntToDoubleFunction before, double bytes) {
        int midnight = 5 * PER_DAY;
        return history(
                6,
                i -> 1,
                i -> i < midnight ? before.applyAsDouble(i) : i < midnight + 12 ? bytes : GIB);
    }

    /** So many windows after the fifth midnight. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void howSafeADecisionIsSaidToBeDependsOnNothingLater(long seed) {
        UsageHistory history = random(seed, 20);
        Lessons lessons = Lessons.of(history);
        List<Decision> decisions = SAFE.replay(lessons);
        for (int day = 1; day <= decisions.size(); day++) {
            UsageHistory past = history.until(decisions.get(day - 1).at());
            assertThat(Safety.at(lessons, decisions, day, Priors.shipped()))
                    .isEqualTo(Safety.of(past, SAFE.replay(past)));
        }
    }

    private static UsageHistory amid(UsageHistory history, int windows) {
        return history.until(START.plus(Duration.ofDays(5)).plus(STEP.multipliedBy(windows)));
    }

    @Test
    void abstainsFromWhatWasNeverSeen() {
        assertThat(SAFE.advise(UsageHistory.withStep(STEP).build())).isEqualTo(Amounts.ABSTAINED);
        Amounts onlyMemory = SAFE.advise(history(3, i -> Double.NaN, i -> GIB));
        assertThat(onlyMemory.cpuCores()).isNaN();
        assertThat(onlyMemory.memoryBytes()).isGreaterThan(GIB);
    }

    @Test
    void whatIsIdleIsAskedForNextToNothing() {
        Amounts idle = SAFE.advise(history(14, i -> 0, i -> 0));

        assertThat(idle.cpuCores()).isLessThan(0.001);
        assertThat(idle.memoryBytes()).isLessThan(4 << 20);
    }

    @Test
    void oneDayIsEnoughForAnAnswer() {
        Amounts first = SAFE.advise(history(1, HeadroomStrategyTest::bursts, i -> GIB));

        assertThat(first.cpuCores()).isBetween(0.2, 10.0);
        assertThat(first.memoryBytes()).isCloseTo(1.15 * GIB, within(1.0));
    }

    @ParameterizedTest
    @CsvSource({"safe, 110", "Balanced, 60", "cheap, 30", "45.5, 45.5"})
    void riskIsANameOrAPrice(String text, double price) {
        assertThat(Risk.parse(text).price()).isEqualTo(price);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bold", "0", "-1", "NaN", "Infinity"})
    void riskSaysWhatMayBeWritten(String text) {
        assertThatThrownBy(() -> Risk.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be safe, balanced, cheap or a positive number, such as 45");
    }

    /** In cores, over days of many containers. */
    private static double meanRequest(Risk risk) {
        HeadroomStrategy strategy = new HeadroomStrategy(risk);
        return LongStream.rangeClosed(1, 20)
                .boxed()
                .flatMap(seed -> strategy.replay(random(seed, 14)).stream())
                .mapToDouble(decision -> decision.requests().cpuCores())
                .average()
                .orElseThrow();
    }

    private static double bursts(int i) {
        return i % 96 < 4 ? 4 : 0.2;
    }

    private static double wave(int i) {
        return Math.sin(2 * Math.PI * i / PER_DAY);
    }

    private static UsageHistory random(long seed, int days) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] cores = new double[days * PER_DAY];
        double[] bytes = new double[days * PER_DAY];
        double level = 0.3;
        double memory = GIB;
        for (int i = 0; i < cores.length; i++) {
            level = Math.clamp(level * Math.exp(random.nextDouble(-0.1, 0.1)), 0.01, 8);
            memory =
                    Math.clamp(memory * Math.exp(random.nextDouble(-0.03, 0.03)), GIB / 8, 8 * GIB);
            cores[i] = random.nextInt(50) == 0 ? 4 * level : level;
            bytes[i] = memory;
        }
        return history(days, i -> cores[i], i -> bytes[i]);
    }

    private static UsageHistory history(
            int days, IntToDoubleFunction cores, IntToDoubleFunction bytes) {
        UsageHistory.Builder builder = UsageHistory.withStep(STEP);
        add(builder, 0, days * PER_DAY, cores, bytes);
        return builder.build();
    }

    private static void add(
            UsageHistory.Builder builder,
            int from,
            int until,
            IntToDoubleFunction cores,
            IntToDoubleFunction bytes) {
        for (int i = from; i < until; i++) {
            builder.add(
                    START.plus(STEP.multipliedBy(i + 1L)),
                    cores.applyAsDouble(i),
                    bytes.applyAsDouble(i));
        }
    }
}
