package io.headroom.recommender.fit.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.recommender.fit.admission.Verdict.Bound;
import io.headroom.recommender.fit.admission.Verdict.Excess;
import io.headroom.recommender.fit.admission.Verdict.Violation;
import io.headroom.recommender.fit.admission.Verdict.Why;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By hand; beside a real API server it is tried in AdmissionIT. */
class AdmissionTest {
    private static final Map<String, BigDecimal> PAGES = amounts("hugepages-2Mi", "4194304");

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    @Test
    void aPodCountsForTheLargerOfWhatRunsAndWhatStarts() {
        PodTerms pod =
                pod(
                        container("proxy", ContainerType.SIDECAR, amounts("cpu", "0.1"), Map.of()),
                        container("setup", ContainerType.INIT, amounts("cpu", "1"), Map.of()),
                        container("web", ContainerType.APP, amounts("cpu", "0.5"), Map.of()));

        assertThat(PodCharge.of(pod))
                .containsEntry("requests.cpu", new BigDecimal("1.1"))
                .containsEntry("cpu", new BigDecimal("1.1"))
                .containsEntry("pods", BigDecimal.ONE)
                .doesNotContainKey("limits.cpu");
    }

    @Test
    void overheadCountsForLimitsOnlyBesideOne() {
        PodTerms pod =
                new PodTerms(
                        List.of(
                                container(
                                        "web",
                                        ContainerType.APP,
                                        amounts("cpu", "0.5", "memory", "100"),
                                        amounts("memory", "200"))),
                        false,
                        Map.of(),
                        Map.of(),
                        amounts("cpu", "0.05", "memory", "10"),
                        null,
                        null,
                        false,
                        false,
                        false,
                        null);

        assertThat(PodCharge.of(pod))
                .containsEntry("requests.cpu", new BigDecimal("0.55"))
                .containsEntry("requests.memory", new BigDecimal("110"))
                .containsEntry("limits.memory", new BigDecimal("210"))
                .doesNotContainKey("limits.cpu");
    }

    @Test
    void whileItIsResizedAPodCountsForTheLargerUnlessItsNodeRefused() {
        PodTerms.Container web =
                new PodTerms.Container(
                        "web",
                        ContainerType.APP,
                        amounts("cpu", "2"),
                        Map.of(),
                        amounts("cpu", "1"),
                        Map.of());

        assertThat(PodCharge.of(pod(web))).containsEntry("cpu", new BigDecimal("2"));
        assertThat(PodCharge.of(refused(web))).containsEntry("cpu", new BigDecimal("1"));
    }

    @Test
    void devicesAndHugePagesCountUnderTheirNames() {
        PodTerms pod =
                pod(
                        container(
                                "web",
                                ContainerType.APP,
                                amounts("example.com/gpu", "2", "hugepages-2Mi", "4194304"),
                                Map.of()));

        assertThat(PodCharge.of(pod))
                .containsEntry("requests.example.com/gpu", new BigDecimal("2"))
                .doesNotContainKey("example.com/gpu")
                .containsEntry("hugepages-2Mi", new BigDecimal("4194304"))
                .containsEntry("requests.hugepages-2Mi", new BigDecimal("4194304"));
    }

    @ParameterizedTest
    @CsvSource({"Succeeded", "Failed"})
    void whatIsOverCountsAsAnObjectAlone(String phase) {
        assertThat(PodCharge.of(web("1", "2"), phase, NOW))
                .isEqualTo(Map.of("count/pods", BigDecimal.ONE));
    }

    @Test
    void aQuotaLetsInToTheLastAndSaysHowMuchIsMissing() {
        QuotaState quota =
                quota("compute", amounts("requests.cpu", "2"), amounts("requests.cpu", "1"));

        assertThat(judge(web("1", "1"), quota)).isInstanceOf(Verdict.Admitted.class);
        assertThat(judge(web("1.001", "2"), quota))
                .isEqualTo(
                        new Verdict.OverQuota(
                                List.of(
                                        new Excess(
                                                "compute",
                                                Why.EXCEEDED,
                                                amounts("requests.cpu", "0.001")))));
    }

