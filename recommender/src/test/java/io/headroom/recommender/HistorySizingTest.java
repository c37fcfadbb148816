package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Evidence;
import io.headroom.model.recommendation.Reason;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.recommendation.Standing;
import io.headroom.model.settings.Settings;
import io.headroom.recommender.policy.Policies;
import io.headroom.recommender.replay.Rehearsal;
import io.headroom.recommender.size.MinimumEvidence;
import io.headroom.recommender.size.Profiles;
import io.headroom.recommender.size.Strategies;
import io.headroom.recommender.size.UsageHistory;
import io.headroom.recommender.size.VpaStrategy;
import io.headroom.recommender.size.headroom.Risk;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistorySizingTest {
    private static final long FIRST = 600_000;
    private static final Instant AS_OF = Windows.start(FIRST + 14 * Windows.PER_DAY);
    private static final double MIB = 1 << 20;
    private static final Ring NONE = new Ring(0, new byte[0]);
    private static final WorkloadRef CART = States.deployment("shop", "cart");
    private static final HistorySizing SIZING =
            new HistorySizing(
                    new MinimumEvidence(10, Duration.ofMinutes(10)), VpaStrategy.Rounding.NONE);

    @Test
    void showsWhatItWouldHaveComeToAndWhatOtherProfilesWould() {
        ContainerRecommendation bursty = advise("headroom", bursty());

        Evidence evidence = Objects.requireNonNull(bursty.evidence());
        assertThat(evidence.replayed().days()).isEqualTo(13);
        assertThat(Duration.between(evidence.from(), evidence.until()))
                .isEqualTo(Duration.ofDays(13));
        assertThat(evidence.replayed().cpuUnservedRatio()).isBetween(0.0, 0.2);
        assertThat(evidence.otherRisks())
                .extracting(Evidence.OtherRisk::risk)
                .containsExactly("balanced", "cheap");
        assertThat(evidence.otherRisks().getLast().replayed().cpuMeanMillicores())
                .isLessThanOrEqualTo(evidence.replayed().cpuMeanMillicores());
        assertThat(evidence.cpuSafety()).isBetween(0.0, 1.0);
        assertThat(evidence.memorySafety()).isBetween(0.9, 1.0);
        assertThat(evidence.sentence())
                .contains("over 13 days")
                .contains("less CPU than is requested");
        assertThat(codes(bursty)).contains(Reason.Code.WEIGHED);
    }

    @Test
    void safetyIsThatOfWhatIsAdvisedAndNotOfWhatAReplayComesTo() {
        // nothing happens on the day itself, so that nothing is raised
        int midnight = Windows.PER_RING - 8 * 12;
        ContainerProfile restless = profile(i -> i < midnight ? restless(i) : 0.01, i -> 300 * MIB);
        ContainerRecommendation replayed = advise("headroom", restless);
        Standing standing = Objects.requireNonNull(replayed.standing());
        Standing low =
                new Standing(
                        standing.at(),
                        standing.riskPrice(),
                        new Standing.Gate(0.3, 0.3, 0, 0, 0, 0),
                        standing.memory(),
                        standing.learned());

        ContainerRecommendation carried =
                SIZING.advise("headroom", Risk.SAFE, List.of(restless), AS_OF, Map.of("web", low))
                        .getFirst();

        assertThat(resize(carried).target().cpu()).isEqualTo(new Cpu(300));
        assertThat(cpuSafety(carried)).isLessThan(cpuSafety(replayed) - 0.3);
    }

    @Test
    void evidenceIsOfWhatWasUsedAndNotOfWhatRingsRoundItUpTo() {
        SplittableRandom random = new SplittableRandom(7);
        double[] cores = new double[Windows.PER_RING];
        UsageHistory.Builder used = UsageHistory.withStep(Windows.LENGTH);
        for (int i = 0; i < cores.length; i++) {
            cores[i] = 0.2 * Math.exp(random.nextGaussian(0, 0.6));
            used.add(Windows.end(FIRST + i), cores[i], 300 * MIB);
        }
        ContainerProfile profile = profile(i -> cores[i], i -> 300 * MIB);
        UsageHistory rings = UsageHistory.ofRings(profile.cpuHottest(), profile.memoryPeak());

        double stated =
                Objects.requireNonNull(advise("krr", profile).evidence())
                        .replayed()
                        .cpuUnservedRatio();

        Instant midnight = AS_OF.truncatedTo(ChronoUnit.DAYS);
        double happened =
                Rehearsal.of(used.build(), Strategies.named("krr").replay(rings.until(midnight)))
                        .orElseThrow()
                        .cpuUnservedRatio();
        assertThat(stated).isCloseTo(happened, withinPercentage(5));
    }

    @Test
    void decidesOnceADayHoweverOftenItIsAsked() {
        ContainerRecommendation first = adviseAt(0, Map.of());
        Standing standing = Objects.requireNonNull(first.standing());
        assertThat(standing.at()).isEqualTo(AS_OF.truncatedTo(ChronoUnit.DAYS));

        // Then whatever leaves the rings and enters them until midnight changes nothing
        for (int windows = 1; windows < Windows.PER_DAY / 2; windows += 5) {
            ContainerRecommendation later = adviseAt(windows, Map.of("web", standing));
            assertThat(resize(later).target()).isEqualTo(resize(first).target());
            assertThat(later.standing()).isEqualTo(standing);
        }
        ContainerRecommendation nextDay = adviseAt(Windows.PER_DAY, Map.of("web", standing));
        assertThat(Objects.requireNonNull(nextDay.standing()).at())
                .isEqualTo(standing.at().plus(Duration.ofDays(1)));
    }

    @Test
    void anotherRiskBeginsAnew() {
        Standing first = Objects.requireNonNull(adviseAt(0, Map.of()).standing());
        Standing cheap =
                new Standing(
                        AS_OF.truncatedTo(ChronoUnit.DAYS),
                        30,
                        new Standing.Gate(7, 7, 0, 0, 0, 0),
                        new Standing.Gate(7e9, 7e9, 0, 0, 0, 0),
                        first.learned());

        assertThat(resize(adviseAt(0, Map.of("web", cheap))).target())
                .isEqualTo(resize(adviseAt(0, Map.of())).target());
    }

    @Test
    void memoryAboveTheDecisionIsFollowedOnTheSameDay() {
        ContainerProfile grown =
                profile(i -> 0.2, i -> (i < Windows.PER_RING - 12 ? 300 : 900) * MIB);

        ContainerRecommendation sized = advise("headroom", grown);

        assertThat(codes(sized)).contains(Reason.Code.TODAY);
        assertThat(Objects.requireNonNull(resize(sized).target().memory()).bytes())
                .isGreaterThan((long) (900 * MIB));
    }

    @Test
    void aSteadyContainerIsSaidToBeSteady() {
        ContainerRecommendation steady = advise("headroom", steady());

        assertThat(codes(steady)).contains(Reason.Code.STEADY).doesNotContain(Reason.Code.WEIGHED);
        assertThat(resize(steady).target().cpu()).hasToString("221m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"headroom", "krr", "crane", "kruize", "autopilot", "static-peak"})
    void everyStrategyGivesOrderedNumbersAndEvidence(String strategy) {
        for (ContainerProfile profile : List.of(bursty(), steady())) {
            ContainerRecommendation sized = advise(strategy, profile);

            Advice.Resize resize = resize(sized);
            assertThat(resize.target().cpu())
                    .isBetween(resize.lowerBound().cpu(), resize.upperBound().cpu());
            assertThat(resize.target().memory())
                    .isBetween(resize.lowerBound().memory(), resize.upperBound().memory());
            assertThat(Objects.requireNonNull(sized.evidence()).replayed().days()).isEqualTo(13);
        }
    }

    @Test
    void whatIsIdleIsRaisedToTheLeastThatIsEverRequested() {
        ContainerRecommendation idle = advise("headroom", profile(i -> 0, i -> 0));

        assertThat(resize(idle).target()).isEqualTo(States.resources(1, 4 << 20));
        assertThat(codes(idle)).contains(Reason.Code.FLOOR);
    }

    /** What other products have as a floor (250 MiB, 100 MiB, 25m, 10m) no container needs. */
    @ParameterizedTest
    @MethodSource("strategies")
    void everyStrategyGoesDownToTheLeastAndKeepsToTheFloorsThatAreAskedFor(String strategy) {
        KnownUsage idle =
                new KnownUsage(
                        AS_OF,
                        new Completeness(10, 10),
                        List.of(profile(i -> 0.0004, i -> 2 * MIB)),
                        Map.of(),
                        1);

        Resources least =
                strategy.equals(VpaStrategy.NAME)
                        ? target(strategy, idle, Map.of("cpu-min", "1m", "memory-min", "4Mi"))
                        : target(strategy, idle, Map.of());

        // a bucket of the upstream histogram is 10m or 10 MB wide
        assertThat(least.cpu()).isLessThanOrEqualTo(new Cpu(12));
        assertThat(least.memory()).isLessThanOrEqualTo(Memory.ofMebibytes(11));
        assertThat(target(strategy, idle, Map.of("cpu-min", "600m", "memory-min", "700Mi")))
                .isEqualTo(States.resources(600, 700L << 20));
    }

    private static Collection<String> strategies() {
        return Strategies.names();
    }

    /** What settings ask for, as an installation would. */
    private static Resources target(String strategy, KnownUsage usage, Map<String, String> asked) {
        Map<String, String> values = new HashMap<>();
        asked.forEach((word, value) -> values.put("policy." + word, value));
        Settings settings = Settings.of(values);
        Policies policies = Policies.from(settings, Set.copyOf(Strategies.names()));
        settings.finish();
        Recommendation recommendation =
                new Sizing(strategy, new VpaStrategy(SIZING.minimum()))
                        .recommend(
                                CART,
                                List.of(),
                                usage,
                                States.surroundings(policies.policy(Map.of(), Map.of()), null));
        return resize(recommendation.containers().getFirst()).target();
    }

    @Test
    void holdsWhileThereIsTooLittle() {
        ContainerProfile young =
                Profiles.of("web").steady(0.2, 2e8, 5, Duration.ofMinutes(1)).build();

        assertThat(advise("headroom", young).advice()).isInstanceOf(Advice.Hold.class);
        assertThat(advise("headroom", young).evidence()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"headroom", "krr", "crane", "kruize", "autopilot", "static-peak"})
    void cpuAloneIsSizedWhereNoMemoryWasSeen(String strategy) {
        ContainerProfile both = bursty();
        ContainerRecommendation sized = advise(strategy, withRings(both, both.cpuHottest(), NONE));

        Advice.Resize resize = resize(sized);
        assertThat(resize.target())
                .isEqualTo(new Resources(resize(advise(strategy, both)).target().cpu(), null));
        assertThat(resize.lowerBound().memory()).isNull();
        assertThat(resize.upperBound().memory()).isNull();
        assertThat(resize.target().cpu())
                .isBetween(resize.lowerBound().cpu(), resize.upperBound().cpu());
        assertThat(codes(sized))
                .contains(Reason.Code.NO_MEMORY_SAMPLES)
                .doesNotContain(Reason.Code.NO_CPU_SAMPLES);
        assertThat(sized.evidence()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"headroom", "krr", "crane", "kruize", "autopilot", "static-peak"})
    void memoryAloneIsSizedWhereNoCpuWasSeen(String strategy) {
        ContainerProfile both = bursty();
        ContainerRecommendation sized = advise(strategy, withRings(both, NONE, both.memoryPeak()));

        Advice.Resize resize = resize(sized);
        assertThat(resize.target())
                .isEqualTo(new Resources(null, resize(advise(strategy, both)).target().memory()));
        assertThat(resize.target().memory())
                .isBetween(resize.lowerBound().memory(), resize.upperBound().memory());
        assertThat(resize.confidence()).isEqualTo(14);
        assertThat(codes(sized))
                .contains(Reason.Code.NO_CPU_SAMPLES)
                .doesNotContain(Reason.Code.NO_MEMORY_SAMPLES);
    }

    @Test
    void theResourceThatWasNotSeenIsSizedAsSoonAsADayOfItIsKnown() {
        ContainerProfile both = bursty();
        ContainerProfile blind = withRings(both, both.cpuHottest(), NONE);
        Standing before = Objects.requireNonNull(advise("headroom", blind).standing());

        ContainerRecommendation later =
                SIZING.advise(
                                "headroom",
                                Risk.SAFE,
                                List.of(
                                        profile(
                                                FIRST + Windows.PER_DAY,
                                                i -> i % 96 < 4 ? 0.8 : 0.05,
                                                i -> 300 * MIB)),
                                AS_OF.plus(Duration.ofDays(1)),
                                Map.of("web", before))
                        .getFirst();

        assertThat(Objects.requireNonNull(resize(later).target().memory()).bytes())
                .isBetween((long) (300 * MIB), (long) (450 * MIB));
        assertThat(codes(later)).doesNotContain(Reason.Code.NO_MEMORY_SAMPLES);
    }

    @Test
    void holdsWhereTooLittleMemoryWasSeenAndNoCpu() {
        ContainerProfile both = bursty();
        Ring nineWindows = new Ring(FIRST, new byte[9]);

        assertThat(advise("headroom", withRings(both, NONE, NONE)).advice())
                .isEqualTo(SIZING.minimum().unseen(AS_OF));
        assertThat(advise("headroom", withRings(both, NONE, nineWindows)).advice())
                .isEqualTo(
                        new Advice.Hold(
                                Advice.HoldCode.TOO_FEW_SAMPLES,
                                "9 of 10 windows of memory seen, and no CPU",
                                AS_OF.plus(Windows.LENGTH)));
    }

    @Test
    void whatWasNotSeenStaysAsItIsThroughAllThatBoundsIt() {
        KnownUsage blind =
                new KnownUsage(
                        AS_OF,
                        new Completeness(10, 10),
                        List.of(withRings(bursty(), bursty().cpuHottest(), NONE)),
                        Map.of(),
                        1);

        assertThat(target("headroom", blind, Map.of("cpu-min", "2", "memory-min", "4Gi")))
                .isEqualTo(new Resources(new Cpu(2_000), null));
    }

    private static ContainerRecommendation advise(String strategy, ContainerProfile profile) {
        return SIZING.advise(strategy, Risk.SAFE, List.of(profile), AS_OF, Map.of()).getFirst();
    }

    /** The bursting container, so many windows later. */
    private static ContainerRecommendation adviseAt(int windows, Map<String, Standing> before) {
        return SIZING.advise(
                        "headroom",
                        Risk.SAFE,
                        List.of(
                                profile(
                                        FIRST + windows,
                                        i -> restless(i + windows),
                                        i -> 300 * MIB * (1 + restless(i + windows)))),
                        AS_OF.plus(Windows.LENGTH.multipliedBy(windows)),
                        before)
                .getFirst();
    }

    /** Never the same twice. */
    private static double restless(int window) {
        return 0.05 + Math.abs(Math.sin(window * 0.37) * Math.sin(window * 0.0113));
    }

    private static double cpuSafety(ContainerRecommendation sized) {
        Evidence evidence = Objects.requireNonNull(sized.evidence());
        return Objects.requireNonNull(evidence.cpuSafety());
    }

    private static Advice.Resize resize(ContainerRecommendation sized) {
        return (Advice.Resize) sized.advice();
    }

    private static List<Reason.Code> codes(ContainerRecommendation sized) {
        return resize(sized).reasons().stream().map(Reason::code).toList();
    }

    private static ContainerProfile bursty() {
        return profile(i -> i % 96 < 4 ? 0.8 : 0.05, i -> 300 * MIB);
    }

    private static ContainerProfile steady() {
        return profile(i -> 0.2, i -> 300 * MIB);
    }

    /** Fourteen days of windows, beside an hour of samples. */
    private static ContainerProfile profile(IntToDoubleFunction cores, IntToDoubleFunction bytes) {
        return profile(FIRST, cores, bytes);
    }

    private static ContainerProfile profile(
            long firstWindow, IntToDoubleFunction cores, IntToDoubleFunction bytes) {
        ContainerProfile base =
                States.steady("web", cores.applyAsDouble(0), bytes.applyAsDouble(0));
        Ring cpu = ring(firstWindow, cores, ByteScale.CPU_CORES);
        return new ContainerProfile(
                base.name(),
                base.type(),
                base.requests(),
                base.limits(),
                base.firstSampleAt(),
                base.lastSampleAt(),
                base.samples(),
                base.cpu(),
                base.memoryPeaks(),
                cpu,
                cpu,
                ring(firstWindow, bytes, ByteScale.MEMORY_BYTES));
    }

    /** Without CPU samples where there is no ring of CPU. */
    private static ContainerProfile withRings(ContainerProfile profile, Ring cpu, Ring memory) {
        boolean seen = cpu.length() > 0;
        return new ContainerProfile(
                profile.name(),
                profile.type(),
                profile.requests(),
                profile.limits(),
                seen ? profile.firstSampleAt() : null,
                seen ? profile.lastSampleAt() : null,
                seen ? profile.samples() : 0,
                profile.cpu(),
                profile.memoryPeaks(),
                cpu,
                cpu,
                memory);
    }

    private static Ring ring(long firstWindow, IntToDoubleFunction amounts, ByteScale scale) {
        byte[] steps = new byte[Windows.PER_RING];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = scale.encode(amounts.applyAsDouble(i));
        }
        return new Ring(firstWindow, steps);
    }
}
