package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import io.headroom.recommender.JointSizing.Sized;
import io.headroom.recommender.ScalingCases.Facts;
import io.headroom.recommender.policy.Policies;
import io.headroom.recommender.policy.Policy;
import io.headroom.recommender.policy.PolicyKey;
import io.headroom.recommender.policy.PolicyLevel;
import io.headroom.recommender.scale.advice.Followed;
import io.headroom.recommender.scale.advice.Most;
import io.headroom.recommender.scale.hpa.ControllerSettings;
import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.joint.JointPlanner;
import io.headroom.recommender.scale.joint.Retargeting;
import io.headroom.recommender.scale.lint.SpecReader;
import io.headroom.recommender.scale.replay.Demand;
import io.headroom.recommender.scale.replay.FinerDemand;
import io.headroom.recommender.scale.replay.FloorSchedule;
import io.headroom.recommender.scale.replay.Outcome;
import io.headroom.recommender.scale.replay.Replay;
import io.headroom.recommender.scale.replay.ReplayedPod;
import io.headroom.recommender.size.PodShape;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JointSizingTest {
    private static final AutoscalerState HPA = Scaled.autoscaler("cart-hpa", Scaled.CART, 60);

    private static final Duration READY = ControllerSettings.DEFAULT.initialReadinessDelay();

    private final JointSizing joint = new JointSizing();

    @Test
    void anAutoscalerThatGoesByTheRequestChangesAlongWithIt() {
        Sized sized = sized(400, HPA);

        var retarget = Objects.requireNonNull(sized.retarget());
        assertThat(retarget.autoscaler()).isEqualTo("cart-hpa");
        // 60 % of 500m are 75 % of 400m
        assertThat(retarget.metrics())
                .containsExactly(
                        new AutoscalerState.Metric("Resource", "cpu", null, "Utilization", 75));
        Advice.Resize resize = resize(sized);
        assertThat(resize.target().cpu()).isEqualTo(new Cpu(400));
        assertThat(resize.reasons().getLast().code()).isEqualTo(Reason.Code.AUTOSCALER);
    }

    /** It runs whatever somebody left it at, and no plan brings that back. */
    @Test
    void ofAnAutoscalerThatScalesNothingIsSaidWhatItWouldRunIfItDid() {
        assertThat(resize(sized(400, HPA)).reasons().getLast().message())
                .endsWith(
                        "to an averageUtilization of 75, so that it runs as many replicas as now");

        Sized sized = sized(400, failing(HPA));

        assertThat(resize(sized).reasons().getLast().message())
                .endsWith(
                        "to an averageUtilization of 75, so that it would run as many replicas as before if it scaled, which it does not (ScalingActive is False, FailedGetResourceMetric)");
        assertThat(sized.retarget()).isEqualTo(sized(400, HPA).retarget());
    }

    @Test
    void whatHoldsARequestForAnAutoscalerThatScalesNothingIsOfIfItDid() {
        var container = container(250).limited(new Resources(new Cpu(400), null));
        Facts facts = facts(rushes(), new Resources(new Cpu(800), null), failing(HPA), Policy.NONE);

        held(
                joint.apply(facts, List.of(container), facts.usage().asOf()),
                "(more_unserved); it is replayed as if it scaled, which it does not (ScalingActive is False, FailedGetResourceMetric)");
    }

    private static AutoscalerState failing(AutoscalerState autoscaler) {
        return new AutoscalerState(
                autoscaler.namespace(),
                autoscaler.name(),
                autoscaler.target(),
                autoscaler.minReplicas(),
                autoscaler.maxReplicas(),
                autoscaler.currentReplicas(),
                autoscaler.desiredReplicas(),
                autoscaler.metrics(),
                autoscaler.behavior(),
                List.of(
                        new AutoscalerState.Condition(
                                "ScalingActive",
                                "False",
                                "FailedGetResourceMetric",
                                "no metrics",
                                Scaled.START)),
                List.of(),
                null,
                null,
                null);
    }

    /** Found again from the demand alone: what the plan asks for runs as many replicas. */
    @Test
    void withBothChangedAsManyReplicasRunAsBefore() {
        var retarget = Objects.requireNonNull(sized(350, HPA).retarget());
        assertThat(retarget.metrics().getFirst().targetType()).isEqualTo("AverageValue");
        assertThat(retarget.metrics().getFirst().target()).isEqualTo(0.3);

        Demand demand = Demand.ofRing(usage(8).cpuDemand());
        HpaSpec spec = HpaSpec.ofCpu(2, 20, 60);
        double before = replicaHours(demand, 0.5, spec);
        double after = replicaHours(demand, 0.35, Retargeting.keepingUsage(spec, 0.5, 0.35));
        // a utilization is cut to a whole percent, an amount is not: a sixtieth, and a pod
        assertThat(after).isBetween(before, before * 62 / 60);
    }

    /** What happens within five minutes is what the room was for that a lower limit gives up. */
    @ParameterizedTest
    @ValueSource(ints = {330, 360, 400})
    void whatIsPublishedServesAsMuchOfWhatWindowsHideToo(int then) {
        for (int seed = 0; seed < 10; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] noise = random.doubles(Scaled.DAYS * 288, 0.7, 1.3).toArray();
            KnownUsage usage =
                    KnownUsage.of(
                            Scaled.usage(
                                    Scaled.CART,
                                    window -> Scaled.daily(window) * noise[window],
                                    8));
            for (int limit : new int[] {600, 700}) {
                Sized sized = withLimit(usage, limit, then, limit * then / 500);
                if (sized.retarget() != null) {
                    Demand demand = FinerDemand.of(Demand.ofRing(usage.cpuDemand()));
                    HpaSpec spec = HpaSpec.ofCpu(2, 20, 60);
                    double request = then / 1_000.0;
                    assertThat(
                                    outcome(
                                                    demand,
                                                    new ReplayedPod(
                                                            request,
                                                            limit / 500.0 * request,
                                                            READY),
                                                    Retargeting.keepingUsage(spec, 0.5, request))
                                            .unservedRatio())
                            .isLessThanOrEqualTo(
                                    JointPlanner.mostUnserved(
                                            outcome(
                                                    demand,
                                                    new ReplayedPod(0.5, limit / 1_000.0, READY),
                                                    spec)));
                }
            }
        }
    }

    private static Outcome outcome(Demand demand, ReplayedPod pod, HpaSpec spec) {
        return new Replay(demand, pod, ControllerSettings.DEFAULT).run(spec);
    }

    /**
     * At its minimum, as its pods come to a tenth of what they should use but for an hour a day: a
     * target of what they will request would send it to its maximum in that hour.
     */
    @ParameterizedTest
    @ValueSource(ints = {10, 50})
    void oneThatAddsNothingNowAddsNothingThen(int max) {
        IntToDoubleFunction rush = window -> window % 288 / 12 == 10 ? 1.4 : 0.2;
        KnownUsage usage = KnownUsage.of(Scaled.usage(Scaled.CART, rush, 2));
        AutoscalerState wide =
                new AutoscalerState(
                        "shop",
                        "cart-hpa",
                        Scaled.CART,
                        2,
                        max,
                        2,
                        2,
                        List.of(
                                new AutoscalerState.Metric(
                                        "Resource", "cpu", null, "Utilization", 160)));
        Facts facts =
                new Facts(
                        Scaled.CART,
                        usage,
                        new PodShape(List.of(Scaled.container()), Resources.NONE),
                        List.of(),
                        List.of(wide),
                        Most.UNLIMITED,
                        Policy.NONE,
                        null);

        var retarget =
                Objects.requireNonNull(
                        joint.apply(facts, List.of(container(115)), usage.asOf()).retarget());

        assertThat(retarget.metrics())
                .containsExactly(
                        new AutoscalerState.Metric("Resource", "cpu", null, "AverageValue", 0.8));
    }

    /**
     * The minimum of the moment decides what a replay of it shows, and the clock moves it: at night
     * the request would stay, and in the rush it would change.
     */
    @Test
    void whoSetsTheMinimumByTheClockHasOnePlanAllDay() {
        int[] slots = IntStream.range(0, 24).map(hour -> hour == 9 ? 23 : 5).toArray();
        Followed followed = new Followed(new FloorSchedule(86_400, slots), 5);

        assertThat(List.of(atTheMomentOf(5, null), atTheMomentOf(23, null)))
                .as("else nothing is shown")
                .doesNotHaveDuplicates();
        assertThat(atTheMomentOf(23, followed)).isEqualTo(atTheMomentOf(5, followed));
    }

    private Sized atTheMomentOf(int min, @Nullable Followed followed) {
        SplittableRandom random = new SplittableRandom(4);
        KnownUsage usage =
                KnownUsage.of(
                        Scaled.usage(
                                Scaled.CART,
                                window ->
                                        (window % 288 / 12 == 9 ? 10 : 2)
                                                * random.nextDouble(0.85, 1.15),
                                window -> window % 288 / 12 == 9 ? 26 : 5));
        AutoscalerState now =
                new AutoscalerState(
                        "shop",
                        "cart-hpa",
                        Scaled.CART,
                        min,
                        230,
                        min,
                        min,
                        List.of(
                                new AutoscalerState.Metric(
                                        "Resource", "cpu", null, "Utilization", 85)));
        return joint.apply(
                new Facts(
                        Scaled.CART,
                        usage,
                        new PodShape(List.of(Scaled.container()), Resources.NONE),
                        List.of(),
                        List.of(now),
                        Most.UNLIMITED,
                        Policy.NONE,
                        null,
                        followed),
                List.of(container(250)),
                usage.asOf());
    }

    /** As the usual charts make them: its memory stays, as long as it cannot matter. */
    @ParameterizedTest
    @CsvSource({
        "300, ",
        "900, 'by memory, which may ask for more replicas than its CPU does'",
        ", 'by memory, and of that nothing is known'"
    })
    void ofCpuAndMemoryTheCpuIsSizedWhereMemoryDoesNotDecide(
            @Nullable Integer mebibytes, @Nullable String why) {
        KnownUsage usage =
                mebibytes == null
                        ? usage(8)
                        : KnownUsage.of(
                                Scaled.usage(
                                        Scaled.CART,
                                        Scaled::daily,
                                        8,
                                        Scaled.profile(
                                                "web",
                                                window -> Scaled.daily(window) / 8,
                                                _ -> mebibytes * 1_048_576.0)));
        AutoscalerState.Metric memory =
                new AutoscalerState.Metric("Resource", "memory", null, "Utilization", 80);
        Facts facts =
                new Facts(
                        Scaled.CART,
                        usage,
                        new PodShape(List.of(Scaled.container()), Resources.NONE),
                        List.of(),
                        List.of(
                                Scaled.autoscaler(
                                        "cart-hpa", Scaled.CART, memory, HPA.metrics().getFirst())),
                        Most.UNLIMITED,
                        Policy.NONE,
                        null);

        Sized sized = joint.apply(facts, List.of(container(400)), usage.asOf());

        Advice.Resize resize = resize(sized);
        assertThat(resize.target().memory()).as("goes by its request").isNull();
        if (why == null) {
            assertThat(resize.target().cpu()).isEqualTo(new Cpu(400));
            assertThat(Objects.requireNonNull(sized.retarget()).metrics())
                    .containsExactly(
                            memory,
                            new AutoscalerState.Metric("Resource", "cpu", null, "Utilization", 75));
        } else {
            assertThat(sized.retarget()).isNull();
            assertThat(resize.target().cpu()).isNull();
            assertThat(resize.reasons().getLast().message()).contains(why);
        }
    }

    /** What the proxy beside it requests is nothing to its autoscaler, and changes as it likes. */
    @Test
    void anAutoscalerOfOneContainerChangesAlongWithThatOne() {
        KnownUsage usage =
                KnownUsage.of(
                        Scaled.usage(
                                Scaled.CART,
                                window -> 2 * Scaled.daily(window),
                                8,
                                Scaled.profile("web", window -> Scaled.daily(window) / 8, _ -> 1e8),
                                Scaled.profile(
                                        "proxy", window -> Scaled.daily(window) / 8, _ -> 1e8)));
        ContainerSpec web = Scaled.container();
        ContainerSpec proxy =
                new ContainerSpec("proxy", web.type(), web.requests(), Resources.NONE);
        Facts facts =
                new Facts(
                        Scaled.CART,
                        usage,
                        new PodShape(List.of(web, proxy), Resources.NONE),
                        List.of(),
                        List.of(
                                Scaled.autoscaler(
                                        "cart-hpa",
                                        Scaled.CART,
                                        new AutoscalerState.Metric(
                                                "ContainerResource",
                                                "cpu",
                                                "web",
                                                "Utilization",
                                                60))),
                        Most.UNLIMITED,
                        Policy.NONE,
                        null);

        Sized both =
                joint.apply(
                        facts,
                        List.of(container("web", 400), container("proxy", 300)),
                        usage.asOf());
        Sized proxyAlone = joint.apply(facts, List.of(container("proxy", 300)), usage.asOf());

        assertThat(Objects.requireNonNull(both.retarget()).metrics())
                .containsExactly(
                        new AutoscalerState.Metric(
                                "ContainerResource", "cpu", "web", "Utilization", 75));
        assertThat(resize(both).target().cpu()).isEqualTo(new Cpu(400));
        assertThat(both.containers().getLast()).isEqualTo(container("proxy", 300));
        assertThat(proxyAlone.retarget()).isNull();
        assertThat(proxyAlone.containers()).containsExactly(container("proxy", 300));
    }

    /** Its application is full at 526m of the pod, and to add one takes 570m and the tolerance. */
    @Test
    void aTargetThatThePodsFirstFullContainerEndsBelowDecidesNothing() {
        Sized sized = meshed(95, container("web", 480).limited(new Resources(new Cpu(500), null)));

        assertThat(sized.retarget()).isNull();
        assertThat(resize(sized).target().cpu()).isEqualTo(new Cpu(480));
        assertThat(resize(sized).reasons().getLast().message())
                .contains("its pods are full before they come to it");
    }

    /** Today there is none; what is published is replayed with what a pod may use then. */
    @ParameterizedTest
    @ValueSource(ints = {380, 400, 420, 460, 600})
    void aLimitThatComesWithTheAdviceBoundsWhatIsRehearsed(int millicores) {
        KnownUsage usage = usage(8);
        AutoscalerState wide = Scaled.autoscaler("cart-hpa", Scaled.CART, 80);

        Sized sized =
                joint.apply(
                        facts(usage, Resources.NONE, wide, Policy.NONE),
                        List.of(
                                container(millicores)
                                        .limited(new Resources(new Cpu(millicores), null))),
                        usage.asOf());

        assertThat(sized.retarget() != null)
                .as("400m for each pod and the tolerance are below its limit")
                .isEqualTo(millicores >= 460);
        servesAsMuch(
                sized,
                new ReplayedPod(0.5, 0.5, Double.POSITIVE_INFINITY, READY),
                80,
                millicores / 1_000.0,
                millicores / 1_000.0);
    }

    /** The limit of the application goes along with its request, and that of the sidecar stays. */
    @ParameterizedTest
    @ValueSource(ints = {330, 350, 380, 420, 550})
    void ofSeveralContainersEachLimitBecomesWhatIsAdvisedOfIt(int millicores) {
        Sized sized =
                meshed(
                        60,
                        container("web", millicores)
                                .limited(new Resources(new Cpu(millicores), null)),
                        container("proxy", 20).limited(new Resources(new Cpu(2_000), null)));

        assertThat(sized.retarget() != null)
                .as("360m for each pod and the tolerance are below what the application lets it")
                .isEqualTo(millicores >= 420);
        servesAsMuch(
                sized,
                new ReplayedPod(0.6, 0.5 / 0.95, READY),
                60,
                (millicores + 20) / 1_000.0,
                millicores / 950.0);
    }

    /** A pod that loses its limit serves no less than with it. */
    @Test
    void aLimitThatGoesWithTheAdviceKeepsNoRequest() {
        KnownUsage usage = usage(8);

        Sized sized =
                joint.apply(
                        facts(usage, new Resources(new Cpu(800), null), HPA, Policy.NONE),
                        List.of(container(400).limited(Resources.NONE)),
                        usage.asOf());

        assertThat(Objects.requireNonNull(sized.retarget()).metrics().getFirst().target())
                .isEqualTo(75);
    }

    /**
     * @param request cores of a pod as it is advised
     * @param limit what such a pod uses at most
     */
    private static void servesAsMuch(
            Sized sized, ReplayedPod today, int percent, double request, double limit) {
        if (sized.retarget() == null) {
            assertThat(resize(sized).target().cpu()).as("all stays").isNull();
            return;
        }
        Demand demand = FinerDemand.of(Demand.ofRing(usage(8).cpuDemand()));
        HpaSpec then =
                HpaSpec.ofCpu(2, 20, 50)
                        .withMetrics(SpecReader.metrics(sized.retarget().metrics()));
        Outcome outcome = outcome(demand, new ReplayedPod(request, limit, READY), then);
        assertThat(outcome.unservedRatio())
                .isLessThanOrEqualTo(
                        JointPlanner.mostUnserved(
                                outcome(demand, today, HpaSpec.ofCpu(2, 20, percent))));
        assertThat(outcome.peakReplicas()).isGreaterThan(6);
    }

    /** An application beside a sidecar that may use two cores, and uses a twentieth of the load. */
    private Sized meshed(int percent, ContainerRecommendation... advised) {
        KnownUsage usage =
                KnownUsage.of(
                        Scaled.usage(
                                Scaled.CART,
                                Scaled::daily,
                                8,
                                Scaled.profile(
                                        "web", window -> 0.95 * Scaled.daily(window) / 8, _ -> 1e8),
                                Scaled.profile(
                                        "proxy",
                                        window -> 0.05 * Scaled.daily(window) / 8,
                                        _ -> 1e8)));
        Facts facts =
                new Facts(
                        Scaled.CART,
                        usage,
                        new PodShape(
                                List.of(limited("web", 500, 500), limited("proxy", 100, 2_000)),
                                Resources.NONE),
                        List.of(),
                        List.of(Scaled.autoscaler("cart-hpa", Scaled.CART, percent)),
                        Most.UNLIMITED,
                        Policy.NONE,
                        null);
        return joint.apply(facts, List.of(advised), usage.asOf());
    }

    private static ContainerSpec limited(String name, int request, int limit) {
        return new ContainerSpec(
                name,
                Scaled.container().type(),
                new Resources(new Cpu(request), null),
                new Resources(new Cpu(limit), null));
    }

    private static double replicaHours(Demand demand, double request, HpaSpec spec) {
        return new Replay(
                        demand,
                        new ReplayedPod(request, 0.8, Duration.ofSeconds(30)),
                        ControllerSettings.DEFAULT)
                .run(spec)
                .replicaHours();
    }

    @Test
    void nothingHasToChangeWhereTheRequestStays() {
        Sized sized = sized(500, HPA);

        assertThat(sized.retarget()).isNull();
        assertThat(resize(sized).reasons()).isEmpty();
    }

    @Test
    void anAmountAsItsTargetGoesByNoRequest() {
        Sized sized = sized(400, metric("Resource", "cpu", "AverageValue", 0.3));

        assertThat(sized.retarget()).isNull();
        assertThat(resize(sized).target().cpu()).isEqualTo(new Cpu(400));
    }

    @Test
    void withTwoAutoscalersTheRequestStays() {
        Sized sized = sized(400, HPA, Scaled.autoscaler("other", Scaled.CART, 70));

        held(sized, "2 autoscalers go by the CPU request");
    }

    /** A minimum by the time of the day goes by no request, and stays. */
    @Test
    void triggersOfTheClockKeepNoRequest() {
        Sized sized =
                sized(400, Scaled.ofKeda("cart-hpa", Scaled.CART, "s1-cron-UTC-08xxx-020xxx"));

        var retarget = Objects.requireNonNull(sized.retarget());
        assertThat(retarget.metrics())
                .containsExactly(
                        new AutoscalerState.Metric("Resource", "cpu", null, "Utilization", 75),
                        new AutoscalerState.Metric(
                                "External", "s1-cron-UTC-08xxx-020xxx", null, "AverageValue", 1));
        assertThat(retarget.managedBy()).isEqualTo("ScaledObject.keda.sh/cart");
        assertThat(resize(sized).target().cpu()).isEqualTo(new Cpu(400));
    }

    @Test
    void whatNoReplayCanTellKeepsTheRequest() {
        AutoscalerState mixed =
                new AutoscalerState(
                        "shop",
                        "cart-hpa",
                        Scaled.CART,
                        2,
                        20,
                        4,
                        4,
                        List.of(
                                HPA.metrics().getFirst(),
                                new AutoscalerState.Metric(
                                        "External", "queue", null, "AverageValue", 30)));

        held(sized(400, mixed), "by queue, of which no replay can tell");
    }

    @Test
    void anAutoscalerOfMemoryKeepsTheMemoryRequestAlone() {
        Sized sized = sized(400, metric("Resource", "memory", "Utilization", 70));

        Advice.Resize resize = resize(sized);
        assertThat(resize.target()).isEqualTo(new Resources(new Cpu(400), null));
        assertThat(resize.reasons().getLast().code()).isEqualTo(Reason.Code.HELD_AUTOSCALER);
    }

    /** A limit that follows cuts off what pods use, by which they are sized again. */
    @Test
    void aRequestThatWouldNotComeToRestStays() {
        held(
                withLimit(usage(8), 500, 300, 300),
                "each change of the one asks for another of the other (spiral)");
    }

    /**
     * A rush is over before its autoscaler follows, and what serves it is what the limit leaves.
     */
    @Test
    void aRequestWhoseLimitWouldCutOffARushStays() {
        held(
                withLimit(rushes(), 800, 250, 400),
                "more of the demand would not be served than now (more_unserved)");
    }

    private static KnownUsage rushes() {
        return KnownUsage.of(
                Scaled.usage(
                        Scaled.CART,
                        window -> (window % 72 == 0 ? 2 : 1) * Scaled.daily(window),
                        8));
    }

    /** Three pods are not enough, whatever its target is. */
    @Test
    void anAutoscalerThatIsAtItsMaximumHasNothingToChangeAlong() {
        AutoscalerState pinned =
                new AutoscalerState("shop", "cart-hpa", Scaled.CART, 2, 3, 3, 3, HPA.metrics());
        Facts facts =
                new Facts(
                        Scaled.CART,
                        usage(3),
                        new PodShape(List.of(Scaled.container()), Resources.NONE),
                        List.of(),
                        List.of(pinned),
                        Most.UNLIMITED,
                        Policy.NONE,
                        null);

        Sized sized = joint.apply(facts, List.of(container(1_200)), facts.usage().asOf());

        assertThat(sized.retarget()).isNull();
        Advice.Resize resize = resize(sized);
        assertThat(resize.target().cpu()).isEqualTo(new Cpu(1_200));
        Reason reason = resize.reasons().getLast();
        assertThat(reason.code()).isEqualTo(Reason.Code.AUTOSCALER);
        assertThat(reason.message()).contains("its target decides nothing");
    }

    /** Thirteen pods serve the noon with less each, and the five that its policy lets it do not. */
    @Test
    void aRequestStaysWhereTheReplicasThatItsPolicyLetsItHaveWouldServeLess() {
        Sized free = withLimit(usage(8), 800, 400, 640);
        assertThat(resize(free).target().cpu()).as("without a policy").isEqualTo(new Cpu(400));
        assertThat(Objects.requireNonNull(free.retarget()).metrics().getFirst().target())
                .isEqualTo(75);

        held(
                withLimit(usage(8), 800, 400, 640, policy("max-replicas", 5)),
                "as far as its policy lets it (2 to 5 replicas): replayed, each change of the one"
                        + " asks for another");
    }

    /** What a policy asks for is not what a plan is held against. */
    @ParameterizedTest
    @CsvSource({"min-replicas, 4", "max-replicas, 5"})
    void withinItsPolicyARequestChangesWhereItServesNoLessThere(String key, int replicas) {
        Facts facts = facts(usage(8), Scaled.container().limits(), HPA, policy(key, replicas));

        Sized sized = joint.apply(facts, List.of(container(400)), facts.usage().asOf());

        assertThat(resize(sized).target().cpu()).isEqualTo(new Cpu(400));
        assertThat(Objects.requireNonNull(sized.retarget()).metrics().getFirst().target())
                .isEqualTo(75);
    }

    private static Policy policy(String key, int replicas) {
        return new Policies(PolicyLevel.NONE, Set.of())
                .policy(Map.of(PolicyKey.PREFIX + key, Integer.toString(replicas)), Map.of());
    }

    private Sized withLimit(KnownUsage usage, long limit, long request, long then) {
        return withLimit(usage, limit, request, then, Policy.NONE);
    }

    private Sized withLimit(KnownUsage usage, long limit, long request, long then, Policy policy) {
        Resources limits = new Resources(new Cpu(limit), null);
        var container = container(request).limited(new Resources(new Cpu(then), null));
        return joint.apply(facts(usage, limits, HPA, policy), List.of(container), usage.asOf());
    }

    private static Facts facts(
            KnownUsage usage, Resources limits, AutoscalerState autoscaler, Policy policy) {
        return new Facts(
                Scaled.CART,
                usage,
                new PodShape(
                        List.of(
                                new ContainerSpec(
                                        "web",
                                        Scaled.container().type(),
                                        Scaled.container().requests(),
                                        limits)),
                        Resources.NONE),
                List.of(),
                List.of(autoscaler),
                Most.UNLIMITED,
                policy,
                null);
    }

    private static void held(Sized sized, String why) {
        assertThat(sized.retarget()).isNull();
        Advice.Resize resize = resize(sized);
        assertThat(resize.target().cpu()).isNull();
        assertThat(resize.lowerBound().cpu()).isNull();
        assertThat(resize.target().memory()).isEqualTo(new Memory(2L << 30));
        Reason reason = resize.reasons().getLast();
        assertThat(reason.code()).isEqualTo(Reason.Code.HELD_AUTOSCALER);
        assertThat(reason.message()).contains(why);
    }

    private Sized sized(long millicores, AutoscalerState... autoscalers) {
        Facts facts =
                new Facts(
                        Scaled.CART,
                        usage(8),
                        new PodShape(List.of(Scaled.container()), Resources.NONE),
                        List.of(),
                        List.of(autoscalers),
                        Most.UNLIMITED,
                        Policy.NONE,
                        null);
        return joint.apply(facts, List.of(container(millicores)), facts.usage().asOf());
    }

    private static AutoscalerState metric(
            String type, String name, String targetType, double target) {
        return new AutoscalerState(
                "shop",
                "cart-hpa",
                Scaled.CART,
                2,
                20,
                4,
                4,
                List.of(new AutoscalerState.Metric(type, name, null, targetType, target)));
    }

    private static KnownUsage usage(int replicas) {
        return KnownUsage.of(Scaled.usage(Scaled.CART, Scaled::daily, replicas));
    }

    private static ContainerRecommendation container(long millicores) {
        return container("web", millicores);
    }

    private static ContainerRecommendation container(String name, long millicores) {
        Resources target = new Resources(new Cpu(millicores), new Memory(2L << 30));
        return new ContainerRecommendation(
                name,
                Scaled.container().type(),
                Scaled.container().requests(),
                Resources.NONE,
                new Advice.Resize(target, target, target, target, 1, 100, List.of()));
    }

    private static Advice.Resize resize(Sized sized) {
        return (Advice.Resize) sized.containers().getFirst().advice();
    }
}
