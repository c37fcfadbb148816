package io.headroom.recommender.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.ClaimTemplates;
import io.headroom.model.inventory.PodTerms;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Amounts whose sums do not fit into 64 bits, of what is counted beside CPU and memory. */
class ScaleTest {
    private static final BigDecimal EXBIBYTE = new BigDecimal("1152921504606846976");

    @ParameterizedTest
    @CsvSource({
        "ephemeral-storage, requests.ephemeral-storage",
        "ephemeral-storage, ephemeral-storage",
        "hugepages-1Gi, requests.hugepages-1Gi",
        "example.com/dongle, requests.example.com/dongle"
    })
    void whatIsCountedInExbibytesIsPlannedLikeAnythingElse(String resource, String line) {
        Member scratch = asking(resource, 1, 20, EXBIBYTE);
        NamespacePlan plan = plan(List.of(scratch), line, exbibytes("5.5"));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.workloads().getFirst().plannedPods()).isEqualTo(5);
        NamespacePlan.Line counted = plan.lines().getFirst();
        assertThat(counted.hard()).isEqualByComparingTo(exbibytes("5.5"));
        assertThat(counted.advice()).isEqualByComparingTo(exbibytes("20"));
        assertThat(counted.plan()).isEqualByComparingTo(exbibytes("5"));
        assertThat(plan.blockedBy().getFirst().missing()).isEqualByComparingTo(exbibytes("14.5"));
        assertThat(plan.quotas().getFirst().needed()).isEqualByComparingTo(exbibytes("20"));

        assertThat(plan(List.of(scratch), line, exbibytes("20")).verdict()).isEqualTo(Verdict.FITS);
        assertThat(
                        plan(List.of(scratch), line, exbibytes("20").subtract(exbibytes("0.01")))
                                .workloads()
                                .getFirst()
                                .plannedPods())
                .isEqualTo(19);
    }

    @Test
    void sentencesTellExbibytes() {
        NamespacePlan plan =
                plan(
                        List.of(asking("ephemeral-storage", 1, 20, EXBIBYTE)),
                        "requests.ephemeral-storage",
                        exbibytes("5"));

        assertThat(plan.blockedBy().getFirst().message())
                .contains("lets in 5.00Ei", "and 20.00Ei would be counted: 15.00Ei too much");
    }

    @Test
    void whoAsksForLittleBesideThemIsCountedNoLess() {
        Member small = asking("ephemeral-storage", 3, 3, BigDecimal.ONE);
        NamespacePlan plan =
                plan(
                        List.of(asking("ephemeral-storage", 1, 20, EXBIBYTE), small),
                        "requests.ephemeral-storage",
                        exbibytes("20"));

        assertThat(plan.workloads())
                .extracting(NamespacePlan.Workload::plannedPods)
                .as("no room for one byte more")
                .containsExactly(3, 19);
    }

    @Test
    void volumesOfExbibytesAreCountedToo() {
        ClaimTemplates data =
                new ClaimTemplates(
                        0,
                        List.of(
                                new ClaimTemplates.Template(
                                        "data", null, List.of(), exbibytes("1.5"))));
        List<Member> sets =
                List.of("a", "b", "c").stream()
                        .map(name ->
                                Members.statefulSet(name)
                                        .replicas(1, 4, 0)
                                        .pods(0)
                                        .volumes(data, List.of())
                                        .build())
                        .toList();
        NamespacePlan plan = plan(sets, "requests.storage", exbibytes("9"));

        assertThat(plan.verdict()).isEqualTo(Verdict.FITS_WITH_LESS);
        assertThat(plan.lines().getFirst().advice()).isEqualByComparingTo(exbibytes("18"));
        assertThat(plan.workloads().stream().mapToInt(workload -> workload.plannedPods()).sum())
                .isEqualTo(6);
    }

    private static BigDecimal exbibytes(String amount) {
        return EXBIBYTE.multiply(new BigDecimal(amount)).setScale(0, RoundingMode.FLOOR);
    }

    private static NamespacePlan plan(List<Member> members, String line, BigDecimal hard) {
        return Planner.plan(
                Members.namespace(
                        members,
                        new QuotaState(
                                "shop",
                                "compute",
                                Map.of(line, hard),
                                Map.of(line, BigDecimal.ZERO),
                                List.of())));
    }

    /** Of which there is no pod yet. */
    private static Member asking(String resource, int fewest, int most, BigDecimal each) {
        Member plain =
                Members.deployment("ask-" + each.precision())
                        .replicas(fewest, most, 0)
                        .pods(0)
                        .build();
        return new Member(
                plain.workload(),
                plain.terms()
                        .with(
                                plain.terms().containers().stream()
                                        .map(container -> with(container, resource, each))
                                        .toList()),
                plain.replicas(),
                plain.shape(),
                plain.pods(),
                plain.recommendation(),
                plain.used(),
                plain.using(),
                plain.days());
    }

    private static PodTerms.Container with(
            PodTerms.Container container, String resource, BigDecimal each) {
        Map<String, BigDecimal> requests = new TreeMap<>(container.requests());
        requests.put(resource, each);
        return new PodTerms.Container(
                container.name(), container.type(), requests, container.limits());
    }
}
