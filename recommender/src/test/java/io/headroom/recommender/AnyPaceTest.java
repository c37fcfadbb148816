package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.Particulars;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.policy.Policies;
import io.headroom.recommender.policy.Policy;
import io.headroom.recommender.policy.PolicyLevel;
import io.headroom.recommender.savings.PriceSheet;
import io.headroom.recommender.size.MinimumEvidence;
import io.headroom.recommender.size.VpaStrategy;
import io.headroom.recommender.size.headroom.HeadroomStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Twenty-two days of a workload, more than its rings hold: however many of its assessments are read
 * before one is answered, and whenever a recommender begins anew, the last answer is the same.
 */
class AnyPaceTest {
    private static final WorkloadRef CART = States.deployment("shop", "cart");
    private static final Instant BORN = Instant.parse("2026-03-01T14:20:00Z");
    private static final Duration BETWEEN = Duration.ofHours(5);
    private static final Duration LIFE = Duration.ofDays(22);
    private static final int DAY_OF_THE_SECOND_CONTAINER = 4;
    private static final Sizing SIZING =
            new Sizing(
                    HeadroomStrategy.NAME,
                    new VpaStrategy(new MinimumEvidence(10, Duration.ofMinutes(10))));

    private static final List<UsageAssessment> LIVED =
            IntStream.iterate(1, i -> BETWEEN.multipliedBy(i).compareTo(LIFE) <= 0, i -> i + 1)
                    .mapToObj(i -> assessment(BORN.plus(BETWEEN.multipliedBy(i))))
                    .toList();

    /** What each assessment was answered when it was read. */
    private static List<Recommendation> answers;

    @BeforeAll
    static void answerOneByOne() {
        LatestState state = state(null);
        answers = new ArrayList<>();
        for (UsageAssessment each : LIVED) {
            read(state, each);
            answers.add(answer(state));
        }
    }

    @Test
    void theGatesDidMoveAndWhatWasFirstRequestedIsNoLongerRequested() {
        assertThat(answers.stream().map(AnyPaceTest::cores).distinct().count())
                .isGreaterThanOrEqualTo(4);
        assertThat(container(answers.getLast(), "web").firstRequests())
                .isEqualTo(States.resources(1_000, 1L << 30));
    }

