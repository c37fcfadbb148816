package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Evidence;
import io.headroom.model.recommendation.Idle;
import io.headroom.model.recommendation.PolicyValue;
import io.headroom.model.recommendation.Reason;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.RecordCodec;
import io.headroom.recommender.policy.Policies;
import io.headroom.recommender.policy.Policy;
import io.headroom.recommender.policy.PolicyLevel;
import io.headroom.recommender.size.LimitRangeRules;
import io.headroom.recommender.size.MinimumEvidence;
import io.headroom.recommender.size.NodeSizes;
import io.headroom.recommender.size.PodShape;
import io.headroom.recommender.size.Profiles;
import io.headroom.recommender.size.VpaStrategy;
import io.headroom.recommender.size.headroom.HeadroomStrategy;
import io.headroom.recommender.size.restarts.RestartHistory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SizingTest {
    private static final WorkloadRef CART = States.deployment("shop", "cart");
    private static final KnownUsage USAGE =
            KnownUsage.of(
                    States.assessment(
                            CART, States.steady("web", 0.2, 2e8), States.steady("old", 0.1, 1e8)));

    private final Sizing sizing =
            new Sizing(
                    VpaStrategy.NAME,
                    new VpaStrategy(new MinimumEvidence(10, Duration.ofMinutes(10))));

    @Test
    void sizesWhatWasSeenWhenNothingElseIsKnown() {
        assertThat(names(recommend(null, NodeSizes.UNKNOWN))).containsExactly("old", "web");
    }

    @Test
    void leavesOutContainersThatAreNoLongerThere() {
        assertThat(names(recommend(existing("web"), NodeSizes.UNKNOWN))).containsExactly("web");
    }

    @Test
    void marksContainersThatTheTemplateDoesNotHave() {
        assertThat(recommend(existing("old", "web"), NodeSizes.UNKNOWN).containers())
                .extracting(ContainerRecommendation::injected)
                .containsExactly(true, null);
    }

    @Test
    void holdsForContainersThatWereNeverSeen() {
        Recommendation recommendation = recommend(existing("new", "web"), NodeSizes.UNKNOWN);

        assertThat(recommendation.containers())
                .first()
                .extracting(ContainerRecommendation::advice)
                .isInstanceOfSatisfying(
                        Advice.Hold.class,
                        hold -> {
                            assertThat(hold.code()).isEqualTo(Advice.HoldCode.NO_SAMPLES);
                            assertThat(hold.until()).isAfter(recommendation.asOf());
                        });
        assertThat(recommendation.complete()).isFalse();
    }

    @Test
    void givesTheSameBytesForTheSameInput() {
        RecordCodec<Recommendation> codec = new RecordCodec<>(Recommendation.class);
        NodeSizes nodes = NodeSizes.of(List.of(States.resources(100, 1L << 30)));

        assertThat(codec.encode(recommend(existing("web"), nodes)))
                .isEqualTo(codec.encode(recommend(existing("web"), nodes)));
    }

    @Test
    void keepsTheUncappedTargetBesideTheCappedOne() {
        NodeSizes nodes = NodeSizes.of(List.of(States.resources(100, 1L << 30)));

        assertThat(recommend(existing("web"), nodes).containers().getFirst().advice())
                .isInstanceOfSatisfying(
                        Advice.Resize.class,
                        resize -> {
                            assertThat(resize.target().cpu()).hasToString("100m");
                            assertThat(resize.uncappedTarget().cpu()).hasToString("247m");
                        });
    }

    @Test
    void holdsWhatIsExcludedAndSaysWhoAskedForIt() {
        Recommendation recommendation =
                asked(Map.of("headroom.io/exclude-containers", "old"), null);

        assertThat(recommendation.containers().getFirst().advice())
                .isEqualTo(
                        new Advice.Hold(
                                Advice.HoldCode.EXCLUDED,
                                "the annotation headroom.io/exclude-containers of the workload"
                                        + " says so",
                                null));
        assertThat(recommendation.containers().getLast().advice())
                .isInstanceOf(Advice.Resize.class);
        assertThat(recommendation.policy())
                .containsExactly(
                        new PolicyValue("exclude-containers", "old", PolicyValue.Origin.WORKLOAD));
    }

    @Test
    void goesBelowTheSmallestPodWhereAFloorIsAskedFor() {
        KnownUsage idle = KnownUsage.of(States.assessment(CART, States.steady("web", 0.0005, 1e6)));
        Map<String, String> floors =
                Map.of("headroom.io/cpu-min", "1m", "headroom.io/memory-min", "4Mi");

        assertThat(target(sizing.recommend(CART, List.of(), idle, surroundings(Map.of(), null))))
                .isEqualTo(new Resources(new Cpu(25), Memory.ofMebibytes(250)));
        Resources lowered =
                target(sizing.recommend(CART, List.of(), idle, surroundings(floors, null)));
        assertThat(lowered.cpu()).isLessThan(new Cpu(25)).isGreaterThanOrEqualTo(new Cpu(1));
        assertThat(lowered.memory())
                .isLessThan(Memory.ofMebibytes(250))
                .isGreaterThanOrEqualTo(Memory.ofMebibytes(4));
    }

    @Test
    void saysWhatTheLimitsShouldBe() {
        assertThat(
                        web(asked(
                                        Map.of(
                                                "headroom.io/cpu-limit", "500m",
                                                "headroom.io/memory-limit", "equal"),
                                        null))
                                .targetLimits())
                .satisfies(limits -> {
                    assertThat(limits.cpu()).isEqualTo(new Cpu(500));
                    assertThat(limits.memory()).isEqualTo(target(asked(Map.of(), null)).memory());
                });
    }

    @Test
    void staysWithinFloorsAndCeilingsAndSaysSo() {
        Recommendation recommendation =
                asked(Map.of("headroom.io/cpu-min", "2", "headroom.io/memory-max", "64Mi"), null);

        assertThat(recommendation.containers())
                .allSatisfy(container ->
                        assertThat(container.advice())
                                .isInstanceOfSatisfying(
                                        Advice.Resize.class,
                                        resize -> {
                                            assertThat(resize.target())
                                                    .isEqualTo(
                                                            new Resources(
                                                                    new Cpu(2_000),
                                                                    Memory.ofMebibytes(64)));
                                            assertThat(resize.reasons())
                                                    .extracting(Reason::code)
                                                    .contains(
                                                            Reason.Code.POLICY_MIN,
                                                            Reason.Code.POLICY_MAX);
                                        }));
    }

    @Test
    void keepsItsBoundsInOrderWhateverPercentileIsAskedFor() {
        for (String percentile : List.of("1", "40", "99", "100")) {
            asked(
                            Map.of(
                                    "headroom.io/cpu-percentile",
                                    percentile,
                                    "headroom.io/memory-percentile",
                                    percentile),
                            null)
                    .containers()
                    .forEach(container -> {
                        Advice.Resize resize = (Advice.Resize) container.advice();
                        assertThat(resize.target().cpu())
                                .isBetween(resize.lowerBound().cpu(), resize.upperBound().cpu());
                        assertThat(resize.target().memory())
                                .isBetween(
                                        resize.lowerBound().memory(), resize.upperBound().memory());
                    });
        }
    }

    @Test
    void aCronJobIsSizedByItsRunsAndShownWithWhatThatWouldHaveComeTo() {
        WorkloadRef report = new WorkloadRef("shop", "CronJob", "batch", "report");
        ContainerProfile nightly =
                Profiles.of("web")
                        .requests(States.resources(1_000, 1L << 30))
                        .steady(1.3, 8e8, 61, Duration.ofMinutes(1))
                        .windows(
                                10 * Windows.PER_DAY,
                                i -> i % Windows.PER_DAY < 12 ? 1.3 : Double.NaN,
                                i -> i % Windows.PER_DAY < 12 ? 8e8 : Double.NaN)
                        .build();
        Recommendation recommendation =
                new Sizing(HeadroomStrategy.NAME, vpa())
                        .recommend(
                                report,
                                List.of(),
                                KnownUsage.of(States.assessment(report, nightly)),
                                States.surroundings(Policy.NONE, null));

        ContainerRecommendation web = web(recommendation);
        Advice.Resize resize = (Advice.Resize) web.advice();
        assertThat(resize.reasons()).extracting(Reason::code).contains(Reason.Code.RUNS);
        assertThat(Objects.requireNonNull(resize.target().cpu()).cores())
                .isBetween(1.07 * 1.3, 1.07 * 1.3 * 1.07);
        Evidence evidence = Objects.requireNonNull(web.evidence());
        assertThat(evidence.perRun()).isTrue();
        assertThat(evidence.replayed().days()).isEqualTo(9);
        assertThat(evidence.sentence()).startsWith("asked at the end of each run, over 9 runs:");
        assertThat(evidence.otherRisks())
                .extracting(Evidence.OtherRisk::risk)
                .containsExactly("balanced", "cheap");
        assertThat(Objects.requireNonNull(web.found().runs()).count()).isEqualTo(10);
        assertThat(recommendation.idle()).isNull();
    }

    @Test
    void anIdleWorkloadIsSaidToBeOne() {
        ContainerProfile idle =
                Profiles.of("web")
                        .requests(States.resources(500, 1L << 30))
                        .steady(0.002, 2e8, 61, Duration.ofMinutes(1))
                        .windows(9 * Windows.PER_DAY, i -> 0.002, i -> 2e8)
                        .build();
        KnownUsage usage = KnownUsage.of(States.assessment(CART, idle));

        Recommendation recommendation =
                sizing.recommend(CART, List.of(), usage, surroundings(null));

        Idle found = Objects.requireNonNull(recommendation.idle());
        assertThat(((Advice.Resize) web(recommendation).advice()).reasons())
                .contains(new Reason(Reason.Code.IDLE, found.sentence()));
        assertThat(
                        sizing.recommend(
                                        CART,
                                        List.of(),
                                        usage,
                                        surroundings(Map.of("headroom.io/idle-cpu", "1m"), null))
                                .idle())
                .isNull();
    }

    @Test
    void aRaiseOfWhatWasHeldDownIsStillBounded() {
        Resources limits = States.resources(400, 1L << 30);
        ContainerProfile capped =
                Profiles.of("web")
                        .requests(States.resources(200, 1L << 29))
                        .limits(limits)
                        .steady(0.4, 2e8, 61, Duration.ofMinutes(1))
                        .windows(9 * Windows.PER_DAY, i -> 0.4, i -> 2e8)
                        .build();
        KnownUsage usage =
                new KnownUsage(
                        Profiles.START.plus(Duration.ofDays(9)),
                        new Completeness(10, 10),
                        List.of(capped),
                        Map.of(),
                        1);
        Sizing headroom = new Sizing(HeadroomStrategy.NAME, vpa());

        assertThat(target(headroom.recommend(CART, List.of(), usage, surroundings(null))).cpu())
                .isEqualTo(new Cpu(480));
        assertThat(
                        target(
                                        headroom.recommend(
                                                CART,
                                                List.of(),
                                                usage,
                                                surroundings(
                                                        Map.of("headroom.io/cpu-max", "450m"),
                                                        null)))
                                .cpu())
                .isEqualTo(new Cpu(450));
    }

    private static VpaStrategy vpa() {
        return new VpaStrategy(new MinimumEvidence(10, Duration.ofMinutes(10)));
    }

    @Test
    void remembersWhatWasRequestedWhenThereFirstWereNumbers() {
        Recommendation first = asked(Map.of(), null);
        Recommendation changed =
                sizing.recommend(CART, List.of(), requesting(500), surroundings(first));
        Recommendation later =
                sizing.recommend(CART, List.of(), requesting(300), surroundings(changed));
        Recommendation back = sizing.recommend(CART, List.of(), USAGE, surroundings(later));

        assertThat(web(first).firstRequests()).isNull();
        assertThat(web(changed).firstRequests()).isEqualTo(web(first).requests());
        assertThat(web(later).firstRequests()).isEqualTo(web(first).requests());
        assertThat(web(back).firstRequests()).isNull();
    }

    @Test
    void whatWasRequestedBeforeThereWereNumbersIsNoBaseline() {
        Recommendation held = asked(Map.of("headroom.io/exclude", "true"), null);

        assertThat(
                        web(sizing.recommend(CART, List.of(), requesting(500), surroundings(held)))
                                .firstRequests())
                .isNull();
    }

    private static KnownUsage requesting(long millicores) {
        return KnownUsage.of(
                States.assessment(
                        CART,
                        Profiles.of("web")
                                .requests(States.resources(millicores, 1L << 30))
                                .steady(0.2, 2e8, 61, Duration.ofMinutes(1))
                                .build()));
    }

    private Recommendation asked(Map<String, String> annotations, @Nullable Recommendation before) {
        return sizing.recommend(CART, List.of(), USAGE, surroundings(annotations, before));
    }

    private static Surroundings surroundings(@Nullable Recommendation before) {
        return surroundings(Map.of(), before);
    }

    private static Surroundings surroundings(
            Map<String, String> annotations, @Nullable Recommendation before) {
        Policies policies = new Policies(PolicyLevel.NONE, Set.of("vpa"));
        return States.surroundings(policies.policy(annotations, Map.of()), before);
    }

    private static ContainerRecommendation web(Recommendation recommendation) {
        return recommendation.containers().stream()
                .filter(container -> container.name().equals("web"))
                .findFirst()
                .orElseThrow();
    }

    private static Resources target(Recommendation recommendation) {
        return ((Advice.Resize) web(recommendation).advice()).target();
    }

    private Recommendation recommend(
            @Nullable Map<String, ContainerSpec> existing, NodeSizes nodes) {
        return sizing.recommend(
                CART,
                List.of(),
                USAGE,
                new Surroundings(
                        existing,
                        PodShape.UNKNOWN,
                        Set.of("old"),
                        LimitRangeRules.NONE,
                        nodes,
                        null,
                        Set.of(),
                        Policy.NONE,
                        RestartHistory.NONE,
                        null));
    }

    private static Map<String, ContainerSpec> existing(String... names) {
        return Arrays.stream(names)
                .collect(Collectors.toMap(Function.identity(), States::container));
    }

    private static List<String> names(Recommendation recommendation) {
        return recommendation.containers().stream().map(ContainerRecommendation::name).toList();
    }
}
