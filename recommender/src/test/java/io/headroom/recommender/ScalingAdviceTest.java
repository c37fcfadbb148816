package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerBehavior;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Json;
import io.headroom.recommender.fit.Terms;
import io.headroom.recommender.output.ScalingTable;
import io.headroom.recommender.output.TrialTable;
import io.headroom.recommender.policy.Policies;
import io.headroom.recommender.policy.PolicyLevel;
import io.headroom.recommender.savings.Price;
import io.headroom.recommender.savings.PriceSheet;
import io.headroom.recommender.scale.advice.SideBySide;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaMetric;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.hpa.MetricTarget;
import io.headroom.recommender.scale.lint.ScalingFinding;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.FinerDemand;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.size.PodShape;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of the scaling of workloads, from the records on the topics on. */
class ScalingAdviceTest {
    private static final WorkloadRef CART = Scaled.CART;
    private static final WorkloadRef DB = new WorkloadRef("shop", "StatefulSet", "apps", "db");
    private static final WorkloadRef AGENT = new WorkloadRef("shop", "DaemonSet", "apps", "agent");

    private final LatestState state =
            new LatestState(
                    new PriceSheet("EUR", new Price(0.03, 0.004), List.of()),
                    new Policies(PolicyLevel.NONE, Set.of("vpa")));
    private final Dirty dirty = new Dirty();