    @Test
    void usageWasFollowedWithinDays() {
        assertThat(answers.stream().map(AnyPaceTest::reasons))
                .anyMatch(reasons -> reasons.contains("CPU raised to"))
                .anyMatch(reasons -> reasons.contains("memory raised to"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void manyThatAreReadAtOnceComeToTheSame(long seed) {
        RandomGenerator random = random(seed);
        LatestState state = state(null);
        for (UsageAssessment each : LIVED) {
            read(state, each);
            if (random.nextInt(20) == 0) {
                answer(state);
            }
        }

        assertThat(answer(state)).isEqualTo(answers.getLast());
    }

    @Test
    void allOfThemReadAtOnceComeToTheSame() {
        LatestState state = state(null);
        LIVED.forEach(each -> read(state, each));

        assertThat(answer(state)).isEqualTo(answers.getLast());
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7, 8})
    void oneThatBeginsAnewGoesOnFromTheLastAnswer(long seed) {
        int before = random(seed).nextInt(LIVED.size());
        LatestState state = state(answers.get(before));
        // what is older may still be on the topic, or not
        LIVED.subList(random(seed).nextInt(before + 1), LIVED.size())
                .forEach(each -> read(state, each));

        assertThat(answer(state)).isEqualTo(answers.getLast());
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 10, 11, 12})
    void threeDaysThatNobodyReadAreMadeUpForFromTheRings(long seed) {
        RandomGenerator random = random(seed);
        int away = (int) Duration.ofDays(3).dividedBy(BETWEEN);
        LatestState state = state(null);
        for (int i = 0; i < LIVED.size(); i += random.nextInt(away - 3, away + 1)) {
            read(state, LIVED.get(i));
            assertThat(answer(state)).isEqualTo(answers.get(i));
        }
    }

    @Test
    void whatWasFirstRequestedIsKnownAfterMonthsThatNobodyAnswered() {
        LatestState state = state(null);
        for (Duration age = BETWEEN; age.toDays() < 60; age = age.plus(BETWEEN)) {
            read(state, assessment(BORN.plus(age)));
        }

        assertThat(state.passedUsage(CART)).hasSize(32);
        assertThat(container(answer(state), "web").firstRequests())
                .isEqualTo(States.resources(1_000, 1L << 30));
    }

    @Test
    void nothingThatWasAnsweredIsKept() {
        LatestState state = state(null);
        LIVED.forEach(each -> read(state, each));
        assertThat(state.passedUsage(CART)).hasSizeBetween(22, 32);

        answer(state);

        assertThat(state.passedUsage(CART)).isEmpty();
    }

    @Test
    void aContainerThatJoinsAnOldWorkloadHasNumbersOnTheSameDay() {
        Instant joined = BORN.plus(Duration.ofDays(DAY_OF_THE_SECOND_CONTAINER));

        Recommendation answer =
                answers.stream()
                        .filter(each -> each.asOf().isAfter(joined))
                        .findFirst()
                        .orElseThrow();

        assertThat(container(answer, "proxy").advice()).isInstanceOf(Advice.Resize.class);
    }

    private static LatestState state(@Nullable Recommendation last) {
        LatestState state =
                new LatestState(
                        PriceSheet.NONE, new Policies(PolicyLevel.NONE, Set.of("headroom")));
        if (last != null) {
            state.recommendation(CART, last);
        }
        return state;
    }

    private static void read(LatestState state, UsageAssessment assessment) {
        state.assessment(CART.key(), assessment, new Dirty());
    }

    private static Recommendation answer(LatestState state) {
        Recommendation answer =
                SIZING.recommend(
                        CART,
                        state.passedUsage(CART),
                        Objects.requireNonNull(state.usage().get(CART)),
                        States.surroundings(Policy.NONE, state.recommendations().get(CART)));
        state.recommendation(CART, answer);
        return answer;
    }

    private static ContainerRecommendation container(Recommendation of, String name) {
        return of.containers().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Object cores(Recommendation of) {
        return container(of, "web").advice() instanceof Advice.Resize resize
                ? Objects.requireNonNull(resize.target().cpu())
                : "none";
    }

    private static String reasons(Recommendation of) {
        return container(of, "web").advice() instanceof Advice.Resize resize
                ? resize.reasons().toString()
                : "";
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static UsageAssessment assessment(Instant asOf) {
        List<ContainerProfile> containers = new ArrayList<>();
        if (asOf.isAfter(BORN.plus(Duration.ofDays(DAY_OF_THE_SECOND_CONTAINER)))) {
            containers.add(profile("proxy", asOf, DAY_OF_THE_SECOND_CONTAINER));
        }
        containers.add(profile("web", asOf, 0));
        Ring none = new Ring(0, new byte[0]);
        return new UsageAssessment(
                CART, asOf, containers, none, none, none, new Completeness(12, 12));
    }

    private static ContainerProfile profile(String name, Instant asOf, int bornDay) {
        ContainerProfile sampled = States.steady(name, 0.2, 2e8);
        long hours = Duration.between(BORN, asOf).toHours();
        long born = Windows.indexOf(BORN.plus(Duration.ofDays(bornDay)));
        Ring cpu = ring(asOf, ByteScale.CPU_CORES, window -> window < born ? -1 : cores(window));
        return new ContainerProfile(
                        name,
                        sampled.type(),
                        States.resources(hours < 8 ? 1_000 : hours < 400 ? 700 : 400, 1L << 30),
                        sampled.limits(),
                        sampled.firstSampleAt(),
                        sampled.lastSampleAt(),
                        sampled.samples(),
                        sampled.cpu(),
                        sampled.memoryPeaks(),
                        cpu,
                        cpu,
                        ring(
                                asOf,
                                ByteScale.MEMORY_BYTES,
                                window -> window < born ? -1 : 3e8 * (1 + cores(window))))
                .with(particulars(asOf, born));
    }

    /**
     * Every other burst is a start, and of the first days half of the memory is file pages: whether
     * either counts is another answer on other days.
     */
    private static Particulars particulars(Instant asOf, long born) {
        Ring steady =
                ring(
                        asOf,
                        ByteScale.CPU_CORES,
                        window -> {
                            boolean start = window / 1_777 % 2 == 0 && window % 1_777 < 9;
                            return window < born || start ? -1 : cores(window);
                        });
        long hours = asOf.getEpochSecond() / 3_600;
        long first = Math.max(BORN.getEpochSecond() / 3_600, hours - 14 * 24);
        byte[] resident = new byte[(int) (hours - first + 1)];
        for (int i = 0; i < resident.length; i++) {
            boolean files = first + i < BORN.getEpochSecond() / 3_600 + 12 * 24;
            resident[i] = ByteScale.MEMORY_BYTES.encode(files ? 2e8 : 1.5e9);
        }
        Ring minutes = new Ring(0, new byte[] {ByteScale.CPU_CORES.encode(3)});
        return new Particulars(new Ring(first, resident), null, steady, minutes, 2, null);
    }

    /** Days that differ from each other, with a burst that leaves the rings later. */
    private static double cores(int window) {
        int day = window / Windows.PER_DAY;
        double level = 0.1 + 0.4 * ((day * 7919) % 11) / 11.0;
        return level * (1 + 0.8 * Math.sin(window * 0.02)) + (window % 1_777 < 9 ? 1.5 : 0);
    }

    private static Ring ring(Instant asOf, ByteScale scale, IntToDoubleFunction amounts) {
        long last = Windows.indexOf(asOf);
        long first = Math.max(Windows.indexOf(BORN), last - Windows.PER_RING + 1);
        byte[] steps = new byte[(int) (last - first + 1)];
        for (int i = 0; i < steps.length; i++) {
            double amount = amounts.applyAsDouble((int) (first + i));
            steps[i] = amount < 0 ? ByteScale.MISSING : scale.encode(amount);
        }
        return new Ring(first, steps);
    }
}
