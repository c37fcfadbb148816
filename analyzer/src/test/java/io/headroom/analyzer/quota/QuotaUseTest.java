package io.headroom.analyzer.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.cluster.QuotaState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuotaUseTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void saysForEachResourceHowMuchIsLeft() {
        QuotaAssessment assessment =
                QuotaUse.assess(
                        quota(
                                Map.of("requests.cpu", amount("4"), "pods", amount("10")),
                                Map.of("requests.cpu", amount("3"), "services", amount("1"))),
                        NOW);
        assertThat(assessment.key()).isEqualTo("/quota/shop/compute");
        assertThat(assessment.asOf()).isEqualTo(NOW);
        assertThat(assessment.lines())
                .containsExactly(
                        new QuotaAssessment.Line(
                                "pods", amount("10"), amount("0"), amount("10"), 0),
                        new QuotaAssessment.Line(
                                "requests.cpu", amount("4"), amount("3"), amount("1"), 0.75));
    }

    @Test
    void mayHaveLessThanNothingLeft() {
        QuotaAssessment.Line line =
                QuotaUse.assess(
                                quota(
                                        Map.of("limits.cpu", amount("2")),
                                        Map.of("limits.cpu", amount("3"))),
                                NOW)
                        .lines()
                        .getFirst();
        assertThat(line.headroom()).isEqualTo(amount("-1"));
        assertThat(line.commitmentRatio()).isEqualTo(1.5);
    }

    @Test
    void isFullAndNotInfiniteWhereNothingIsAllowed() {
        assertThat(ratio("0", "0")).isZero();
        assertThat(ratio("0", "1")).isEqualTo(1);
    }

    private static double ratio(String hard, String used) {
        return QuotaUse.assess(
                        quota(Map.of("pods", amount(hard)), Map.of("pods", amount(used))), NOW)
                .lines()
                .getFirst()
                .commitmentRatio();
    }

    private static QuotaState quota(Map<String, BigDecimal> hard, Map<String, BigDecimal> used) {
        return new QuotaState("shop", "compute", hard, used, List.of(), NOW);
    }

    private static BigDecimal amount(String text) {
        return new BigDecimal(text);
    }
}