    @Test
    void aLoadThatFollowsTheDayIsAdvisedAnAutoscalerBesideWhatThereIs() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 30));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("suited");
        assertThat(advice.autoscaler()).isEqualTo("cart-hpa");
        assertThat(advice.asOf()).isEqualTo(Scaled.MIDNIGHT);
        var settings = Objects.requireNonNull(advice.settings());
        assertThat(settings.minReplicas()).isBetween(2, 4);
        assertThat(settings.targetCpuUtilizationPercent()).isBetween(50, 85);
        assertThat(settings.targetCpuPerPodMillicores())
                .isEqualTo(5L * settings.targetCpuUtilizationPercent());
        var replay = Objects.requireNonNull(advice.replay());
        var asItIs = Objects.requireNonNull(replay.asItIs());
        assertThat(replay.advised().replicaHours()).isLessThan(0.8 * asItIs.replicaHours());
        assertThat(replay.advised().replicaHours()).isLessThan(replay.none().replicaHours());
        assertThat(replay.advised().unservedRatio()).isLessThan(0.01);
        assertThat(replay.none().replicaHours())
                .isCloseTo(24 * replay.noneReplicas() * replay.none().days(), within(1e-6));
        assertThat(asItIs.cost()).isCloseTo(asItIs.replicaHours() * 0.019, within(1e-6));
        String answer = Json.mapper().writeValueAsString(advice);
        assertThat(
                        Json.mapper()
                                .writeValueAsString(
                                        Json.mapper().readValue(answer, ScalingOverview.class)))
                .as("what the command line reads of it")
                .isEqualTo(answer);
    }

    /** A target in percent would be another once the requests change. */
    @Test
    void whileTheRequestsAreToChangeTheTargetIsAnAmount() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 50));
        state.recommendation(CART, recommended(1_000));

        ScalingOverview advice = refreshed(CART);

        var settings = Objects.requireNonNull(advice.settings());
        assertThat(settings.targetCpuUtilizationPercentNow())
                .isEqualTo(2L * settings.targetCpuUtilizationPercent());
        // half of 500m, which is what its pods use, and what requests are sized by
        assertThat(settings.targetCpuPerPodMillicores()).isEqualTo(250);
        assertThat(settings.targetHeldBy()).isEqualTo("sizing");
        assertThat(Objects.requireNonNull(advice.advised()).spec().metrics().getFirst().target())
                .isEqualTo(new MetricTarget.AverageValue(settings.targetCpuPerPodMillicores()));
        var replay = Objects.requireNonNull(advice.replay());
        assertThat(replay.advised().requestedCoreHours())
                .isCloseTo(replay.advised().replicaHours(), within(1e-9));
        assertThat(Objects.requireNonNull(replay.asItIs()).requestedCoreHours())
                .isCloseTo(0.5 * replay.asItIs().replicaHours(), within(1e-9));
    }

    /** What it is at its maximum says nothing of what its pods should use. */
    @Test
    void whereAMaximumDecidesTheTargetIsSearched() {
        runs(CART, Scaled::daily, 3);
        put(limitedTo(1_400));
        AutoscalerState wide = Scaled.autoscaler("cart-hpa", CART, 50);
        put(new AutoscalerState("shop", "cart-hpa", CART, 2, 3, 3, 3, wide.metrics()));
        state.recommendation(CART, recommended(1_000, new Resources(new Cpu(1_400), null)));

        var settings = Objects.requireNonNull(refreshed(CART).settings());

        assertThat(settings.targetHeldBy()).isNull();
        assertThat(settings.targetCpuPerPodMillicores()).isGreaterThan(250);
        assertThat(settings.maxReplicas()).isGreaterThan(3);
    }

    /** It may be a bound on a bill, or on connections, which no demand shows. */
    @ParameterizedTest
    @CsvSource({"500, 500", "30, 30", "18, 18", "17, 18", "12, 18", "10, 18"})
    void aMaximumIsKeptOrRaisedToTwiceWhatTheDaysCameToAndNoFurther(int max, int advised) {
        runs(CART, Scaled::daily, 8);
        AutoscalerState wide = Scaled.autoscaler("cart-hpa", CART, 30);
        put(new AutoscalerState("shop", "cart-hpa", CART, 2, max, 8, 8, wide.metrics()));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("suited");
        assertThat(Objects.requireNonNull(advice.settings()).maxReplicas()).isEqualTo(advised);
        assertThat(Objects.requireNonNull(advice.heldOut()).then().maxReplicas())
                .as("judged, too, with twice what those days came to")
                .isLessThanOrEqualTo(Math.max(max, 20));
        assertThat(
                        advice.message()
                                .contains(
                                        "its maximum should be 18, as the days came to 9 replicas"))
                .isEqualTo(advised != max);
    }

    @Test
    void whatAPodServesIsTheLimitThatIsRecommended() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 50));
        state.recommendation(CART, recommended(400, new Resources(new Cpu(900), null)));

        var pod = Objects.requireNonNull(refreshed(CART).pod());

        assertThat(pod.requestMillicores()).isEqualTo(400);
        assertThat(pod.capacityMillicores()).isEqualTo(900);
        assertThat(pod.limited()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"8, suited", "1, singleton"})
    void aWorkloadWithoutAnAutoscalerIsToldWhetherItShouldHaveOne(int replicas, String code) {
        runs(CART, Scaled::daily, replicas);

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo(code);
        assertThat(advice.autoscaler()).isNull();
        assertThat(advice.settings() == null).isEqualTo(!code.equals("suited"));
    }

    /** A number that stays is held to what its pods request, as a target is a share of that. */
    @ParameterizedTest
    @ValueSource(ints = {500, 1_000, 2_000})
    void howFarLimitsAreAboveRequestsDoesNotDecideWhetherItShouldHaveOne(int limit) {
        runs(CART, window -> 4 * Scaled.daily(window), 40);
        put(limitedTo(limit));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("suited");
        var replay = Objects.requireNonNull(advice.replay());
        assertThat(replay.advised().cost())
                .isLessThan(0.95 * Objects.requireNonNull(replay.none().cost()));
        assertThat(replay.advised().unservedRatio()).isLessThan(0.01);
    }

    /** The number that would have done before could do as much of it by filling its limits. */
    @ParameterizedTest
    @ValueSource(ints = {500, 1_000, 1_500})
    void howFarLimitsAreAboveRequestsDoesNotDecideItForALoadThatGrowsEither(int limit) {
        runs(
                CART,
                window ->
                        Scaled.daily(window)
                                * (window < (Scaled.DAYS - 1) * Windows.PER_DAY ? 1 : 2),
                20);
        put(limitedTo(limit));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("suited");
        assertThat(advice.message().contains("% of the demand beyond what they request"))
                .isEqualTo(limit > 500);
    }

    /** What is cut off hardly changes, and its pods serve all that is seen of it. */
    @ParameterizedTest
    @CsvSource({"3, 1.5, pods_full", "2, 1, pods_full", "3, 1, no_gain"})
    void ofPodsThatAreFullNobodyKnowsWhatElseWasAskedOfThem(
            int replicas, double most, String code) {
        runs(CART, window -> Math.min(most, 8 * Scaled.daily(window)), replicas);
        put(limitedTo(500));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo(code);
        assertThat(advice.message().contains("run more of them"))
                .isEqualTo(!code.equals("no_gain"));
        assertThat(advice.settings()).isNull();
    }

    /** Three pods of 500m did 3.5 cores, and nothing kept them from more. */
    @ParameterizedTest
    @CsvSource({"3, true", "5, true", "3, false"})
    void podsWithoutALimitAreNotFullAtTheirMaximumAndServedAllThatWasSeen(
            int max, boolean changes) {
        SplittableRandom random = new SplittableRandom(max);
        runs(
                CART,
                window -> (changes ? Scaled.daily(window) : 3.5) * random.nextDouble(0.8, 1.2),
                max);
        AutoscalerState wide = Scaled.autoscaler("cart-hpa", CART, 60);
        put(new AutoscalerState("shop", "cart-hpa", CART, 2, max, max, max, wide.metrics()));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("request_too_low");
        assertThat(advice.settings()).isNull();
        var asItIs = Objects.requireNonNull(advice.heldOut()).replay().asItIs();
        assertThat(Objects.requireNonNull(asItIs).unservedRatio()).isLessThan(1e-3);
    }

    /** It is cheap for that alone, and does not do as well as one that keeps its target. */
    @ParameterizedTest
    @CsvSource({"3, request_too_low", "12, as_it_is"})
    void anAutoscalerWhosePodsDoMoreThanTheyRequestAtItsMaximumIsToldWhatItsTargetTakes(
            int max, String code) {
        runs(CART, _ -> 3.5, max);
        put(limitedTo(2_000));
        AutoscalerState wide = Scaled.autoscaler("cart-hpa", CART, 85);
        put(new AutoscalerState("shop", "cart-hpa", CART, 2, max, max, max, wide.metrics()));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo(code);
        assertThat(advice.settings()).isNull();
        assertThat(
                        advice.message()
                                .matches(
                                        ".* 5\\d % of the demand beyond what they request: raise their"
                                                + " requests first.*, or its maximum to (8|9), .*"))
                .isEqualTo(max == 3);
    }

    /** No other settings do better, and yet it is out of room. */
    @Test
    void anAutoscalerThatShouldStayIsToldHowLongItIsAtItsMaximum() {
        runs(CART, window -> window % 288 / 96 == 1 ? 5 : 1, 10);
        put(limitedTo(1_000));
        AutoscalerState wide = Scaled.autoscaler("cart-hpa", CART, 60);
        put(new AutoscalerState("shop", "cart-hpa", CART, 2, 10, 10, 10, wide.metrics()));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("as_it_is");
        assertThat(advice.message())
                .containsPattern(
                        "; it is at its maximum of 10 for 3\\d % of them, .*: raise maxReplicas");
    }

    /** Four replicas of which each does twice what it requests are no dearer than eight. */
    @Test
    void replicasThatAreFewerForDoingMoreThanTheyRequestAreSaidTo() {
        runs(CART, window -> 2 * Scaled.daily(window), 4);
        put(limitedTo(2_000));
        AutoscalerState wide = Scaled.autoscaler("cart-hpa", CART, 60);
        put(new AutoscalerState("shop", "cart-hpa", CART, 4, 4, 4, 4, wide.metrics()));

        assertThat(refreshed(CART).message())
                .containsPattern(
                        "\\(as it is, with \\d\\d % of the demand beyond what they request\\)");
    }

    /** Fewer replica-hours of larger pods may cost more. */
    @Test
    void replicaHoursOfAnotherSizeAreSaidToBe() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 30));
        state.recommendation(CART, recommended(1_900));

        assertThat(refreshed(CART).message())
                .containsPattern(
                        "\\d+ replica-hours of them, in pods of 1900m, instead of \\d+ \\(in pods of 500m, as it is\\)");
    }

    /** What runs is held against what is advised, and is not dearer for being fuller. */
    @ParameterizedTest
    @CsvSource({"100, 0, request_too_low", "100, 1000, request_too_low", "500, 0, suited"})
    void podsThatDoMoreThanTheyRequestAreToRequestMoreBeforeTheyAreScaledByIt(
            int request, int limit, String code) {
        runs(CART, Scaled::daily, 8);
        put(
                Scaled.pod(
                        CART,
                        "cart-1",
                        20,
                        new ContainerSpec(
                                "web",
                                ContainerType.APP,
                                new Resources(new Cpu(request), new Memory(1L << 30)),
                                limit == 0
                                        ? Resources.NONE
                                        : new Resources(new Cpu(limit), null))));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo(code);
        assertThat(advice.settings() == null).isEqualTo(!code.equals("suited"));
        assertThat(advice.message().contains("raise their requests first"))
                .isEqualTo(!code.equals("suited"));
    }

    /** What a ring rounds up, and what may have been within a window, nobody saw them do. */
    @ParameterizedTest
    @CsvSource({"10, 0", "16, 0", "10, 1000"})
    void podsThatComeToTheirRequestsAndNoFurtherAreNotToldToRaiseThem(int replicas, int limit) {
        double cores = 0.5 * replicas;
        runs(CART, window -> window % 6 < 2 ? cores : 0.4 * cores, replicas);
        put(limit == 0 ? Scaled.pod(CART, "cart-1", 20) : limitedTo(limit));

        assertThat(refreshed(CART).code()).isNotEqualTo("request_too_low");
    }

    /** It is at its maximum, where its pods do half a core each, and request that. */
    @Test
    void anAutoscalerWhosePodsComeToTheirRequestsAndNoFurtherIsNotToldToRaiseThem() {
        runs(CART, _ -> 3, 6);
        put(limitedTo(1_000));
        AutoscalerState wide = Scaled.autoscaler("cart-hpa", CART, 85);
        put(new AutoscalerState("shop", "cart-hpa", CART, 2, 6, 6, 6, wide.metrics()));

        assertThat(refreshed(CART).code()).isEqualTo("as_it_is");
    }

    /** Thirteen pods of half a core do less than that; they are to request less. */
    @Test
    void podsWithinTheirRequestsAreNotToldToRaiseThemWhereLessIsRecommended() {
        runs(CART, window -> 1.5 * Scaled.daily(window), 13);
        state.recommendation(CART, recommended(300, new Resources(new Cpu(1_000), null)));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("suited");
        assertThat(advice.settings()).isNotNull();
    }

    /** It goes to and fro on the day that was held out, and not before. */
    @ParameterizedTest
    @CsvSource({"0, suited", "60, as_it_is"})
    void whatFlapsOnTheDaysHeldOutSaysSo(int percent, String code) {
        runs(
                CART,
                window ->
                        window < (Scaled.DAYS - 1) * Windows.PER_DAY
                                ? 2 * Scaled.daily(window)
                                : window % 6 < 2 ? 8 : 4,
                20);
        if (percent > 0) {
            put(Scaled.autoscaler("cart-hpa", CART, percent));
        }

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo(code);
        assertThat(advice.message())
                .containsPattern(
                        ", and taken back within half an hour what it had done \\d{3} times on one of them");
        assertThat(
                        advice.message()
                                .contains("lengthen behavior.scaleDown.stabilizationWindowSeconds"))
                .as("what is advised now knows that day")
                .isEqualTo(code.equals("as_it_is"));
    }

    @Test
    void whatHoldsDataShouldNotHaveOne() {
        runs(DB, Scaled::daily, 8);

        assertThat(refreshed(DB).code()).isEqualTo("stateful");
        assertThat(refreshed(DB).settings()).isNull();
    }

    @Test
    void whatTwoReplicasServeHasNothingToGain() {
        runs(CART, window -> 0.2 * Scaled.daily(window), 8);

        assertThat(refreshed(CART).code()).isEqualTo("no_gain");
        assertThat(refreshed(CART).message())
                .isEqualTo(
                        "2 replicas serve all of its load, and no autoscaler is advised to run"
                                + " fewer, so that a number of replicas that stays does as well");
    }

    /** Of two, the one that does all comes to twice the mean at the most. */
    @Test
    void aPairWhoseLeaderDoesAllIsNotScaledByItsLoad() {
        put(state(CART));
        put(Scaled.pod(CART, "cart-1", 20));
        put(Scaled.autoscaler("cart-hpa", CART, 60));
        double idle = 0.1;
        state.assessment(
                CART.key(),
                Scaled.usage(
                        CART,
                        window -> Scaled.daily(window) + idle,
                        2,
                        Scaled.profile(
                                "web",
                                Scaled::daily,
                                window -> (Scaled.daily(window) + idle) / 2,
                                _ -> 1e8)),
                dirty);

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("load_not_shared");
        assertThat(advice.settings()).isNull();
    }

    /** One pod's log shipper that has more to do hardly shows in what the pod uses. */
    @Test
    void aSmallContainerThatIsBusierInOnePodKeepsNoLoadFromBeingShared() {
        put(state(CART));
        put(
                Scaled.pod(
                        CART,
                        "cart-1",
                        20,
                        Scaled.container(),
                        new ContainerSpec(
                                "logs",
                                ContainerType.APP,
                                new Resources(new Cpu(50), new Memory(1L << 26)),
                                Resources.NONE)));
        put(Scaled.autoscaler("cart-hpa", CART, 30));
        state.assessment(
                CART.key(),
                Scaled.usage(
                        CART,
                        window -> Scaled.daily(window) + 0.2,
                        8,
                        Scaled.profile("web", window -> Scaled.daily(window) / 8, _ -> 1e8),
                        Scaled.profile("logs", _ -> 0.06, _ -> 0.025, _ -> 1e7)),
                dirty);

        assertThat(refreshed(CART).code()).isEqualTo("suited");
    }

    @Test
    void nothingIsSaidOfWhatNoAutoscalerCanScale() {
        runs(AGENT, Scaled::daily, 8);

        state.refreshScaling((_, e) -> {
            throw e;
        });

        assertThat(state.scaling()).isEmpty();
    }

    @Test
    void whatCannotBeReplayedIsHeldWithItsReason() {
        runs(CART, Scaled::daily, 8);
        put(
                new AutoscalerState(
                        "shop",
                        "by-queue",
                        CART,
                        2,
                        9,
                        2,
                        2,
                        List.of(
                                new AutoscalerState.Metric(
                                        "External", "queue", null, "AverageValue", 30))));

        assertThat(refreshed(CART).code()).isEqualTo("other_metrics");

        put(Scaled.autoscaler("second", CART, 50));
        assertThat(refreshed(CART).code()).isEqualTo("several_autoscalers");

        state.inventory("/hpa/shop/by-queue", null, Scaled.START, dirty);
        assertThat(refreshed(CART).code()).isEqualTo("suited");
    }

    @Test
    void whatItsPolicyLeavesAsItIsIsHeld() {
        runs(CART, Scaled::daily, 8);
        put(States.annotated(CART, Map.of("headroom.io/exclude", "true")));

        ScalingOverview held = refreshed(CART);

        assertThat(held.code()).isEqualTo("excluded");
        assertThat(held.message()).contains("policy");
        assertThat(held.settings()).isNull();
    }

    @Test
    void anAutoscalerThatNoControllerCanGoByIsHeldWithWhatIsWrong() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 0));

        ScalingOverview held = refreshed(CART);

        assertThat(held.code()).isEqualTo("unusable_settings");
        assertThat(held.message()).contains("cart-hpa", "a target must be above zero");
        assertThat(held.settings()).isNull();
    }

    @Test
    void aShareOfARequestThatIsMissingIsNoTarget() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 50));
        put(
                Scaled.pod(
                        CART,
                        "cart-1",
                        20,
                        new ContainerSpec(
                                "web", ContainerType.APP, Resources.NONE, Resources.NONE)));

        ScalingOverview held = refreshed(CART);

        assertThat(held.code()).isEqualTo("request_missing");
        assertThat(held.message()).contains("requests no CPU", "recommended requests first");
        assertThat(held.settings()).isNull();

        state.recommendation(CART, recommended(1_000));
        assertThat(refreshed(CART).code()).isEqualTo("suited");
    }

    /** That is the way out which lint names for pods without requests. */
    @Test
    void anAutoscalerThatGoesByAnAmountIsReplayedWhateverItsPodsRequest() {
        runs(CART, Scaled::daily, 8);
        put(
                new AutoscalerState(
                        "shop",
                        "cart-hpa",
                        CART,
                        12,
                        60,
                        12,
                        12,
                        List.of(
                                new AutoscalerState.Metric(
                                        "Resource", "cpu", null, "AverageValue", 0.2))));
        state.recommendation(CART, recommended(1_000));
        ScalingOverview requested = refreshed(CART);
        put(
                Scaled.pod(
                        CART,
                        "cart-1",
                        20,
                        new ContainerSpec(
                                "web",
                                ContainerType.APP,
                                Resources.NONE,
                                new Resources(new Cpu(500), null))));

        ScalingOverview advice = refreshed(CART);

        var days = Objects.requireNonNull(advice.heldOut()).replay();
        var asItIs = Objects.requireNonNull(days.asItIs());
        assertThat(asItIs.replicaHours())
                .isEqualTo(
                        Objects.requireNonNull(
                                        Objects.requireNonNull(requested.heldOut())
                                                .replay()
                                                .asItIs())
                                .replicaHours());
        assertThat(asItIs.requestedCoreHours()).isNull();
        assertThat(asItIs.cost()).as("of what is not requested").isNull();
        assertThat(days.advised().requestedCoreHours()).isPositive();
        assertThat(days.advised().cost()).isPositive();
        assertThat(advice.message())
                .containsPattern(
                        "\\d+ replica-hours of them, in pods of 1000m, instead of \\d+ \\(in pods that request nothing, as it is\\)");
        var settings = Objects.requireNonNull(advice.settings());
        assertThat(settings.targetCpuUtilizationPercentNow()).isNull();
        assertThat(Objects.requireNonNull(advice.advised()).spec().metrics().getFirst().target())
                .isEqualTo(new MetricTarget.AverageValue(settings.targetCpuPerPodMillicores()));
    }

    /** The controller sums them, and stops where one says nothing at all. */
    @Test
    void aContainerThatRequestsNoneBesideOthersLacksNoUtilization() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 30));
        put(
                Scaled.pod(
                        CART,
                        "cart-1",
                        20,
                        Scaled.container(),
                        new ContainerSpec(
                                "logs",
                                ContainerType.APP,
                                new Resources(new Cpu(0), new Memory(1L << 26)),
                                Resources.NONE)));

        assertThat(refreshed(CART).code()).isEqualTo("suited");
    }

    @Test
    void whatGoesByAnAmountIsNotSaidToLackAUtilization() {
        runs(CART, Scaled::daily, 8);
        put(
                Scaled.autoscaler(
                        "cart-hpa",
                        CART,
                        new AutoscalerState.Metric("Resource", "cpu", null, "AverageValue", 0.2)));
        put(
                Scaled.pod(
                        CART,
                        "cart-1",
                        20,
                        new ContainerSpec(
                                "web", ContainerType.APP, Resources.NONE, Resources.NONE)));

        ScalingOverview held = refreshed(CART);

        assertThat(held.code()).isEqualTo("request_missing");
        assertThat(held.message()).contains("goes by an amount").doesNotContain("utilization");
    }

    /**
     * Bursts that no time of the day foretells, whatever a forecast hit by chance, and that are
     * nearly over when a pod is Ready.
     */
    @ParameterizedTest
    @ValueSource(longs = {0, 7, 9, 15, 18, 21})
    void aLoadThatChangesByNoTimeOfTheDayIsNotScaledByIt(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        runs(CART, _ -> random.nextInt(8) == 0 ? 8 : 4, 8);
        put(Scaled.pod(CART, "cart-1", 240));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("aperiodic");
        assertThat(advice.message()).contains("by no time of the day");
        assertThat(advice.settings()).isNull();
    }

    /** Days of which each is as the one before: yesterday foretells them as well as anything. */
    @ParameterizedTest
    @CsvSource({"3, 1", "9, 4"})
    void aLoadThatChangesByTheTimeOfTheDayIsNotCalledAperiodic(int every, int busy) {
        runs(CART, window -> window % every < busy ? 8 : 4, 8);
        put(Scaled.pod(CART, "cart-1", 240));

        assertThat(refreshed(CART).code()).isEqualTo("no_gain");
        assertThat(refreshed(CART).message()).startsWith("its load changes, but following it");
    }

    @Test
    void aLoadThatHardlyChangesIsSaidTo() {
        runs(CART, window -> window % 2 == 0 ? 4 : 4.5, 8);

        assertThat(refreshed(CART).code()).isEqualTo("no_gain");
        assertThat(refreshed(CART).message()).startsWith("its load hardly changes");
    }

    /** An autoscaler that there is is not changed for what nobody could judge. */
    @Test
    void whatOneDayTellsIsSaidToBeUnjudgedAndChangesNoAutoscaler() {
        put(state(CART));
        UsageAssessment all = Scaled.usage(CART, Scaled::daily, 8);
        state.assessment(
                CART.key(),
                new UsageAssessment(
                        CART,
                        Scaled.START.plus(Duration.ofHours(25)),
                        all.containers(),
                        all.cpuDemand(),
                        all.readyReplicas(),
                        all.coverage(),
                        all.completeness()),
                dirty);

        ScalingOverview advice = refreshed(CART);
        assertThat(advice.code()).isEqualTo("suited");
        assertThat(advice.heldOut()).isNull();
        assertThat(advice.message()).contains("too few are known to judge it on others");

        put(Scaled.autoscaler("cart-hpa", CART, 30));
        ScalingOverview held = refreshed(CART);
        assertThat(held.code()).isEqualTo("too_little_history");
        assertThat(held.message()).contains("less than a day and a half");
        assertThat(held.settings()).isNull();
    }

    /** To the second a day, and a second more. */
    @Test
    void whatWasNotReadForADayIsNotAdvised() {
        runs(CART, Scaled::daily, 8);
        Instant read = Scaled.MIDNIGHT.plusSeconds(3_600);
        others(read.plus(Duration.ofDays(1)));
        assertThat(refreshed(CART).code()).isEqualTo("suited");

        others(read.plus(Duration.ofDays(1)).plusSeconds(1));
        ScalingOverview held = refreshed(CART);
        assertThat(held.code()).isEqualTo("usage_old");
        assertThat(held.message())
                .contains("2026-03-06T01:00:00Z", "2026-03-07T01:00:01Z", "reads its pods");
        assertThat(held.settings()).isNull();
    }

    @Test
    void oneWhoseClockIsAheadMakesNoOtherOld() {
        runs(CART, Scaled::daily, 8);
        runs(AGENT, Scaled::daily, 8);
        others(Scaled.MIDNIGHT.plus(Duration.ofDays(400)));

        assertThat(refreshed(CART).code()).isEqualTo("suited");
    }

    private void others(Instant asOf) {
        UsageAssessment usage = Scaled.usage(DB, Scaled::daily, 8);
        state.assessment(
                DB.key(),
                new UsageAssessment(
                        DB,
                        asOf,
                        List.of(),
                        usage.cpuDemand(),
                        usage.readyReplicas(),
                        usage.coverage(),
                        usage.completeness()),
                dirty);
    }

    @Test
    void beforeADayHasEndedNothingIsSaid() {
        put(state(CART));
        put(Scaled.pod(CART, "cart-1", 20));
        var whole = Scaled.usage(CART, Scaled::daily, 8);
        state.assessment(
                CART.key(),
                new UsageAssessment(
                        CART,
                        Scaled.START.plusSeconds(7_200),
                        List.of(),
                        whole.cpuDemand(),
                        whole.readyReplicas(),
                        whole.coverage(),
                        new Completeness(1, 1)),
                dirty);

        assertThat(refreshed(CART).code()).isEqualTo("too_little_history");
    }

    /** Three pods were Ready after 20, 50 and 70 seconds, one ceased to be meanwhile. */
    @Test
    void howLongPodsTakeToBeReadyIsMeasuredFromThem() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.pod(CART, "cart-1", 20));
        put(Scaled.pod(CART, "cart-2", 50));
        put(Scaled.pod(CART, "cart-3", 70));
        put(Scaled.pod(CART, "cart-4", 90_000));

        assertThat(Objects.requireNonNull(refreshed(CART).pod()).readySeconds()).isEqualTo(60);
    }

    @Test
    void theSameCaseIsNotSearchedTwice() {
        runs(CART, Scaled::daily, 8);
        state.refreshScaling((_, e) -> {
            throw e;
        });
        var first = state.scalingDays(CART).orElseThrow();

        ScalingOverview again = refreshed(CART);

        assertThat(again).isEqualTo(refreshed(CART));
        assertThat(state.scalingDays(CART).map(SideBySide::advised)).contains(first.advised());
    }

    @Test
    void theMaximumIsNoMoreThanTheQuotaHolds() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 50));
        letsIn(7);

        ScalingOverview advice = refreshed(CART);

        var settings = Objects.requireNonNull(advice.settings());
        assertThat(settings.maxReplicas()).isEqualTo(7);
        assertThat(settings.maxHeldBy()).isEqualTo("quota");
        assertThat(advice.message())
                .containsPattern(
                        "; its quota lets in 7 replicas, and without it these days come to \\d+;");
        var replay = Objects.requireNonNull(advice.replay());
        assertThat(replay.advised().peakReplicas()).isEqualTo(7);
        assertThat(Objects.requireNonNull(replay.asItIs()).peakReplicas()).isEqualTo(7);
        assertThat(replay.noneReplicas()).isEqualTo(7);
        assertThat(Objects.requireNonNull(advice.heldOut()).replay().advised().peakReplicas())
                .isLessThanOrEqualTo(7);
        assertThat(Objects.requireNonNull(advice.floor()).steps())
                .allSatisfy(step -> assertThat(step.minReplicas()).isLessThanOrEqualTo(7));
    }

    private void letsIn(int pods) {
        state.cluster(
                "/quota/shop/compute",
                new QuotaState(
                        "shop",
                        "compute",
                        Map.of("pods", new BigDecimal(pods)),
                        Map.of("pods", new BigDecimal(1)),
                        List.of()),
                Scaled.START,
                dirty);
    }

    /** A load that changes by eight times each day is none that hardly changes. */
    @Test
    void whereAQuotaKeepsAWorkloadFromGainingTheQuotaIsBlamed() {
        runs(CART, Scaled::daily, 8);
        letsIn(1);

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("no_gain");
        assertThat(advice.message())
                .matches(
                        "within what its quota lets in a number of replicas that stays does as"
                                + " well; its quota lets in 1 replicas, and without it these days come"
                                + " to \\d+");
    }

    /** Praise for an autoscaler that leaves half of the demand unserved needs its reason. */
    @Test
    void anAutoscalerThatShouldStayUnderATightQuotaIsToldOfIt() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 60));
        letsIn(2);

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("as_it_is");
        assertThat(advice.message())
                .containsPattern(
                        "; its quota lets in 2 replicas, and without it these days come to \\d+; its maximum is 20, and quota compute has pods for 2: raise the quota, or lower the maximum$");
    }

    /** What the days come to fits in, and a worse one would not. */
    @Test
    void anAutoscalerThatShouldStayIsToldOfTheQuotaThatItsMaximumDoesNotFitInto() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 30));
        put(asFound(Objects.requireNonNull(refreshed(CART).heldOut()).then()));
        letsIn(19);

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("as_it_is");
        assertThat(advice.message())
                .endsWith(
                        "; its maximum is 20, and quota compute has pods for 19: raise the quota, or lower the maximum");
        letsIn(20);
        assertThat(refreshed(CART).message()).doesNotContain("quota");
    }

    /** Over three zones two are too few, whatever the load says. */
    @Test
    void noAutoscalerIsAdvisedFewerReplicasThanItsPolicyAsksFor() {
        asked(Map.of("headroom.io/min-replicas", "5"));
        put(Scaled.autoscaler("cart-hpa", CART, 30));

        ScalingOverview advice = refreshed(CART);

        var settings = Objects.requireNonNull(advice.settings());
        assertThat(settings.minReplicas()).isEqualTo(5);
        assertThat(settings.minHeldBy()).isEqualTo("policy");
        assertThat(settings.maxHeldBy()).isNull();
        assertThat(advice.message()).endsWith("; its minimum is held at 5 by policy min-replicas");
        var replay = Objects.requireNonNull(advice.replay());
        assertThat(replay.advised().replicaHours())
                .isGreaterThanOrEqualTo(5 * 24 * replay.advised().days());
        assertThat(Objects.requireNonNull(advice.advised()).spec().minReplicas()).isEqualTo(5);
    }

    @Test
    void whereOneReplicaIsEnoughForItsPolicyAnAutoscalerMayGoDownToIt() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 30));
        var usual = Objects.requireNonNull(refreshed(CART).settings());
        asked(Map.of("headroom.io/min-replicas", "1"));

        var settings = Objects.requireNonNull(refreshed(CART).settings());

        assertThat(usual.minReplicas()).isGreaterThanOrEqualTo(2);
        assertThat(settings.minReplicas()).isLessThanOrEqualTo(usual.minReplicas());
    }

    @Test
    void whatThePolicysReplicasServeHasNothingToGain() {
        asked(Map.of("headroom.io/min-replicas", "9"));

        assertThat(refreshed(CART).code()).isEqualTo("no_gain");
    }

    @Test
    void noAutoscalerIsAdvisedMoreReplicasThanItsPolicyLets() {
        asked(Map.of("headroom.io/max-replicas", "7"));
        put(Scaled.autoscaler("cart-hpa", CART, 50));

        ScalingOverview advice = refreshed(CART);

        var settings = Objects.requireNonNull(advice.settings());
        assertThat(settings.maxReplicas()).isEqualTo(7);
        assertThat(settings.maxHeldBy()).isEqualTo("policy");
        assertThat(advice.message()).endsWith("; its maximum is held at 7 by policy max-replicas");
        var replay = Objects.requireNonNull(advice.replay());
        assertThat(replay.advised().peakReplicas()).isEqualTo(7);
        assertThat(replay.noneReplicas()).isLessThanOrEqualTo(7);
        assertThat(Objects.requireNonNull(replay.asItIs()).peakReplicas()).isGreaterThan(7);
    }

    /** One that does as well but for its policy changes by that alone. */
    @Test
    void anAutoscalerThatShouldStayIsGivenWhatItsPolicyAsksForAndNoMore() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 30));
        var found = Objects.requireNonNull(refreshed(CART).heldOut()).then();
        put(asFound(found));
        asked(Map.of("headroom.io/min-replicas", Integer.toString(found.minReplicas() + 1)));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("as_it_is");
        var settings = Objects.requireNonNull(advice.settings());
        assertThat(settings.minReplicas()).isEqualTo(found.minReplicas() + 1);
        assertThat(settings.maxReplicas()).isEqualTo(20);
        assertThat(settings.targetCpuUtilizationPercent())
                .isEqualTo(found.targetCpuUtilizationPercent());
        assertThat(advice.message())
                .contains("stay but for what its policy asks of its replicas")
                .contains("held at %d by policy min-replicas".formatted(found.minReplicas() + 1))
                .doesNotContain("along with the requests");
    }

    /** Requests that are missing are recommended, and then nothing is known of it as it is. */
    @Test
    void aPolicyIsKeptWhereTheRequestsAreMissingYet() {
        asked(Map.of("headroom.io/min-replicas", "5"));
        put(Scaled.autoscaler("cart-hpa", CART, 50));
        put(
                Scaled.pod(
                        CART,
                        "cart-1",
                        20,
                        new ContainerSpec(
                                "web", ContainerType.APP, Resources.NONE, Resources.NONE)));
        state.recommendation(CART, recommended(500));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("suited");
        assertThat(Objects.requireNonNull(advice.settings()).minReplicas()).isEqualTo(5);
    }

    /** A namespace that asks for three of each does not mean what runs once. */
    @Test
    void aSingletonIsNotToldToRunAsManyAsItsPolicyAsksFor() {
        put(States.annotated(CART, Map.of("headroom.io/min-replicas", "3")));
        put(Scaled.pod(CART, "cart-1", 20));
        state.assessment(CART.key(), Scaled.usage(CART, Scaled::daily, 1), dirty);
        put(
                new AutoscalerState(
                        "shop",
                        "cart-hpa",
                        CART,
                        1,
                        1,
                        1,
                        1,
                        Scaled.autoscaler("cart-hpa", CART, 50).metrics()));

        assertThat(refreshed(CART).code()).isEqualTo("singleton");
        assertThat(refreshed(CART).settings()).isNull();
    }

    /** Our own lint would say so of the maximum that we advise. */
    @Test
    void theMaximumIsNoMoreThanTheNodesThatThereAreHold() {
        runs(CART, Scaled::daily, 8);
        node(18);

        ScalingOverview advice = refreshed(CART);

        var settings = Objects.requireNonNull(advice.settings());
        assertThat(Objects.requireNonNull(advice.replay()).advised().peakReplicas())
                .as("the maximum is no less than twice that")
                .isLessThanOrEqualTo(9);
        assertThat(settings.maxReplicas()).isEqualTo(18);
        assertThat(settings.maxHeldBy()).isEqualTo("nodes");
        assertThat(advice.message())
                .endsWith(
                        "; its maximum is held at 18, for which the nodes have had room since"
                                + " midnight (UTC)");
        put(
                new AutoscalerState(
                        "shop",
                        "cart-hpa",
                        CART,
                        settings.minReplicas(),
                        settings.maxReplicas(),
                        1,
                        1,
                        Scaled.autoscaler("cart-hpa", CART, settings.targetCpuUtilizationPercent())
                                .metrics()));
        assertThat(codes()).doesNotContain(ScalingFinding.Code.MAX_ABOVE_NODES);
    }

    /** Twelve cores hold two dozen pods of half a core, and half as many once they have one. */
    @Test
    void theNodesAreToHoldWhatPodsRequestAsAWhole() {
        runs(CART, window -> 4 * Scaled.daily(window), 40);
        node(50);
        PodTerms terms = Terms.of(PodShape.UNKNOWN);
        put(
                Scaled.pod(
                                CART,
                                "cart-1",
                                20,
                                new ContainerSpec(
                                        "web", ContainerType.APP, Resources.NONE, Resources.NONE))
                        .withTerms(
                                terms.with(Map.of("cpu", new BigDecimal("0.5")), terms.limits())));

        var settings = Objects.requireNonNull(refreshed(CART).settings());

        assertThat(settings.maxHeldBy()).isEqualTo("nodes");
        assertThat(settings.maxReplicas()).isLessThan(100);
    }

    @Test
    void theNodesAreToHoldPodsAsTheyAreRecommended() {
        runs(CART, Scaled::daily, 8);
        node(24);
        assertThat(Objects.requireNonNull(refreshed(CART).settings()).maxReplicas()).isEqualTo(24);

        state.recommendation(CART, recommended(1_000));

        var settings = Objects.requireNonNull(refreshed(CART).settings());
        assertThat(settings.maxReplicas()).isEqualTo(12);
        assertThat(settings.maxHeldBy()).isEqualTo("nodes");
    }

    @Test
    void theMaximumIsNoMoreThanTheNodesTakePods() {
        runs(CART, Scaled::daily, 8);
        Resources size = new Resources(new Cpu(64_000), Memory.ofMebibytes(262_144));
        put(
                new NodeState(
                        "node-1", "uid", size, size, true, false, null, 10_250, null, Map.of(),
                        20L));

        var settings = Objects.requireNonNull(refreshed(CART).settings());

        assertThat(settings.maxReplicas()).isEqualTo(20);
        assertThat(settings.maxHeldBy()).isEqualTo("nodes");
    }

    /** Nodes may be added as pods wait, and a maximum that is too low is an outage to come. */
    @Test
    void whereTheNodesHoldLessThanMayBeNeededTheAdviceSaysSo() {
        runs(CART, Scaled::daily, 8);
        node(5);

        ScalingOverview advice = refreshed(CART);

        var settings = Objects.requireNonNull(advice.settings());
        int peak = Objects.requireNonNull(advice.replay()).advised().peakReplicas();
        assertThat(settings.maxReplicas()).isBetween(2 * peak, 3 * peak);
        assertThat(settings.maxHeldBy()).isEqualTo("nodes");
        assertThat(advice.message())
                .endsWith(
                        "; its maximum is %d, and since midnight (UTC) the nodes once had room for 5: see that nodes can be added"
                                .formatted(settings.maxReplicas()));
    }

    @Test
    void aScheduleIsByTheClockOfTheZoneThatItsPolicyNames() {
        asked(Map.of("headroom.io/time-zone", "Asia/Kathmandu"));

        assertThat(Objects.requireNonNull(refreshed(CART).floor()).timeZone())
                .isEqualTo("Asia/Kathmandu");
    }

    private void asked(Map<String, String> annotations) {
        put(States.annotated(CART, annotations));
        put(Scaled.pod(CART, "cart-1", 20));
        state.assessment(CART.key(), Scaled.usage(CART, Scaled::daily, 8), dirty);
    }

    /** One with room for so many pods. */
    private void node(int pods) {
        Resources size = new Resources(new Cpu(500L * pods), Memory.ofMebibytes(1_024L * pods));
        put(new NodeState("node-1", "uid", size, size, true, false, null, 10_250, null, Map.of()));
    }

    private void put(NodeState node) {
        state.cluster(node.key(), node, Scaled.START, dirty);
    }

    private List<ScalingFinding.Code> codes() {
        return state.overviews(state.autoscalers().values()).stream()
                .flatMap(each -> each.findings().stream())
                .map(ScalingFinding::code)
                .toList();
    }

    @Test
    void whatIsAdvisedIsInTheMetricsOfTheReplicaThatLeads() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 30));
        runs(DB, Scaled::daily, 8);
        ScalingOverview advice = refreshed(CART);
        PrometheusRegistry registry = new PrometheusRegistry();
        new RecommenderMetrics(registry).show(state, () -> true);

        Map<String, Double> series = new TreeMap<>();
        registry.scrape()
                .forEach(snapshot -> {
                    if (snapshot instanceof GaugeSnapshot gauge) {
                        gauge.getDataPoints()
                                .forEach(point ->
                                        series.put(
                                                gauge.getMetadata().getPrometheusName()
                                                        + '/'
                                                        + point.getLabels().get("workload")
                                                        + '/'
                                                        + point.getLabels().get("code")
                                                        + '/'
                                                        + point.getLabels().get("settings")
                                                        + '/'
                                                        + point.getLabels().get("days")
                                                        + Objects.requireNonNullElse(
                                                                point.getLabels().get("reason"),
                                                                ""),
                                                point.getValue()));
                    }
                });

        var settings = Objects.requireNonNull(advice.settings());
        var replay = Objects.requireNonNull(advice.replay());
        var heldOut = Objects.requireNonNull(advice.heldOut()).replay();
        assertThat(series)
                .containsEntry("headroom_recommendation_hpa_info/cart/suited/null/null", 1.0)
                .containsEntry("headroom_recommendation_hpa_info/db/stateful/null/null", 1.0)
                .containsEntry(
                        "headroom_recommendation_hpa_floor_info/cart/null/null/null"
                                + Objects.requireNonNull(advice.floor()).reason(),
                        1.0)
                .containsEntry(
                        "headroom_recommendation_hpa_min_replicas/cart/null/null/null",
                        (double) settings.minReplicas())
                .containsEntry(
                        "headroom_recommendation_hpa_max_replicas/cart/null/null/null",
                        (double) settings.maxReplicas())
                .containsEntry(
                        "headroom_recommendation_hpa_target_utilization_ratio/cart/null/null/null",
                        settings.targetCpuUtilizationPercent() / 100.0)
                .containsEntry(
                        "headroom_hpa_replay_replicas/cart/null/none/searched",
                        (double) replay.noneReplicas())
                .containsEntry(
                        "headroom_hpa_replay_unserved_ratio/cart/null/advised/searched",
                        replay.advised().unservedRatio())
                .containsEntry(
                        "headroom_hpa_replay_unserved_ratio/cart/null/advised/held_out",
                        heldOut.advised().unservedRatio())
                .containsKey("headroom_hpa_replay_replicas/cart/null/current/held_out")
                .doesNotContainKey("headroom_recommendation_hpa_min_replicas/db/null/null/null");
    }

    @Test
    void whatIsAdvisedIsJudgedOnADayThatItsSearchDidNotKnow() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 30));

        ScalingOverview advice = refreshed(CART);

        var heldOut = Objects.requireNonNull(advice.heldOut());
        assertThat(heldOut.from()).isEqualTo(Scaled.MIDNIGHT.minus(Duration.ofDays(1)));
        var asItIs = Objects.requireNonNull(heldOut.replay().asItIs());
        assertThat(heldOut.replay().advised().days()).isEqualTo(1);
        assertThat(asItIs.replicaHours()).isGreaterThan(heldOut.replay().advised().replicaHours());
        assertThat(Objects.requireNonNull(advice.floor()).reason())
                .as("of days that are the same yesterday tells all")
                .isEqualTo("forecast_no_better_than_naive");
        assertThat(advice.message())
                .endsWith("foretells no more than the day before or no clock at all")
                .contains(
                        "advised before the last 1.0 days it would have taken %.0f replica-hours of them instead of %.0f (as it is)"
                                .formatted(
                                        heldOut.replay().advised().replicaHours(),
                                        asItIs.replicaHours()));
    }

    @Test
    void anAutoscalerThatDoesAsWellIsToldToStayWithTheDaysThatShowIt() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 30));
        var found = Objects.requireNonNull(refreshed(CART).heldOut()).then();
        put(asFound(found));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("as_it_is");
        assertThat(advice.settings()).isNull();
        assertThat(advice.advised()).isNull();
        assertThat(Objects.requireNonNull(advice.heldOut()).replay().asItIs()).isNotNull();
        assertThat(state.scalingDays(CART)).isPresent();
        assertThat(ScalingTable.of(advice)).contains("as_it_is", "so that it should stay");
    }

    private static AutoscalerState asFound(ScalingOverview.Settings found) {
        AutoscalerState usual =
                Scaled.autoscaler("cart-hpa", CART, found.targetCpuUtilizationPercent());
        return new AutoscalerState(
                usual.namespace(),
                usual.name(),
                CART,
                found.minReplicas(),
                usual.maxReplicas(),
                null,
                null,
                usual.metrics(),
                new AutoscalerBehavior(
                        rules(found.scaleUpStabilizationSeconds()),
                        rules(found.scaleDownStabilizationSeconds())),
                List.of(),
                List.of(),
                null,
                null,
                null);
    }

    private static AutoscalerBehavior.Rules rules(@Nullable Long windowSeconds) {
        return new AutoscalerBehavior.Rules(
                windowSeconds == null ? null : windowSeconds.intValue(), null, List.of(), null);
    }

    /** As the usual charts make them: its memory stays, as long as it cannot matter. */
    @ParameterizedTest
    @CsvSource({"300, suited", "900, other_metrics_decide", ", other_metrics"})
    void anAutoscalerOfCpuAndMemoryIsAdvisedWhereItsMemoryDoesNotDecide(
            @Nullable Integer mebibytes, String code) {
        runsByCpuAndMemory(mebibytes);

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo(code);
        assertThat(advice.settings() != null).isEqualTo(code.equals("suited"));
        if (advice.advised() != null) {
            var metrics = advice.advised().spec().metrics();
            assertThat(metrics).hasSize(2);
            assertThat(metrics.getLast())
                    .isEqualTo(
                            new HpaMetric.Resource(
                                    HpaMetric.MEMORY, new MetricTarget.Utilization(80)));
        }
    }

    /** By 30 % of its CPU and 80 % of a gibibyte. */
    private void runsByCpuAndMemory(@Nullable Integer mebibytes) {
        put(state(CART));
        put(Scaled.pod(CART, "cart-1", 20));
        state.assessment(
                CART.key(),
                mebibytes == null
                        ? Scaled.usage(CART, Scaled::daily, 8)
                        : Scaled.usage(
                                CART,
                                Scaled::daily,
                                8,
                                Scaled.profile(
                                        "web",
                                        window -> Scaled.daily(window) / 8,
                                        _ -> mebibytes * 1_048_576.0)),
                dirty);
        put(
                Scaled.autoscaler(
                        "cart-hpa",
                        CART,
                        new AutoscalerState.Metric("Resource", "cpu", null, "Utilization", 30),
                        new AutoscalerState.Metric("Resource", "memory", null, "Utilization", 80)));
    }

    @Test
    void whatIsTriedWithoutItsMemorySaysSo() {
        runsByCpuAndMemory(300);
        HpaSpec byCpu = HpaSpec.ofCpu(2, 20, 30);

        ScalingTrial.Replayed trial = tried(with(byCpu, memory(80)));

        assertThat(trial.triedWithout()).containsExactly("memory");
        assertThat(TrialTable.of(trial))
                .endsWith(
                        "; it was tried without memory, which asks for hardly more replicas than"
                                + " CPU on these days even with the most of any pod\n");
        assertThat(tried(byCpu).triedWithout()).isEmpty();
        assertThat(tried(byCpu).tried()).isEqualTo(trial.tried());
    }

    @Test
    void whoseMemoryMayDecideIsReplayedNeitherAsTriedNorAsItIs() {
        runsByCpuAndMemory(900);
        HpaSpec byCpu = HpaSpec.ofCpu(2, 20, 30);

        assertThat(refusal(with(byCpu, memory(80)))).endsWith("try its CPU alone");
        assertThat(refusal(byCpu.withMetrics(List.of(memory(80)))))
                .startsWith("it goes by memory alone")
                .endsWith("only what goes by CPU can be tried");
        assertThat(tried(byCpu).asItIs()).isNull();
    }

    private static HpaMetric memory(int percent) {
        return new HpaMetric.Resource(HpaMetric.MEMORY, new MetricTarget.Utilization(percent));
    }

    private static HpaSpec with(HpaSpec spec, HpaMetric more) {
        return spec.withMetrics(Stream.concat(spec.metrics().stream(), Stream.of(more)).toList());
    }

    /** Whoever follows a schedule by KEDA's triggers has an autoscaler of CPU and a minimum. */
    @ParameterizedTest
    @CsvSource({"s1-cron-UTC-08xxx-020xxx, suited", "s1-rabbitmq-orders, other_metrics"})
    void triggersOfTheClockHideNoCpu(String trigger, String code) {
        runs(CART, Scaled::daily, 8);
        put(Scaled.ofKeda("cart-hpa", CART, trigger));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo(code);
        put(Scaled.autoscaler("cart-hpa", CART, metrics(trigger)));
        assertThat(refreshed(CART).code()).as("not of KEDA").isEqualTo("other_metrics");
    }

    /** 300 MB are much of a container of 100 MiB, and little of its pod of a gibibyte. */
    @Test
    void memoryIsAShareOfWhatThePodRequestsAsAWhole() {
        put(state(CART));
        PodTerms terms = Terms.of(PodShape.UNKNOWN);
        put(
                Scaled.pod(
                                CART,
                                "cart-1",
                                20,
                                new ContainerSpec(
                                        "web",
                                        ContainerType.APP,
                                        new Resources(new Cpu(500), new Memory(100L << 20)),
                                        Resources.NONE))
                        .withTerms(
                                terms.with(
                                        Map.of("memory", BigDecimal.valueOf(1L << 30)),
                                        terms.limits())));
        state.assessment(
                CART.key(),
                Scaled.usage(
                        CART,
                        Scaled::daily,
                        8,
                        Scaled.profile("web", window -> Scaled.daily(window) / 8, _ -> 300e6)),
                dirty);
        put(
                Scaled.autoscaler(
                        "cart-hpa",
                        CART,
                        new AutoscalerState.Metric("Resource", "cpu", null, "Utilization", 30),
                        new AutoscalerState.Metric("Resource", "memory", null, "Utilization", 80)));

        assertThat(refreshed(CART).code()).isEqualTo("suited");
    }

    /** How many replicas they ask for no record says. */
    @Test
    void whatIsReplayedWithoutItsTriggersIsSaidToBe() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.ofKeda("cart-hpa", CART, "s1-cron-UTC-08xxx-020xxx"));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.message())
                .endsWith(
                        "replayed without its cron triggers (s1-cron-UTC-08xxx-020xxx), as how many"
                                + " replicas they ask for is not known here");
        assertThat(Objects.requireNonNull(advice.replay()).asItIsWithout())
                .containsExactly("s1-cron-UTC-08xxx-020xxx");
        assertThat(Objects.requireNonNull(advice.heldOut()).replay().asItIsWithout()).hasSize(1);
        assertThat(advice.triggersLeftOut()).isTrue();
        assertThat(advice.asItIs()).isEqualTo("as it is, without its cron triggers");
        assertThat(leftOut()).containsOnly(1.0);

        put(Scaled.ofKeda("cart-hpa", CART));
        ScalingOverview plain = refreshed(CART);
        assertThat(plain.message()).doesNotContain("triggers");
        assertThat(plain.triggersLeftOut()).isFalse();
        assertThat(leftOut()).containsOnly(0.0);
    }

    /** Its metrics have not come for days, and eight replicas ran all the time. */
    @Test
    void anAutoscalerThatScalesNothingIsNotShownAsIfItDid() {
        runs(CART, Scaled::daily, 8);
        put(failingSince(null, "True"));
        ScalingOverview alive = refreshed(CART);
        put(failingSince(Scaled.START, "False"));

        ScalingOverview dead = refreshed(CART);

        assertThat(alive.message()).contains("(as it is)").doesNotContain("ScalingActive");
        assertThat(dead.message())
                .contains("(as it is, if it scaled)")
                .endsWith(
                        "; as it is is what it would do if it scaled, which it does not"
                                + " (ScalingActive is False, FailedGetResourceMetric, since"
                                + " 2026-03-02T00:00:00Z), and 8.0 replicas ran on these days: see what"
                                + " is found of it");
        assertThat(dead.asItIs()).isEqualTo("as it is, if it scaled");
        var days = Objects.requireNonNull(dead.heldOut()).replay();
        assertThat(days.asItIsInactive()).isEqualTo("FailedGetResourceMetric");
        assertThat(Objects.requireNonNull(dead.replay()).asItIsInactive()).isNotNull();
        assertThat(List.of(ScalingTable.of(dead).lines().toList().get(1).split(" +")))
                .endsWith(
                        "8.0",
                        "%.1f".formatted(days.advised().replicaHours() / 24),
                        "-",
                        "%.2f%%".formatted(100 * days.advised().unservedRatio()));
    }

    /** The days that are shown had ended by then. */
    @Test
    void oneWhoseMetricsFailedAfterTheDaysThatAreReplayedIsShownAsItWas() {
        runs(CART, Scaled::daily, 8);
        put(failingSince(Scaled.MIDNIGHT, "False"));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.message()).contains("(as it is)").doesNotContain("ScalingActive");
        assertThat(Objects.requireNonNull(advice.replay()).asItIsInactive()).isNull();
    }

    /** KEDA starts it again as soon as it has work. */
    @Test
    void whatKedaHasScaledToNoneIsNotSaidToBeDead() {
        runs(CART, Scaled::daily, 8);
        AutoscalerState ofKeda = Scaled.ofKeda("cart-hpa", CART);
        put(
                new AutoscalerState(
                        "shop",
                        "cart-hpa",
                        CART,
                        2,
                        20,
                        0,
                        0,
                        ofKeda.metrics(),
                        null,
                        List.of(
                                new AutoscalerState.Condition(
                                        "ScalingActive",
                                        "False",
                                        "ScalingDisabled",
                                        "scaling is disabled since the replica count of the target is zero",
                                        Scaled.START)),
                        List.of(),
                        null,
                        null,
                        ofKeda.managedBy()));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.message()).contains("(as it is)").doesNotContain("ScalingActive");
        assertThat(Objects.requireNonNull(advice.heldOut()).replay().asItIsInactive()).isNull();
    }

    private static AutoscalerState failingSince(@Nullable Instant since, String active) {
        AutoscalerState usual = Scaled.autoscaler("cart-hpa", CART, 30);
        return new AutoscalerState(
                "shop",
                "cart-hpa",
                CART,
                2,
                20,
                8,
                8,
                usual.metrics(),
                null,
                List.of(
                        new AutoscalerState.Condition(
                                "ScalingActive",
                                active,
                                "FailedGetResourceMetric",
                                "no metrics known",
                                since)),
                List.of(),
                null,
                null,
                null);
    }

    private List<Double> leftOut() {
        PrometheusRegistry registry = new PrometheusRegistry();
        new RecommenderMetrics(registry).show(state, () -> true);
        return registry
                .scrape(name -> name.equals("headroom_hpa_replay_left_out_triggers"))
                .stream()
                .flatMap(snapshot -> ((GaugeSnapshot) snapshot).getDataPoints().stream())
                .map(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .toList();
    }

    /** Somebody who never scales down gains nothing by it, however well the day is foretold. */
    @Test
    void anAutoscalerThatScalesNothingDownIsToldWhatKeepsItsReplicas() {
        // its noon comes first, so that it has them all from the start
        runs(CART, window -> Scaled.daily(window + Windows.PER_DAY / 2), 8);
        AutoscalerState plain = Scaled.autoscaler("cart-hpa", CART, 30);
        put(
                new AutoscalerState(
                        "shop",
                        "cart-hpa",
                        CART,
                        2,
                        20,
                        null,
                        null,
                        plain.metrics(),
                        new AutoscalerBehavior(
                                null,
                                new AutoscalerBehavior.Rules(null, "Disabled", List.of(), null)),
                        List.of(),
                        List.of(),
                        null,
                        null,
                        null));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("scaling_disabled");
        assertThat(advice.message()).contains("selectPolicy Disabled");
    }

    /** Nothing is scaled by its load there, however much a minimum by the clock saves. */
    @Test
    void anAutoscalerThatScalesNothingUpIsToldThatItsMinimumDecides() {
        SplittableRandom random = new SplittableRandom(6);
        runs(CART, window -> Scaled.daily(window) * random.nextDouble(0.9, 1.1), 8);
        AutoscalerState plain = Scaled.autoscaler("cart-hpa", CART, 30);
        put(
                new AutoscalerState(
                        "shop",
                        "cart-hpa",
                        CART,
                        20,
                        40,
                        null,
                        null,
                        plain.metrics(),
                        new AutoscalerBehavior(
                                new AutoscalerBehavior.Rules(null, "Disabled", List.of(), null),
                                null),
                        List.of(),
                        List.of(),
                        null,
                        null,
                        null));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("scaling_disabled");
        assertThat(Objects.requireNonNull(advice.floor()).reason()).isEqualTo("helps");
        assertThat(advice.message())
                .contains("its minimum alone adds replicas")
                .contains(
                        "and the minimum %d"
                                .formatted(
                                        Objects.requireNonNull(advice.floor().without())
                                                .settings()
                                                .minReplicas()));
    }

    /** Sizes, too, go by the whole schedule, from its second move on, whatever the age of usage. */
    @Test
    void whoMovesTheMinimumByTheScheduleIsSizedByIt() {
        SplittableRandom random = new SplittableRandom(4);
        runs(CART, window -> (window % 288 / 12 == 9 ? 10 : 2) * random.nextDouble(0.85, 1.15), 20);
        put(Scaled.autoscaler("cart-hpa", CART, 30));
        var scheduled =
                Objects.requireNonNull(
                        Objects.requireNonNull(refreshed(CART).advised()).scheduled());
        int moves = 0;
        int last = 0;
        for (int minutes = 60; minutes < 24 * 60 && moves < 3; minutes += 10) {
            UsageAssessment usage = Scaled.usage(CART, Scaled::daily, 20);
            assertThat(state.surroundings(CART).scaling().followed()).isNull();
            int least = scheduled.least(minutes * 60);
            moves += least == last ? 0 : 1;
            last = least;
            AutoscalerState plain = Scaled.autoscaler("cart-hpa", CART, 30);
            AutoscalerState moved =
                    new AutoscalerState("shop", "cart-hpa", CART, least, 20, 4, 4, plain.metrics());
            Instant now = Scaled.MIDNIGHT.plus(Duration.ofMinutes(minutes));
            state.inventory(moved.key(), moved, now, dirty);
            at(usage, now.truncatedTo(ChronoUnit.HOURS));
        }
        assertThat(moves).isEqualTo(3);

        var followed = Objects.requireNonNull(state.surroundings(CART).scaling().followed());

        assertThat(followed.floor()).isEqualTo(scheduled.floor());
    }

    /** Seen then, and searched no more: that takes long. */
    private void at(UsageAssessment usage, Instant asOf) {
        state.assessment(
                CART.key(),
                new UsageAssessment(
                        CART,
                        asOf,
                        usage.containers(),
                        usage.cpuDemand(),
                        usage.readyReplicas(),
                        usage.coverage(),
                        usage.completeness()),
                dirty);
        state.refreshScaling((_, e) -> {
            throw e;
        });
    }

    private static AutoscalerState.Metric[] metrics(String trigger) {
        return Scaled.ofKeda("cart-hpa", CART, trigger)
                .metrics()
                .toArray(AutoscalerState.Metric[]::new);
    }

    /** The proxy beside it uses as much again, which is nothing to its autoscaler. */
    @Test
    void anAutoscalerOfOneContainerIsAdvisedByWhatThatOneUses() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 30));
        ScalingOverview alone = refreshed(CART);
        var proxy =
                new ContainerSpec(
                        "proxy",
                        Scaled.container().type(),
                        new Resources(new Cpu(100), null),
                        Resources.NONE);
        put(Scaled.pod(CART, "cart-1", 20, Scaled.container(), proxy));
        state.assessment(
                CART.key(),
                Scaled.usage(
                        CART,
                        window -> 2 * Scaled.daily(window),
                        8,
                        Scaled.profile("web", window -> Scaled.daily(window) / 8, _ -> 1e8),
                        Scaled.profile("proxy", window -> Scaled.daily(window) / 8, _ -> 1e8)),
                dirty);
        put(
                Scaled.autoscaler(
                        "cart-hpa",
                        CART,
                        new AutoscalerState.Metric(
                                "ContainerResource", "cpu", "web", "Utilization", 30)));

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.code()).isEqualTo("suited");
        var pod = Objects.requireNonNull(advice.pod());
        assertThat(pod.container()).isEqualTo("web");
        assertThat(pod.requestMillicores()).isEqualTo(500);
        var settings = Objects.requireNonNull(advice.settings());
        assertThat(Objects.requireNonNull(advice.advised()).spec().metrics())
                .containsExactly(
                        new HpaMetric.ContainerResource(
                                "web",
                                HpaMetric.CPU,
                                new MetricTarget.Utilization(
                                        settings.targetCpuUtilizationPercent())));
        // each ring is rounded by up to six percent on its own
        assertThat(hours(advice)).isCloseTo(hours(alone), withinPercentage(8));
    }

    /**
     * As sidecars of meshes come: with a limit of two cores that they use a twentieth of what the
     * pod does. Replayed with what such a pod really serves, which is over with its application.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.05, 0.1})
    void anApplicationThatIsFullBesideASidecarWithRoomIsScaledBeforeItIs(double share) {
        runsBeside(500, 500, 100, 2_000, share);
        put(Scaled.autoscaler("cart-hpa", CART, 60));

        ScalingOverview advice = refreshed(CART);

        double served = 0.5 / (1 - share);
        assertThat(Objects.requireNonNull(advice.pod()).capacityMillicores() / 1_000.0)
                .isCloseTo(served, withinPercentage(1));
        Demand demand =
                FinerDemand.of(Demand.ofRing(Scaled.usage(CART, Scaled::daily, 8).cpuDemand()));
        Replay replay =
                new Replay(
                        demand,
                        new ReplayedPod(0.6, served, Duration.ofSeconds(30)),
                        ControllerSettings.DEFAULT);
        Outcome advised = replay.run(Objects.requireNonNull(advice.advised()).spec());
        assertThat(advised.peakReplicas()).isGreaterThan(6);
        assertThat(advised.unservedRatio()).isLessThan(0.01);
        assertThat(Objects.requireNonNull(advice.replay()).advised().unservedRatio())
                .isCloseTo(advised.unservedRatio(), within(0.005));

        // 540m and the tolerance are more than it comes to
        assertThat(tried(HpaSpec.ofCpu(2, 20, 90)).tried().unservedRatio()).isGreaterThan(0.4);
        put(Scaled.autoscaler("cart-hpa", CART, 95));
        assertThat(codes()).contains(ScalingFinding.Code.TARGET_UNREACHABLE);
    }

    /** The sidecar is full at half a core of the pod, of which the application uses four fifths. */
    @Test
    void aSidecarThatIsFullFirstBoundsWhatTheApplicationBesideItIsScaledBy() {
        runsBeside(500, 2_000, 50, 100, 0.2);
        put(
                Scaled.autoscaler(
                        "cart-hpa",
                        CART,
                        new AutoscalerState.Metric(
                                "ContainerResource", "cpu", "web", "Utilization", 55)));

        ScalingOverview advice = refreshed(CART);

        assertThat(Objects.requireNonNull(advice.pod()).capacityMillicores())
                .isCloseTo(400, withinPercentage(3));
        // beyond that it would have to use more than 90 % of the 400m
        assertThat(Objects.requireNonNull(advice.settings()).targetCpuUtilizationPercent())
                .isLessThanOrEqualTo(72);
    }

    private void runsBeside(int request, int limit, int sidecar, int sidecarLimit, double share) {
        put(States.state(CART, "web", "proxy"));
        put(
                Scaled.pod(
                        CART,
                        "cart-1",
                        20,
                        container("web", request, limit),
                        container("proxy", sidecar, sidecarLimit)));
        state.assessment(
                CART.key(),
                Scaled.usage(
                        CART,
                        Scaled::daily,
                        8,
                        Scaled.profile(
                                "web", window -> (1 - share) * Scaled.daily(window) / 8, _ -> 1e8),
                        Scaled.profile(
                                "proxy", window -> share * Scaled.daily(window) / 8, _ -> 1e8)),
                dirty);
    }

    private static ContainerSpec container(String name, int request, int limit) {
        return new ContainerSpec(
                name,
                ContainerType.APP,
                new Resources(new Cpu(request), null),
                new Resources(new Cpu(limit), null));
    }

    private static double hours(ScalingOverview advice) {
        return Objects.requireNonNull(advice.replay()).advised().replicaHours();
    }

    @Test
    void theTableHasALineForEachWorkloadWithWhatTheDaysHeldOutCameTo() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 30));
        runs(DB, Scaled::daily, 8);
        var settings = Objects.requireNonNull(refreshed(CART).settings());
        var replay =
                Objects.requireNonNull(Objects.requireNonNull(state.scaling().get(CART)).heldOut())
                        .replay();

        List<String> lines = ScalingTable.of(state.scaling().values()).lines().toList();

        assertThat(lines).hasSize(3);
        assertThat(List.of(lines.get(1).split(" +")))
                .containsExactly(
                        "shop",
                        "deployment/cart",
                        "cart-hpa",
                        "suited",
                        Integer.toString(settings.minReplicas()),
                        Integer.toString(settings.maxReplicas()),
                        settings.targetCpuUtilizationPercent() + "%",
                        "%.1f"
                                .formatted(
                                        Objects.requireNonNull(replay.asItIs()).replicaHours()
                                                / 24),
                        "%.1f".formatted(replay.advised().replicaHours() / 24),
                        "%.2f%%".formatted(100 * replay.asItIs().unservedRatio()),
                        "%.2f%%".formatted(100 * replay.advised().unservedRatio()));
        assertThat(List.of(lines.get(2).split(" +")))
                .startsWith("shop", "statefulset/db", "-", "stateful", "-", "-");
    }

    /** All days that are known, and the one that there is beside it. */
    @Test
    void settingsThatSomebodyTriesAreReplayedLikeThoseThatThereAre() {
        runs(CART, Scaled::daily, 8);
        put(Scaled.autoscaler("cart-hpa", CART, 30));
        HpaSpec same = HpaSpec.ofCpu(2, 20, 30);

        var trial = tried(same);

        assertThat(trial.tried()).isEqualTo(trial.asItIs());
        assertThat(trial.tried().days()).isEqualTo(Scaled.DAYS);
        assertThat(trial.ranReplicas()).isEqualTo(8);
        assertThat(trial.tried().cost())
                .isCloseTo(trial.tried().replicaHours() * 0.019, within(1e-6));
        assertThat(tried(HpaSpec.ofCpu(2, 20, 60)).tried().replicaHours())
                .isLessThan(0.6 * trial.tried().replicaHours());
        assertThat(tried(same.withReplicas(2, 3)).tried().minutesAtMax()).isPositive();
    }

    /** Of pods without a limit nobody knows what more they serve, but anybody sees them use it. */
    @ParameterizedTest
    @CsvSource({"500, 0", "0, 100", "0, 150"})
    void podsWithoutALimitAreScaledByWhatTheyWereNeverSeenToUse(int milli, int percent) {
        runs(CART, Scaled::daily, 8);
        HpaSpec spec =
                milli == 0
                        ? HpaSpec.ofCpu(1, 20, percent)
                        : HpaSpec.ofCpu(1, 20, 50)
                                .withMetrics(
                                        List.of(
                                                new HpaMetric.Resource(
                                                        HpaMetric.CPU,
                                                        new MetricTarget.AverageValue(milli))));
        double target = milli == 0 ? 0.5 * percent / 100 : milli / 1_000.0;

        assertThat(tried(spec).pod().limited()).isFalse();
        var tried = tried(spec).tried();

        // within a tenth of its target it is left as it is, and on its way down for five minutes
        assertThat(tried.replicaHours() / (24 * tried.days() * 2.25 / target)).isBetween(0.9, 1.3);
        assertThat(tried.peakReplicas()).isBetween((int) (3.6 / target), 9);
        assertThat((double) tried.events()).isGreaterThan(4 * tried.days());
    }

    /** The load of a day was led through it, and so are the days that come of it. */
    @Test
    void anAutoscalerThatDoesItsWorkServesAllInItsReplayToo() {
        put(state(CART));
        put(Scaled.pod(CART, "cart-1", 20));
        put(Scaled.autoscaler("cart-hpa", CART, 100));
        IntToDoubleFunction ran = window -> Math.max(2, Math.ceil(Scaled.daily(window) / 0.5));
        state.assessment(CART.key(), Scaled.usage(CART, Scaled::daily, ran), dirty);

        var trial = tried(HpaSpec.ofCpu(2, 20, 100));

        assertThat(trial.asItIs()).isEqualTo(trial.tried());
        assertThat(trial.tried().replicaHours())
                .isCloseTo(
                        24 * trial.tried().days() * Objects.requireNonNull(trial.ranReplicas()),
                        withinPercentage(6));
        assertThat(trial.tried().unservedRatio()).isLessThan(0.02);
    }

    @Test
    void whatIsTriedRunsNoMoreReplicasThanItsQuotaLetsIn() {
        runs(CART, Scaled::daily, 8);
        letsIn(3);

        var trial = tried(HpaSpec.ofCpu(5, 20, 30));

        assertThat(trial.asItIs()).isNull();
        assertThat(trial.maxReplicas()).isEqualTo(3);
        assertThat(trial.minReplicas()).isEqualTo(3);
        assertThat(trial.maxHeldBy()).isEqualTo("quota");
        assertThat(trial.tried().peakReplicas()).isEqualTo(3);
    }

    @Test
    void whatCannotBeTriedIsToldWhy() {
        assertThat(state.tryScaling(CART, HpaSpec.ofCpu(2, 20, 30))).isEmpty();
        runs(CART, Scaled::daily, 8);
        put(
                Scaled.pod(
                        CART,
                        "cart-1",
                        20,
                        new ContainerSpec(
                                "web",
                                ContainerType.APP,
                                Resources.NONE,
                                new Resources(new Cpu(500), null))));

        assertThat(refusal(HpaSpec.ofCpu(2, 20, 30)))
                .contains("requests no CPU", "give it an averageValue");
        var byAmount =
                tried(
                        HpaSpec.ofCpu(2, 20, 30)
                                .withMetrics(
                                        List.of(
                                                new HpaMetric.Resource(
                                                        HpaMetric.CPU,
                                                        new MetricTarget.AverageValue(150)))));
        assertThat(byAmount.tried().replicaHours()).isPositive();
        assertThat(byAmount.pod().requestMillicores()).as("not known, and not none").isNull();
        assertThat(byAmount.tried().requestedCoreHours()).isNull();
        assertThat(byAmount.none().cost()).isNull();
        assertThat(
                        refusal(
                                HpaSpec.ofCpu(2, 20, 30)
                                        .withMetrics(
                                                List.of(
                                                        new HpaMetric.ContainerResource(
                                                                "gone",
                                                                HpaMetric.CPU,
                                                                new MetricTarget.Utilization(
                                                                        50))))))
                .contains("of one container that they have");
    }

    private ScalingTrial.Replayed tried(HpaSpec spec) {
        return (ScalingTrial.Replayed) state.tryScaling(CART, spec).orElseThrow();
    }

    private String refusal(HpaSpec spec) {
        return ((ScalingTrial.Refused) state.tryScaling(CART, spec).orElseThrow()).why();
    }

    /** What would have cost the least is nothing that anybody has. */
    @Test
    void theTableShowsTheReplicasThatReallyRanWhereThereIsNoAutoscaler() {
        runs(CART, Scaled::daily, 20);

        ScalingOverview advice = refreshed(CART);

        var replay = Objects.requireNonNull(advice.heldOut()).replay();
        assertThat(replay.noneReplicas()).isLessThan(15);
        assertThat(replay.ranReplicas()).isEqualTo(20);
        assertThat(advice.message())
                .contains("(always %d; 20.0 really ran)".formatted(replay.noneReplicas()));
        assertThat(List.of(ScalingTable.of(advice).lines().toList().get(1).split(" +")))
                .endsWith(
                        "20.0",
                        "%.1f".formatted(replay.advised().replicaHours() / 24),
                        "-",
                        "%.2f%%".formatted(100 * replay.advised().unservedRatio()));
    }

    /** As where nothing runs at night. */
    @Test
    void ofDaysOfWhichHoursAreNotKnownIsSaidHowManyAre() {
        SplittableRandom random = new SplittableRandom(8);
        runs(
                CART,
                window ->
                        window % Windows.PER_DAY < Windows.PER_DAY / 2
                                ? Double.NaN
                                : random.nextDouble(0.9, 1.1) * (window % 72 < 24 ? 8 : 2),
                20);

        ScalingOverview advice = refreshed(CART);

        assertThat(advice.message())
                .contains("before the last 1.0 days, of which 12 h are known,")
                .contains(
                        "; 12 h of a day are not known, and in none of these numbers: where it is"
                                + " scaled to none in them, see that it still is, as a minimum of 2"
                                + " adds 24 replica-hours a day");
        assertThat(advice.unknownHours()).isCloseTo(12, within(0.1));
    }

    private void runs(WorkloadRef workload, IntToDoubleFunction cores, int replicas) {
        put(state(workload));
        put(Scaled.pod(workload, workload.name() + "-1", 20));
        state.assessment(workload.key(), Scaled.usage(workload, cores, replicas), dirty);
    }

    /** A pod that requests 500m. */
    private static PodState limitedTo(int millicores) {
        return Scaled.pod(
                CART,
                "cart-1",
                20,
                new ContainerSpec(
                        "web",
                        ContainerType.APP,
                        Scaled.container().requests(),
                        new Resources(new Cpu(millicores), null)));
    }

    private static InventoryEntry state(WorkloadRef workload) {
        return States.state(workload, "web");
    }

    private void put(InventoryEntry entry) {
        state.inventory(entry.key(), entry, Scaled.START, dirty);
    }

    private ScalingOverview refreshed(WorkloadRef workload) {
        state.refreshScaling((_, e) -> {
            throw e;
        });
        return Objects.requireNonNull(state.scaling().get(workload));
    }

    private static Recommendation recommended(long millicores) {
        return recommended(millicores, null);
    }

    private static Recommendation recommended(long millicores, @Nullable Resources limits) {
        Resources target = new Resources(new Cpu(millicores), null);
        var container =
                new ContainerRecommendation(
                        "web",
                        Scaled.container().type(),
                        Scaled.container().requests(),
                        Resources.NONE,
                        new Advice.Resize(target, target, target, target, 1, 100, List.of()));
        return new Recommendation(
                CART,
                Scaled.MIDNIGHT,
                "headroom",
                new Completeness(1, 1),
                List.of(limits == null ? container : container.limited(limits)));
    }
}
