package io.headroom.recommender.size;

import static io.headroom.recommender.size.Advices.resources;
import static io.headroom.recommender.size.Profiles.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.Advice.HoldCode;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VpaStrategyTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final VpaStrategy VPA = new VpaStrategy(MinimumEvidence.NONE);
    private static final VpaStrategy GATED =
            new VpaStrategy(new MinimumEvidence(10, Duration.ofMinutes(10)));

    @Test
    @Tag("golden")
    void givesALonelyContainerTheWholeSmallestPod() {
        ContainerProfile idle = Profiles.of("app").steady(0.001, 1e6, 60, MINUTE).build();

        List<ContainerRecommendation> advised = VPA.advise(List.of(idle), START);

        assertThat(Advices.targets(advised)).containsExactly(resources(25, 262_144_000));
        assertThat(Advices.codes(advised.getFirst())).contains(Reason.Code.POD_MINIMUM);
    }

    @Test
    @Tag("golden")
    void dividesTheSmallestPodAmongItsContainers() {
        ContainerProfile a = Profiles.of("a").steady(0.001, 1e6, 60, MINUTE).build();
        ContainerProfile b = Profiles.of("b").steady(0.001, 1e6, 60, MINUTE).build();

        assertThat(Advices.targets(VPA.advise(List.of(b, a), START)))
                .containsOnly(resources(12, 131_072_000));
    }

    @Test
    @Tag("golden")
    void answersInTheOrderOfNames() {
        ContainerProfile a = Profiles.of("a").steady(1, 1e9, 60, MINUTE).build();
        ContainerProfile b = Profiles.of("b").steady(1, 1e9, 60, MINUTE).build();

        assertThat(VPA.advise(List.of(b, a), START))
                .extracting(ContainerRecommendation::name)
                .containsExactly("a", "b");
    }

    @Test
    void sizesSidecarsButNotWhatEnds() {
        List<ContainerProfile> profiles =
                List.of(
                        Profiles.of("app").steady(1, 1e9, 60, MINUTE).build(),
                        Profiles.of("mesh")
                                .type(ContainerType.SIDECAR)
                                .steady(1, 1e9, 60, MINUTE)
                                .build(),
                        Profiles.of("migrate")
                                .type(ContainerType.INIT)
                                .steady(1, 1e9, 60, MINUTE)
                                .build(),
                        Profiles.of("debugger")
                                .type(ContainerType.EPHEMERAL)
                                .steady(1, 1e9, 60, MINUTE)
                                .build());

        assertThat(VPA.advise(profiles, START))
                .extracting(ContainerRecommendation::name)
                .containsExactly("app", "mesh");
    }

    @Test
    void holdsUntilThereAreSamplesAndSaysHowLongTheyMustGoOn() {
        ContainerProfile unseen = Profiles.of("app").build();

        assertThat(hold(GATED, unseen, START))
                .isEqualTo(
                        new Advice.Hold(
                                HoldCode.NO_SAMPLES,
                                "no usage of this container was seen yet: numbers come 10 minutes and"
                                        + " 10 samples after the first",
                                START.plus(Duration.ofMinutes(10))));
    }

    @Test
    void holdsUntilThereAreEnoughSamplesAndSaysWhenAtThisPace() {
        ContainerProfile young =
                Profiles.of("app").steady(1, 1e9, 3, MINUTE.multipliedBy(2)).build();

        assertThat(hold(GATED, young, START.plus(Duration.ofMinutes(4))))
                .isEqualTo(
                        new Advice.Hold(
                                HoldCode.TOO_FEW_SAMPLES,
                                "3 of 10 samples seen",
                                START.plus(Duration.ofMinutes(18))));
    }

    @Test
    void holdsUntilSamplesAreOfALongEnoughTime() {
        ContainerProfile busy =
                Profiles.of("app").steady(1, 1e9, 21, Duration.ofSeconds(15)).build();

        assertThat(hold(GATED, busy, START.plus(Duration.ofMinutes(5))))
                .isEqualTo(
                        new Advice.Hold(
                                HoldCode.TOO_SHORT_HISTORY,
                                "samples of 5 minutes seen, 10 minutes needed",
                                START.plus(Duration.ofMinutes(10))));
    }

    @Test
    void doesNotNameATimeThatIsOver() {
        ContainerProfile ended = Profiles.of("app").steady(1, 1e9, 3, MINUTE).build();

        assertThat(hold(GATED, ended, START.plus(Duration.ofDays(1))).until()).isNull();
    }

    @Test
    void answersAsSoonAsBothAreMet() {
        ContainerProfile enough = Profiles.of("app").steady(1, 1e9, 11, MINUTE).build();

        assertThat(GATED.advise(List.of(enough), START).getFirst().advice())
                .isInstanceOf(Advice.Resize.class);
    }

    @Test
    void roundsUpToWhatItIsTold() {
        VpaStrategy rounding =
                new VpaStrategy(MinimumEvidence.NONE, new VpaStrategy.Rounding(100, 128L << 20));
        ContainerProfile profile = Profiles.of("app").steady(0.5, 1e9, 60, MINUTE).build();

        var target = Advices.target(rounding.advise(List.of(profile), START).getFirst());

        assertThat(target).isEqualTo(resources(600, 9 * (128L << 20)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepsTheTargetWithinItsBounds(long seed) {
        RandomGenerator random = random(seed);

        Advice.Resize resize =
                Advices.resize(VPA.advise(List.of(profile(random, 1)), START).getFirst());

        assertThat(resize.target().cpu())
                .isBetween(resize.lowerBound().cpu(), resize.upperBound().cpu());
        assertThat(resize.target().memory())
                .isBetween(resize.lowerBound().memory(), resize.upperBound().memory());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverAsksForLessWhenMoreIsUsed(long seed) {
        Advice.Resize some =
                Advices.resize(VPA.advise(List.of(profile(random(seed), 1)), START).getFirst());
        Advice.Resize more =
                Advices.resize(VPA.advise(List.of(profile(random(seed), 1.5)), START).getFirst());

        assertThat(more.target().cpu()).isGreaterThanOrEqualTo(some.target().cpu());
        assertThat(more.target().memory()).isGreaterThanOrEqualTo(some.target().memory());
    }

    private static ContainerProfile profile(RandomGenerator random, double factor) {
        Profiles profile = Profiles.of("app");
        int count = random.nextInt(1, 500);
        double cores = random.nextDouble(0.01, 4);
        for (int i = 0; i < count; i++) {
            profile.sample(
                    factor * cores * random.nextDouble(),
                    factor * 4e9 * random.nextDouble(),
                    START.plus(MINUTE.multipliedBy(i)));
        }
        return profile.build();
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static Advice.Hold hold(VpaStrategy strategy, ContainerProfile profile, Instant asOf) {
        if (strategy.advise(List.of(profile), asOf).getFirst().advice()
                instanceof Advice.Hold hold) {
            return hold;
        }
        throw new AssertionError("not held");
    }
}
