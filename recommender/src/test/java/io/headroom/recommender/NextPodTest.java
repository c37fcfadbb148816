package io.headroom.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.PriorityClassState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.InventoryEntry;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.VerticalAutoscalerState;
import io.headroom.model.inventory.WorkloadState;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.model.topic.Keys;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.policy.Policies;
import io.headroom.recommender.policy.PolicyLevel;
import io.headroom.recommender.savings.PriceSheet;
import io.headroom.recommender.size.Profiles;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What plans count for the next pod: what admission will write into it, not what it once wrote. */
class NextPodTest {
    private static final WorkloadRef CART = States.deployment("shop", "cart");

    private final LatestState state =
            new LatestState(PriceSheet.NONE, new Policies(PolicyLevel.NONE, Set.of("vpa")));
    private final Dirty dirty = new Dirty();

    @Test
    void getsWhatItsLimitRangeGivesByNow() {
        template(Map.of(), Map.of());
        pods(1, /* byDefault */ true);
        limitRange("defaults", "2");
        quota("5", "2");

        assertThat(line().advice()).as("two and one more at once").isEqualByComparingTo("6");
        assertThat(plan().verdict()).isEqualTo(Verdict.FITS_IN_STAGES);
    }

    @Test
    void getsNothingOfALimitRangeThatIsGone() {
        template(Map.of(), Map.of());
        pods(1, /* byDefault */ true);
        quota("5", "2");

        assertThat(plan().verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(plan().workloads().getFirst().refused()).contains("compute", "requests.cpu");
    }

    @Test
    void getsAgainWhatSomebodyElseWroteIntoTheYoungest() {
        template(Map.of(), Map.of());
        pods(1, /* byDefault */ false);
        quota("5", "2");

        assertThat(line().advice()).isEqualByComparingTo("3");
        assertThat(plan().verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan().proved()).as("whoever it was may write something else").isFalse();
    }

    /** An older collector did not read what admission noted. */
    @Test
    void getsWhatItsLimitRangeGivesByNowThoughNobodySaysWhoWroteIntoTheYoungest() {
        template(Map.of(), Map.of());
        pods(1, /* byDefault */ false);
        limitRange("defaults", "2");
        quota("5", "2");

        assertThat(line().advice()).isEqualByComparingTo("6");
        assertThat(plan().proved()).isTrue();
    }

    /** Of two LimitRanges admission notes what the last one has written. */
    @Test
    void getsNothingThatALimitRangeMayHaveWrittenBeforeAnother() {
        template(Map.of(), Map.of());
        podsNotedFor("memory");
        quota("5", "2");

        assertThat(plan().verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
        assertThat(plan().workloads().getFirst().refused()).contains("compute", "requests.cpu");

        limitRange("first", "2");
        assertThat(line().advice()).isEqualByComparingTo("6");
        assertThat(plan().proved()).isTrue();
    }

    @Test
    void ofATemplateThatNobodyKnowsNothingIsProvedWhereALimitRangeHasWrittenIntoItsPods() {
        podsNotedFor("memory");
        quota("5", "2");
        assertThat(plan().verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan().proved()).isFalse();

        pods(1, /* byDefault */ false);
        assertThat(plan().proved()).as("as written").isTrue();
    }

    /** They are sized after LimitRanges have given what they give. */
    @Test
    void isSizedByItsVerticalAutoscalerAsTheYoungestWas() {
        template(Map.of(), Map.of());
        pods(1, /* byDefault */ true);
        limitRange("defaults", "2");
        put(
                new VerticalAutoscalerState(
                        "shop",
                        "cart",
                        CART,
                        "Recreate",
                        List.of(new VerticalAutoscalerState.Policy("*", List.of("cpu")))));
        quota("5", "2");

        assertThat(line().advice()).isEqualByComparingTo("3");
    }

    @Test
    void requestsWhatItIsLimitedToThoughThereIsNoPodYet() {
        template(Map.of(), Map.of("cpu", new BigDecimal("2")));
        quota("5", "0");

        assertThat(line().advice()).isEqualByComparingTo("6");
        assertThat(line().plan()).as("without a surge").isEqualByComparingTo("4");
    }

    @Test
    void requestsWhatItIsLimitedToAsAWholeThoughThereIsNoPodYet() {
        PodTerms.Container none = container(Map.of(), Map.of());
        template(
                new PodTerms(
                        List.of(none),
                        true,
                        Map.of(),
                        Map.of("cpu", new BigDecimal("2")),
                        Map.of(),
                        null,
                        null,
                        false,
                        false,
                        false,
                        null),
                Resources.NONE,
                Resources.NONE);
        quota("5", "0");

        assertThat(line().advice()).isEqualByComparingTo("6");
    }

    @Test
    void getsWhatItsLimitRangeGivesThoughThereIsNoPodYet() {
        template(Map.of(), Map.of());
        limitRange("defaults", "2");
        quota("5", "0");

        assertThat(line().advice()).isEqualByComparingTo("6");
        assertThat(line().plan()).as("without a surge").isEqualByComparingTo("4");
    }

    @Test
    void isAsItsTemplateSaysThoughTheYoungestHasMore() {
        template(Map.of("cpu", BigDecimal.ONE), Map.of());
        pods(4, /* byDefault */ false);
        quota("9", "8");

        assertThat(line().advice()).as("two of four, and one of one").isEqualByComparingTo("9");
        assertThat(plan().verdict()).isEqualTo(Verdict.FITS);

        quota("8.5", "8");
        assertThat(plan().verdict()).as("its rollout").isEqualTo(Verdict.FITS_IN_STAGES);
    }

    /** It says as a whole what its container says, and its container is to have less. */
    @Test
    void asksAsAWholeForWhatItsTemplateSays() {
        Map<String, BigDecimal> two = Map.of("cpu", BigDecimal.TWO);
        PodTerms whole =
                new PodTerms(
                        List.of(container(two, Map.of())),
                        true,
                        two,
                        Map.of(),
                        Map.of(),
                        null,
                        0,
                        false,
                        false,
                        false,
                        null);
        template(whole, resources(two), Resources.NONE);
        ContainerSpec spec =
                new ContainerSpec("web", ContainerType.APP, resources(two), Resources.NONE);
        put(pod("cart-1", spec, whole));
        put(pod("cart-2", spec, whole));
        advise(1_000);
        quota("9", "4");

        assertThat(line().plan()).as("three of two").isEqualByComparingTo("6");
    }

    @Test
    void isInTheScopeThatItsTemplateComesInto() {
        priorityClass("critical", 1_000);
        template(
                terms(container(Map.of("cpu", BigDecimal.ONE), Map.of()), null)
                        .prioritized("critical", null),
                resources(Map.of("cpu", BigDecimal.ONE)),
                Resources.NONE);
        pods(2, /* byDefault */ false);
        quota("3", "0", "PriorityClass In critical");

        assertThat(line().now()).as("none is of that class yet").isEqualByComparingTo("0");
        assertThat(line().advice()).isEqualByComparingTo("3");
        assertThat(plan().verdict()).isEqualTo(Verdict.FITS);
    }

    @Test
    void isInNoScopeThatItsTemplateHasLeftAndThoseBeforeItAreAsLongAsTheyAreThere() {
        priorityClass("critical", 1_000);
        template(Map.of("cpu", BigDecimal.ONE), Map.of());
        ContainerSpec spec =
                new ContainerSpec(
                        "web",
                        ContainerType.APP,
                        resources(Map.of("cpu", BigDecimal.TWO)),
                        Resources.NONE);
        PodTerms critical =
                terms(container(Map.of("cpu", BigDecimal.TWO), Map.of()), null)
                        .prioritized("critical", 1_000);
        put(pod("cart-1", spec, critical));
        put(pod("cart-2", spec, critical));
        quota("4", "4", "PriorityClass In critical");

        assertThat(plan().workloads().getFirst().priority()).isZero();
        assertThat(line().advice()).as("no new one comes into it").isEqualByComparingTo("4");
        assertThat(plan().verdict()).isEqualTo(Verdict.FITS);
    }

    @Test
    void getsOneOfTwoDefaultsAndThatNobodyKnowsWhichIsSaid() {
        limitRange("first", "1");
        assertThat(state.findings()).isEmpty();

        limitRange("second", "2");

        assertThat(state.findings().values())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("limitrange-defaults-differ");
                    assertThat(finding.subject()).isEqualTo(Keys.namespace("shop"));
                    assertThat(finding.message())
                            .contains("first, second", "request of cpu of 1, 2", "one of them");
                });

        limitRange("second", "1");
        assertThat(state.findings()).isEmpty();
    }