    @Test
    void aQuotaOfNothingLetsNothingInButWhatAsksForNothing() {
        QuotaState quota =
                quota("none", amounts("requests.cpu", "0"), amounts("requests.cpu", "0"));

        assertThat(judge(web("0", "1"), quota)).isInstanceOf(Verdict.Admitted.class);
        assertThat(judge(web("0.001", "1"), quota)).isInstanceOf(Verdict.OverQuota.class);
    }

    @Test
    void whatIsCountedHasToBeSetOnEveryContainer() {
        QuotaState quota =
                quota(
                        "compute",
                        amounts("limits.memory", "1000", "pods", "0"),
                        amounts("limits.memory", "0", "pods", "0"));

        assertThat(judge(web("1", "1"), quota))
                .isEqualTo(
                        new Verdict.OverQuota(
                                List.of(
                                        new Excess(
                                                "compute",
                                                Why.NOT_SET,
                                                amounts("limits.memory", "0")))));
    }

    @Test
    void aQuotaThatNobodyCountedYetRefuses() {
        assertThat(judge(web("1", "1"), quota("new", amounts("pods", "4"), Map.of())))
                .isEqualTo(
                        new Verdict.OverQuota(
                                List.of(new Excess("new", Why.NOT_COUNTED, amounts("pods", "0")))));
    }

    @Test
    void aQuotaWithoutAStatusCountsNothing() {
        assertThat(judge(web("1", "1"), quota("new", Map.of(), Map.of())))
                .isInstanceOf(Verdict.Admitted.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "PriorityClass In low; false",
                "PriorityClass In low,high; true",
                "PriorityClass NotIn low; true",
                "PriorityClass Exists; true",
                "PriorityClass DoesNotExist; false",
                "NotTerminating; true",
                "Terminating; false",
                "BestEffort; false",
                "NotBestEffort Exists; true",
                "CrossNamespacePodAffinity; false",
                "VolumeAttributesClass In gold; false"
            })
    void scopesSayWhichPodsCount(String scope, boolean counts) {
        PodTerms pod =
                new PodTerms(
                        web("1", "1").containers(),
                        false,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        "high",
                        1000,
                        false,
                        false,
                        false,
                        null);

        assertThat(Scope.parse(scope).holds(pod)).isEqualTo(counts);
    }

    @Test
    void aLimitRangeGivesWhatIsMissingBeforeItBounds() {
        LimitRangeState range =
                range(
                        exact(
                                amounts("cpu", "0.1"),
                                amounts("cpu", "1"),
                                amounts("cpu", "1"),
                                amounts("cpu", "0.2")));

        assertThat(judge(web(null, null), range)).isInstanceOf(Verdict.Admitted.class);
        assertThat(judge(web("2", null), range)).isInstanceOf(Verdict.Invalid.class);
        assertThat(judge(web("0.05", "1"), range))
                .isEqualTo(
                        new Verdict.OutOfRange(
                                List.of(new Violation("bounds", "Container", Bound.MIN, "cpu"))));
    }

    @Test
    void aPodThatAsksAsAWholeIsLimitedToTheHugePagesOfItsContainers() {
        PodTerms pod =
                asAWhole(
                        amounts("cpu", "3"),
                        container("db", ContainerType.APP, Map.of(), PAGES),
                        container("proxy", ContainerType.APP, Map.of(), PAGES));

        PodTerms complete = new Admission(List.of(), List.of()).complete(pod);

        assertThat(complete.limits()).isEqualTo(amounts("hugepages-2Mi", "8388608"));
        assertThat(complete.requests()).isEqualTo(amounts("cpu", "3", "hugepages-2Mi", "8388608"));
    }

