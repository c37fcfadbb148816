package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.Flaps;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.Outcome;
import io.headroom.model.assessment.RestartAssessment;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.Finding;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.NamespaceState;
import io.headroom.model.cluster.NodeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.VerticalAutoscalerState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Windows;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Keys;
import io.headroom.recommender.policy.Policies;
import io.headroom.recommender.policy.PolicyLevel;
import io.headroom.recommender.savings.Price;
import io.headroom.recommender.savings.PriceSheet;
import io.headroom.recommender.savings.Saving;
import io.headroom.recommender.scale.lint.ScalingFinding;
import io.headroom.recommender.size.PodShape;
import io.headroom.recommender.size.Profiles;
import io.headroom.recommender.size.headroom.Risk;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LatestStateTest {
    private static final WorkloadRef CART = States.deployment("shop", "cart");
    private static final WorkloadRef SEARCH = States.deployment("shop", "search");
    private static final WorkloadRef API = new WorkloadRef("shop", "Deployment", "apps", "api");
    private static final WorkloadRef BATCH = States.deployment("jobs", "batch");
    private static final WorkloadState.ReplicasOwner ARGO =
            new WorkloadState.ReplicasOwner("argocd-controller", true);

    private final LatestState state =
            new LatestState(PriceSheet.NONE, new Policies(PolicyLevel.NONE, Set.of("vpa")));
    private final Dirty dirty = new Dirty();

    @Test
    void knowsNoContainersBeforeThereIsAnInventory() {
        assertThat(state.surroundings(CART).existing()).isNull();
    }

    @Test
    void takesTheContainersOfTheTemplateAndOfThePods() {
        put(States.state(CART, "web"));
        put(States.pod(CART, "cart-1", "web", "mesh"));

        assertThat(state.surroundings(CART).existing()).containsOnlyKeys("mesh", "web");
        assertThat(state.surroundings(CART).injected()).containsExactly("mesh");
        assertThat(state.surroundings(SEARCH).existing()).isEmpty();
    }

    @Test
    void knowsNothingAsInjectedWithoutATemplate() {
        put(States.pod(CART, "cart-1", "web", "mesh"));

        assertThat(state.surroundings(CART).injected()).isEmpty();
    }

    @Test
    void thatAProbeKilledForWantOfCpuIsSaidOfItsIncidentWhicheverIsKnownFirst() {
        state.incident(killedByItsProbe(CART), dirty);
        assertThat(state.incidents().firstEntry().getValue().starved()).isNull();
        state.assessment(CART.key(), States.assessment(CART, atItsLimit()), dirty);
        assertThat(state.incidents().firstEntry().getValue().starved())
                .contains("while its CPU was at the limit of 400m");

        state.assessment(SEARCH.key(), States.assessment(SEARCH, atItsLimit()), dirty);
        state.incident(killedByItsProbe(SEARCH), dirty);
        // and told again, as when it heals
        state.incident(killedByItsProbe(CART), dirty);
        assertThat(state.incidents().values())
                .hasSize(2)
                .allMatch(incident -> incident.starved() != null);
    }

    private static ContainerProfile atItsLimit() {
        long first = Windows.indexOf(Profiles.START);
        return Profiles.withRings(
                "web",
                States.resources(100, 1L << 28),
                States.resources(400, 1L << 30),
                Profiles.ring(first, 12, _ -> 0.397, ByteScale.CPU_CORES),
                Profiles.ring(first, 12, _ -> 1 << 28, ByteScale.MEMORY_BYTES));
    }

    private static Incident killedByItsProbe(WorkloadRef workload) {
        Instant at = Profiles.START.plusSeconds(1_800);
        return new Incident(
                workload,
                "pod-1/web/1",
                new Classification(
                        IncidentClass.LIVENESS_KILL,
                        "A4",
                        Confidence.CONFIRMED,
                        false,
                        null,
                        List.of()),
                null,
                false,
                at,
                at,
                1,
                0,
                List.of("pod"),
                List.of("web"),
                Outcome.OPEN,
                at);
    }

    @Test
    void aPodTellsMoreOfTheShapeThanTheTemplate() {
        put(States.state(CART, "web"));
        assertThat(state.surroundings(CART).shape().containers())
                .extracting(ContainerSpec::name)
                .containsExactly("web");

        PodState old = States.pod(CART, "cart-1", "web");
        PodState young = States.pod(CART, "cart-2", "web", "mesh");
        put(old);
        put(
                new PodState(
                        CART,
                        young.name(),
                        young.uid(),
                        young.node(),
                        young.phase(),
                        true,
                        Profiles.START.plusSeconds(1),
                        null,
                        young.containers(),
                        States.resources(250, 1L << 27),
                        null));
        assertThat(state.surroundings(CART).shape())
                .isEqualTo(new PodShape(young.containers(), States.resources(250, 1L << 27)));
    }

    @Test
    void forgetsAWorkloadWithItsLastPod() {
        put(States.pod(CART, "cart-1", "web"));
        put(States.pod(CART, "cart-2", "web"));

        state.inventory(Keys.pod("shop", "cart-1"), null, Profiles.START, dirty);
        assertThat(state.workloads()).containsExactly(CART);

        state.inventory(Keys.pod("shop", "cart-2"), null, Profiles.START, dirty);
        assertThat(state.workloads()).isEmpty();
    }

    @Test
    void movesAPodThatChangedItsOwner() {
        put(States.pod(CART, "pod-1", "web"));
        put(States.pod(SEARCH, "pod-1", "web"));

        assertThat(state.workloads()).containsExactly(SEARCH);
    }

    @Test
    void marksWhatALimitRangeMayChange() {
        assess(CART);
        assess(BATCH);
        drain();

        state.cluster(
                Keys.limitRange("shop", "limits"),
                new LimitRangeState("shop", "limits", List.of()),
                Profiles.START,
                dirty);
        assertThat(drain()).containsExactly(CART);

        state.cluster(Keys.limitRange("shop", "limits"), null, Profiles.START, dirty);
        assertThat(drain()).containsExactly(CART);
    }

    @Test
    void aQuotaMattersOnlyByTheLimitsThatItCounts() {
        assess(CART);
        assess(BATCH);
        drain();

        quota(Map.of("requests.cpu", BigDecimal.TEN), BigDecimal.ONE);
        assertThat(drain()).isEmpty();
        quota(Map.of("limits.cpu", BigDecimal.TEN), BigDecimal.ONE);
        assertThat(drain()).containsExactly(CART);
        assertThat(state.surroundings(CART).limitsRequired()).containsExactly("cpu");

        // what is used of it changes all the time
        quota(Map.of("limits.cpu", BigDecimal.TEN), BigDecimal.TWO);
        assertThat(drain()).isEmpty();
        state.cluster(Keys.quota("shop", "all"), null, Profiles.START, dirty);
        assertThat(drain()).containsExactly(CART);
        assertThat(state.surroundings(CART).limitsRequired()).isEmpty();
    }

    private void quota(Map<String, BigDecimal> hard, BigDecimal used) {
        state.cluster(
                Keys.quota("shop", "all"),
                new QuotaState("shop", "all", hard, Map.of("pods", used), List.of()),
                Profiles.START,
                dirty);
    }

    @Test
    void marksEverythingOnlyWhenTheSizesOfNodesChange() {
        assess(CART);
        assess(BATCH);
        drain();

        state.cluster(Keys.node("node-1"), node("node-1"), Profiles.START, dirty);
        assertThat(drain()).containsExactly(BATCH, CART);

        state.cluster(Keys.node("node-2"), node("node-2"), Profiles.START, dirty);
        assertThat(drain()).isEmpty();

        state.cluster(Keys.node("node-1"), null, Profiles.START, dirty);
        assertThat(drain()).isEmpty();

        state.cluster(Keys.node("node-2"), null, Profiles.START, dirty);
        assertThat(drain()).containsExactly(BATCH, CART);
    }

    @Test
    void checksAnAutoscalerAgainstItsWorkloadItsRivalsAndItsQuotas() {
        put(States.state(CART, "web"));
        put(States.pod(CART, "cart-1", "web"));
        for (String name : List.of("cart-hpa", "other")) {
            state.inventory(
                    Keys.autoscaler("shop", name),
                    new AutoscalerState(
                            "shop",
                            name,
                            CART,
                            1,
                            500,
                            1,
                            1,
                            List.of(
                                    new AutoscalerState.Metric(
                                            "Resource", "cpu", null, "Utilization", 60))),
                    Profiles.START,
                    dirty);
        }
        for (String namespace : List.of("shop", "elsewhere")) {
            state.cluster(
                    Keys.quota(namespace, "q"),
                    new QuotaState(
                            namespace,
                            "q",
                            Map.of("pods", new BigDecimal("20")),
                            Map.of("pods", new BigDecimal("8")),
                            List.of()),
                    Profiles.START,
                    dirty);
        }

        var vertical =
                new VerticalAutoscalerState(
                        "shop",
                        "cart-vpa",
                        CART,
                        "Recreate",
                        List.of(new VerticalAutoscalerState.Policy("*", List.of("cpu", "memory"))));
        state.inventory(vertical.key(), vertical, Profiles.START, dirty);

        List<ScalingFinding> findings = findingsOfCart();

        assertThat(findings)
                .extracting(ScalingFinding::code)
                .containsExactly(
                        ScalingFinding.Code.TWO_AUTOSCALERS,
                        ScalingFinding.Code.VERTICAL_AUTOSCALER,
                        ScalingFinding.Code.MAX_ABOVE_QUOTA,
                        ScalingFinding.Code.USAGE_UNKNOWN);
        assertThat(findings.get(2).message()).contains("has pods for 13");

        state.inventory(vertical.key(), null, Profiles.START, dirty);
        assertThat(findingsOfCart())
                .extracting(ScalingFinding::code)
                .doesNotContain(ScalingFinding.Code.VERTICAL_AUTOSCALER);
    }

    @Test
    void checksAnAutoscalerAgainstTheQuotasThatItsNamespaceShares() {
        put(States.state(CART, "web"));
        put(States.pod(CART, "cart-1", "web"));
        var autoscaler =
                new AutoscalerState(
                        "shop",
                        "cart-hpa",
                        CART,
                        1,
                        500,
                        1,
                        1,
                        List.of(
                                new AutoscalerState.Metric(
                                        "Resource", "cpu", null, "Utilization", 60)));
        state.inventory(autoscaler.key(), autoscaler, Profiles.START, dirty);
        var shared =
                new ClusterQuotaState(
                        "team",
                        Map.of("pods", new BigDecimal("20")),
                        Map.of("pods", new BigDecimal("8")),
                        List.of(),
                        Map.of("shop", Map.of("pods", new BigDecimal("3"))),
                        null);
        state.cluster(shared.key(), shared, Profiles.START, dirty);

        assertThat(findingsOfCart())
                .filteredOn(each -> each.code() == ScalingFinding.Code.MAX_ABOVE_QUOTA)
                .singleElement()
                .extracting(ScalingFinding::message, InstanceOfAssertFactories.STRING)
                .contains("clusterresourcequota/team has pods for 13");
    }

    /** The scale takes the field over seconds after each sync, so that it tells of nobody. */
    @Test
    void aFightOverTheReplicasIsToldForADayAfterItsLastChange() {
        put(new AutoscalerState("shop", "cart-hpa", CART, 1, 5, 2, 2, List.of()));
        owned(ARGO, 0);
        owned(null, 1);
        assertThat(fightsOverCart()).isEmpty();

        owned(ARGO, 60);
        owned(null, 61);
        assertThat(fightsOverCart())
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("argocd-controller sets spec.replicas", "the last time at " + minute(61));

        passes(61 + 24 * 60);
        assertThat(fightsOverCart()).hasSize(1);
        passes(62 + 24 * 60);
        assertThat(fightsOverCart()).isEmpty();
    }

    @Test
    void whoOnlyBroughtAWorkloadDoesNotFightForItsReplicas() {
        put(new AutoscalerState("shop", "cart-hpa", CART, 1, 5, 2, 2, List.of()));
        owned(ARGO, 0);
        assertThat(fightsOverCart()).hasSize(1);

        owned(null, 1);
        passes(24 * 60);
        assertThat(fightsOverCart()).isEmpty();
    }

    @Test
    void aWorkloadThatIsMadeAnewBeginsAnew() {
        put(new AutoscalerState("shop", "cart-hpa", CART, 1, 5, 2, 2, List.of()));
        owned(null, 0);
        owned(ARGO, 1);
        state.inventory(CART.key(), null, minute(2), dirty);
        owned(null, 3);

        assertThat(fightsOverCart()).isEmpty();
    }

    /** Until the controller has looked at it, nobody but the records tells of its target. */
    @Test
    void aTargetIsMissingOnceItsRecordWouldHaveBeenRead() {
        put(new AutoscalerState("shop", "cart-hpa", CART, 1, 5, 2, 2, List.of()));
        passes(10);
        assertThat(findingsOfCart())
                .as("the topics are still being read")
                .extracting(ScalingFinding::code)
                .containsExactly(ScalingFinding.Code.NO_METRICS);

        state.caughtUp();
        assertThat(findingsOfCart())
                .extracting(ScalingFinding::code)
                .containsExactly(
                        ScalingFinding.Code.NO_METRICS, ScalingFinding.Code.TARGET_MISSING);

        var later = new AutoscalerState("shop", "cart-hpa", API, 1, 5, 2, 2, List.of());
        state.inventory(later.key(), later, minute(11), dirty);
        passes(15);
        assertThat(findingsOfCart())
                .as("the collector may be about to list it")
                .extracting(ScalingFinding::code)
                .containsExactly(ScalingFinding.Code.NO_METRICS);

        passes(16);
        assertThat(findingsOfCart())
                .extracting(ScalingFinding::code)
                .contains(ScalingFinding.Code.TARGET_MISSING);
        put(States.state(API, "web"));
        assertThat(findingsOfCart())
                .extracting(ScalingFinding::code)
                .doesNotContain(ScalingFinding.Code.TARGET_MISSING);
    }

    @Test
    void anAutoscalerThatWentBackFourTimesAnHourIsFlapping() {
        put(
                Scaled.autoscaler(
                        "cart-hpa",
                        CART,
                        new AutoscalerState.Metric("Resource", "cpu", null, "Utilization", 60)));
        assess(CART);
        flapped(40, 5);
        assertThat(findingsOfCart())
                .extracting(ScalingFinding::code)
                .doesNotContain(ScalingFinding.Code.FLAPPING);

        flapped(135, 30);
        assertThat(findingsOfCart())
                .filteredOn(each -> each.code() == ScalingFinding.Code.FLAPPING)
                .singleElement()
                .extracting(ScalingFinding::message, InstanceOfAssertFactories.STRING)
                .contains("96 times in the last day, the latest at " + minute(30));
    }

    private void flapped(int count, int minute) {
        state.assessment(
                Keys.restarts(CART.key()),
                new RestartAssessment(
                        CART,
                        minute(minute),
                        List.of(),
                        List.of(new Flaps(null, Flaps.Kind.AUTOSCALER, count, minute(minute)))),
                dirty);
    }

    private void owned(WorkloadState.@Nullable ReplicasOwner owner, int minute) {
        state.inventory(CART.key(), States.owned(CART, owner), minute(minute), dirty);
    }

    /** Something else is told of the cluster. */
    private void passes(int minute) {
        PodState other = States.pod(SEARCH, "search-1", "web");
        state.inventory(other.key(), other, minute(minute), dirty);
    }

    private static Instant minute(int minute) {
        return Profiles.START.plus(Duration.ofMinutes(minute));
    }

    private List<String> fightsOverCart() {
        return findingsOfCart().stream()
                .filter(each -> each.code() == ScalingFinding.Code.REPLICAS_SET_ELSEWHERE)
                .map(ScalingFinding::message)
                .toList();
    }

    private List<ScalingFinding> findingsOfCart() {
        return state.overviews(
                        List.of(state.autoscalers().get(Keys.autoscaler("shop", "cart-hpa"))))
                .getFirst()
                .findings();
    }

    @Test
    void tellsOfAWorkloadWhatIsKnown() {
        put(States.state(CART, "web"));
        put(States.pod(CART, "cart-1", "web"));
        state.inventory(
                Keys.autoscaler("shop", "cart-hpa"),
                new AutoscalerState("shop", "cart-hpa", CART, 1, 5, 2, 2, List.of()),
                Profiles.START,
                dirty);
        state.assessment(
                Keys.restarts(CART.key()),
                new RestartAssessment(
                        CART,
                        Profiles.START,
                        List.of(new RestartAssessment.Container("web", 3, List.of()))),
                dirty);
        assess(CART);

        assertThat(state.workload(CART))
                .get()
                .satisfies(overview -> {
                    assertThat(overview.key()).isEqualTo("shop/Deployment.apps/cart");
                    assertThat(overview.desiredReplicas()).isEqualTo(2);
                    assertThat(overview.pods()).isEqualTo(1);
                    assertThat(overview.readyPods()).isEqualTo(1);
                    assertThat(overview.autoscalers()).containsExactly("cart-hpa");
                    assertThat(overview.restarts())
                            .containsExactly(new RestartAssessment.Container("web", 3, List.of()));
                    assertThat(overview.usageAsOf()).isNotNull();
                });
    }

    @Test
    void namesNamespacesThatExistOrHoldAWorkload() {
        state.cluster(
                Keys.namespace("empty"),
                new NamespaceState("empty", "uid", Map.of()),
                Profiles.START,
                dirty);
        put(States.state(CART, "web"));

        assertThat(state.namespaces()).containsExactly("empty", "shop");
    }

    @Test
    void keepsFindingsAsLongAsTheyAreThere() {
        String key = Keys.finding("usage-source", "node-1");
        state.cluster(
                key,
                new Finding(
                        "usage-source",
                        Finding.Severity.INFO,
                        "node-1",
                        "read from the kubelet",
                        Profiles.START),
                Profiles.START,
                dirty);
        assertThat(state.findings()).containsOnlyKeys(key);

        state.cluster(key, null, Profiles.START, dirty);
        assertThat(state.findings()).isEmpty();
    }

    @Test
    void findsWhatIsWrongWithAnAnnotationUntilItIsMended() {
        Instant later = Profiles.START.plusSeconds(60);
        String key = CART.key();

        state.inventory(key, annotated("headroom.io/risk", "none"), Profiles.START, dirty);
        state.inventory(key, annotated("headroom.io/risk", "none"), later, dirty);

        assertThat(state.findings().values())
                .containsExactly(
                        new Finding(
                                "policy-annotation",
                                Finding.Severity.WARNING,
                                "shop/Deployment.apps/cart#headroom.io/risk",
                                "the annotation headroom.io/risk of shop/Deployment.apps/cart is"
                                        + " 'none' and does not count: must be safe, balanced,"
                                        + " cheap or a positive number, such as 45; what its namespace or"
                                        + " the settings say applies",
                                Profiles.START));

        state.inventory(key, annotated("headroom.io/risk", "safe"), later, dirty);
        assertThat(state.findings()).isEmpty();
        assertThat(state.surroundings(CART).policy().risk()).isEqualTo(Risk.SAFE);
    }

    @Test
    void findingsGoWithTheirObject() {
        state.inventory(CART.key(), annotated("headroom.io/rsk", "x"), Profiles.START, dirty);
        state.cluster(
                Keys.namespace("shop"), shop("headroom.io/cpu-min", "0"), Profiles.START, dirty);
        assertThat(state.findings()).hasSize(2);

        state.inventory(CART.key(), null, Profiles.START, dirty);
        state.cluster(Keys.namespace("shop"), null, Profiles.START, dirty);
        assertThat(state.findings()).isEmpty();
    }

    @Test
    void marksWhatANamespacesAnnotationsMayChange() {
        assess(CART);
        assess(BATCH);
        drain();

        state.cluster(
                Keys.namespace("shop"), shop("headroom.io/risk", "cheap"), Profiles.START, dirty);

        assertThat(drain()).containsExactly(CART);
        assertThat(state.surroundings(CART).policy().risk()).isEqualTo(Risk.CHEAP);
        assertThat(state.surroundings(BATCH).policy().risk()).isEqualTo(Risk.SAFE);
    }

    @Test
    void pricesAWorkloadByTheNodesThatItsPodsRunOn() {
        LatestState priced =
                new LatestState(
                        new PriceSheet(
                                "EUR",
                                new Price(1.0, 0.0),
                                List.of(
                                        new PriceSheet.NodePrice(
                                                Map.of("spot", "true"), new Price(0.5, null)))),
                        new Policies(PolicyLevel.NONE, Set.of("vpa")));
        priced.cluster(
                Keys.node("node-1"),
                new NodeState(
                        "node-1",
                        "uid",
                        Resources.NONE,
                        Resources.NONE,
                        true,
                        false,
                        null,
                        10250,
                        null,
                        Map.of("spot", "true")),
                Profiles.START,
                dirty);
        WorkloadState twoReady = States.state(CART, "web");
        priced.inventory(CART.key(), twoReady, Profiles.START, dirty);
        var pod = States.pod(CART, "cart-1", "web");
        priced.inventory(pod.key(), pod, Profiles.START, dirty);
        priced.recommendation(CART, halved());

        assertThat(priced.savings(_ -> true).workloads())
                .singleElement()
                .satisfies(savings -> {
                    assertThat(savings.replicas()).isEqualTo(2);
                    assertThat(savings.predicted()).isEqualTo(new Saving(1, 0, 0.5));
                });
        assertThat(priced.savings(_ -> false).workloads()).isEmpty();
    }

    private static Recommendation halved() {
        Resources target = States.resources(500, 1L << 30);
        return new Recommendation(
                CART,
                Profiles.START,
                "vpa",
                new Completeness(1, 1),
                List.of(
                        new ContainerRecommendation(
                                "web",
                                ContainerType.APP,
                                States.resources(1_000, 1L << 30),
                                Resources.NONE,
                                new Advice.Resize(
                                        target, target, target, target, 1, 1, List.of()))));
    }

    private static WorkloadState annotated(String name, String value) {
        return new WorkloadState(
                CART,
                "uid",
                Profiles.START,
                2,
                2,
                List.of(States.container("web")),
                Map.of(name, value));
    }

    private static NamespaceState shop(String name, String value) {
        return new NamespaceState("shop", "uid", Map.of(name, value));
    }

    private void put(InventoryEntry entry) {
        state.inventory(entry.key(), entry, Profiles.START, dirty);
    }

    private void assess(WorkloadRef workload) {
        var assessment = States.assessment(workload, States.steady("web", 0.2, 2e8));
        state.assessment(assessment.key(), assessment, dirty);
    }

    private Iterable<WorkloadRef> drain() {
        return dirty.drain(state.recommendable());
    }

    private static NodeState node(String name) {
        Resources size = States.resources(4_000, 16L << 30);
        return new NodeState(name, name, size, size, true, false, null, 10250, null);
    }
}