    @Test
    void getsOneOfTwoDefaultsSoThatNothingIsProvedUnlessItSaysItself() {
        limitRange("first", "1");
        limitRange("second", "2");
        quota("9", "0");

        template(Map.of(), Map.of());
        assertThat(plan().verdict()).isEqualTo(Verdict.FITS);
        assertThat(plan().proved()).isFalse();

        template(Map.of("cpu", BigDecimal.ONE), Map.of());
        assertThat(plan().proved()).isTrue();

        template(Map.of(), Map.of());
        limitRange("second", "1");
        assertThat(plan().proved()).as("whichever it is").isTrue();
    }

    private void template(Map<String, BigDecimal> requests, Map<String, BigDecimal> limits) {
        template(terms(container(requests, limits), null), resources(requests), resources(limits));
    }

    private void template(PodTerms terms, Resources requests, Resources limits) {
        put(
                new WorkloadState(
                        CART,
                        "uid-cart",
                        Profiles.START,
                        2,
                        2,
                        List.of(new ContainerSpec("web", ContainerType.APP, requests, limits)),
                        Map.of(),
                        "1",
                        null,
                        null,
                        "0",
                        terms,
                        null,
                        null,
                        null));
    }

    /** Two that request so many cores, which a LimitRange has written into them, or who knows. */
    private void pods(int cores, boolean byDefault) {
        pods(Map.of("cpu", BigDecimal.valueOf(cores)), byDefault ? Set.of("cpu") : Set.of());
    }

