package io.headroom.recommender.fit.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.recommender.fit.Terms;
import io.headroom.recommender.size.PodShape;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScarcestTest {
    private static final PodTerms POD = pod(500, 256);

    @Test
    void theLineThatEndsFirstIsNamed() {
        QuotaState quota =
                quota(
                        Map.of(
                                "requests.cpu",
                                "4",
                                "requests.memory",
                                "1073741824",
                                "secrets",
                                "1"),
                        Map.of());

        assertThat(Scarcest.of(quota, POD, List.of(), List.of()))
                .contains(new Scarcest("requests.memory", 4));
    }

    @Test
    void whatOthersTakeIsNotThere() {
        QuotaState quota = quota(Map.of("requests.cpu", "4"), Map.of("requests.cpu", "3.1"));

        assertThat(Scarcest.of(quota, POD, List.of(), List.of()))
                .contains(new Scarcest("requests.cpu", 1));
        assertThat(Scarcest.of(quota, POD, Collections.nCopies(4, POD), List.of()))
                .contains(new Scarcest("requests.cpu", 5));
    }

    /** Each of them is half as large when it follows its advice. */
    @Test
    void podsOfAnotherSizeTakeThePlaceOfThoseThatAreThere() {
        QuotaState quota = quota(Map.of("requests.cpu", "4"), Map.of("requests.cpu", "4"));

        assertThat(Scarcest.of(quota, pod(250, 256), Collections.nCopies(8, POD), List.of()))
                .contains(new Scarcest("requests.cpu", 16));
    }

    @Test
    void aQuotaThatIsFullOrPassedLetsNoneIn() {
        QuotaState quota = quota(Map.of("pods", "2"), Map.of("pods", "5"));

        assertThat(Scarcest.of(quota, POD, List.of(), List.of())).contains(new Scarcest("pods", 0));
    }

    @Test
    void aStatusThatTrailsBehindThePodsCountsNothingElse() {
        QuotaState quota = quota(Map.of("pods", "5"), Map.of("pods", "1"));

        assertThat(Scarcest.of(quota, POD, Collections.nCopies(3, POD), List.of()))
                .contains(new Scarcest("pods", 5));
    }

    @Test
    void ofAQuotaThatCountsNothingOfThemNothingIsSaid() {
        assertThat(
                        Scarcest.of(
                                quota(Map.of("limits.cpu", "1"), Map.of()),
                                POD,
                                List.of(),
                                List.of()))
                .isEmpty();
        QuotaState other =
                new QuotaState(
                        "shop",
                        "q",
                        Map.of("pods", BigDecimal.ONE),
                        Map.of(),
                        List.of("BestEffort"));
        assertThat(Scarcest.of(other, POD, List.of(), List.of())).isEmpty();
    }

    private static PodTerms pod(long millicores, long mebibytes) {
        return Terms.of(
                new PodShape(
                        List.of(
                                new ContainerSpec(
                                        "web",
                                        ContainerType.APP,
                                        new Resources(
                                                new Cpu(millicores), Memory.ofMebibytes(mebibytes)),
                                        Resources.NONE)),
                        Resources.NONE));
    }

    private static QuotaState quota(Map<String, String> hard, Map<String, String> used) {
        return new QuotaState("shop", "q", amounts(hard), amounts(used), List.of());
    }

    private static Map<String, BigDecimal> amounts(Map<String, String> amounts) {
        Map<String, BigDecimal> all = new TreeMap<>();
        amounts.forEach((line, amount) -> all.put(line, new BigDecimal(amount)));
        return all;
    }
}