    @Test
    void whatALimitRangeGivesMayNotExceedWhatHugePagesMadeThePodRequestAsAWhole() {
        PodTerms.Container db = container("db", ContainerType.APP, amounts("memory", "64"), PAGES);
        PodTerms.Container proxy = container("proxy", ContainerType.APP, Map.of(), Map.of());
        LimitRangeState range =
                range(exact(Map.of(), Map.of(), Map.of(), amounts("memory", "468")));

        assertThat(judge(asAWhole(amounts("cpu", "3"), db, proxy), range))
                .isEqualTo(new Verdict.Invalid(new TreeSet<>(List.of("memory"))));
        assertThat(judge(pod(db, proxy), range)).isInstanceOf(Verdict.Admitted.class);
        assertThat(
                        judge(
                                asAWhole(
                                        amounts("cpu", "3"),
                                        db.with(db.requests(), Map.of()),
                                        proxy),
                                range))
                .isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void hugePagesOfAWholePodNeedALimit() {
        assertThat(
                        judge(
                                asAWhole(
                                        PAGES, container("db", ContainerType.APP, Map.of(), PAGES)),
                                range(exact(Map.of(), Map.of(), Map.of(), Map.of()))))
                .isEqualTo(new Verdict.Invalid(new TreeSet<>(List.of("hugepages-2Mi"))));
    }

    @Test
    void aMaximumNeedsALimit() {
        assertThat(
                        judge(
                                web("0.5", null),
                                range(exact(Map.of(), amounts("cpu", "1"), Map.of(), Map.of()))))
                .asInstanceOf(InstanceOfAssertFactories.type(Verdict.OutOfRange.class))
                .extracting(Verdict.OutOfRange::violations)
                .isEqualTo(List.of(new Violation("bounds", "Container", Bound.MAX, "cpu")));
    }

    @Test
    void twoLimitRangesThatContradictEachOtherLetNothingIn() {
        LimitRangeState least = range(exact(amounts("cpu", "2"), Map.of(), Map.of(), Map.of()));
        LimitRangeState most = range(exact(Map.of(), amounts("cpu", "1"), Map.of(), Map.of()));
        Admission admission = new Admission(List.of(least, most), List.of());

        for (String cpu : List.of("0.5", "1", "1.5", "2", "3")) {
            assertThat(admission.judge(web(cpu, cpu))).isInstanceOf(Verdict.OutOfRange.class);
        }
    }

    private static Verdict judge(PodTerms pod, QuotaState quota) {
        return new Admission(List.of(), List.of(quota)).judge(pod);
    }

    private static Verdict judge(PodTerms pod, LimitRangeState range) {
        return new Admission(List.of(range), List.of()).judge(pod);
    }

    private static PodTerms web(@Nullable String cpuRequest, @Nullable String cpuLimit) {
        return pod(
                container(
                        "web",
                        ContainerType.APP,
                        cpuRequest == null ? Map.of() : amounts("cpu", cpuRequest),
                        cpuLimit == null ? Map.of() : amounts("cpu", cpuLimit)));
    }

    private static PodTerms pod(PodTerms.Container... containers) {
        return new PodTerms(
                Arrays.asList(containers),
                false,
                Map.of(),
                Map.of(),
                Map.of(),
                null,
                null,
                false,
                false,
                false,
                null);
    }

    private static PodTerms asAWhole(
            Map<String, BigDecimal> requests, PodTerms.Container... containers) {
        return pod(containers).with(requests, Map.of());
    }

    private static PodTerms refused(PodTerms.Container container) {
        return new PodTerms(
                List.of(container),
                false,
                Map.of(),
                Map.of(),
                Map.of(),
                null,
                null,
                false,
                false,
                true,
                null);
    }

    private static PodTerms.Container container(
            String name,
            ContainerType type,
            Map<String, BigDecimal> requests,
            Map<String, BigDecimal> limits) {
        return new PodTerms.Container(name, type, requests, limits);
    }

    private static QuotaState quota(
            String name, Map<String, BigDecimal> hard, Map<String, BigDecimal> used) {
        return new QuotaState("shop", name, hard, used, List.of());
    }

    private static LimitRangeState range(LimitRangeState.Exact exact) {
        return new LimitRangeState(
                "shop",
                "bounds",
                List.of(
                        new LimitRangeState.Item(
                                "Container",
                                Resources.NONE,
                                Resources.NONE,
                                Resources.NONE,
                                Resources.NONE,
                                Map.of(),
                                exact)));
    }

    private static LimitRangeState.Exact exact(
            Map<String, BigDecimal> min,
            Map<String, BigDecimal> max,
            Map<String, BigDecimal> defaultLimit,
            Map<String, BigDecimal> defaultRequest) {
        return new LimitRangeState.Exact(min, max, defaultLimit, defaultRequest, Map.of());
    }

    private static Map<String, BigDecimal> amounts(String... namesAndAmounts) {
        Map<String, BigDecimal> amounts = new TreeMap<>();
        for (int i = 0; i < namesAndAmounts.length; i += 2) {
            amounts.put(namesAndAmounts[i], new BigDecimal(namesAndAmounts[i + 1]));
        }
        return amounts;
    }
}