    /** Two that request a core, and of another resource what a LimitRange has written. */
    private void podsNotedFor(String other) {
        pods(Map.of("cpu", BigDecimal.ONE, other, BigDecimal.TEN), Set.of(other));
    }

    private void pods(Map<String, BigDecimal> requests, Set<String> defaults) {
        PodTerms.Container container =
                new PodTerms.Container(
                        "web",
                        ContainerType.APP,
                        requests,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        defaults,
                        Set.of());
        ContainerSpec spec =
                new ContainerSpec("web", ContainerType.APP, resources(requests), Resources.NONE);
        for (String name : List.of("cart-1", "cart-2")) {
            put(pod(name, spec, terms(container, 0)));
        }
    }

    private static PodState pod(String name, ContainerSpec spec, PodTerms terms) {
        return new PodState(
                CART,
                name,
                "uid-" + name,
                "node",
                "Running",
                true,
                Profiles.START,
                Profiles.START,
                List.of(spec),
                null,
                null,
                terms);
    }

    private void advise(long millicores) {
        Resources target = new Resources(new Cpu(millicores), null);
        state.recommendation(
                CART,
                new Recommendation(
                        CART,
                        Profiles.START,
                        "vpa",
                        new Completeness(1, 1),
                        List.of(
                                new ContainerRecommendation(
                                        "web",
                                        ContainerType.APP,
                                        target,
                                        Resources.NONE,
                                        new Advice.Resize(
                                                target, target, target, target, 1, 1,
                                                List.of())))));
    }

    private void priorityClass(String name, int value) {
        PriorityClassState known = new PriorityClassState(name, value, false);
        state.cluster(known.key(), known, Profiles.START, dirty);
    }

    private static PodTerms.Container container(
            Map<String, BigDecimal> requests, Map<String, BigDecimal> limits) {
        return new PodTerms.Container("web", ContainerType.APP, requests, limits);
    }

    private static PodTerms terms(PodTerms.Container container, @Nullable Integer priority) {
        return new PodTerms(
                List.of(container),
                false,
                Map.of(),
                Map.of(),
                Map.of(),
                null,
                priority,
                false,
                false,
                false,
                null);
    }

    private static Resources resources(Map<String, BigDecimal> amounts) {
        BigDecimal cores = amounts.get("cpu");
        return new Resources(cores == null ? null : new Cpu(cores.longValue() * 1_000), null);
    }

    private void limitRange(String name, String cores) {
        Map<String, BigDecimal> request = Map.of("cpu", new BigDecimal(cores));
        LimitRangeState limitRange =
                new LimitRangeState(
                        "shop",
                        name,
                        List.of(
                                new LimitRangeState.Item(
                                        "Container",
                                        Resources.NONE,
                                        Resources.NONE,
                                        Resources.NONE,
                                        resources(request),
                                        Map.of(),
                                        new LimitRangeState.Exact(
                                                Map.of(), Map.of(), Map.of(), request, Map.of()))));
        state.cluster(limitRange.key(), limitRange, Profiles.START, dirty);
    }

    private void quota(String hard, String used, String... scopes) {
        QuotaState quota =
                new QuotaState(
                        "shop",
                        "compute",
                        Map.of("requests.cpu", new BigDecimal(hard)),
                        Map.of("requests.cpu", new BigDecimal(used)),
                        List.of(scopes));
        state.cluster(quota.key(), quota, Profiles.START, dirty);
    }

    private void put(InventoryEntry entry) {
        state.inventory(entry.key(), entry, Profiles.START, dirty);
    }

    private NamespacePlan plan() {
        return state.plan("shop").orElseThrow();
    }

    private NamespacePlan.Line line() {
        return plan().lines().getFirst();
    }
}
