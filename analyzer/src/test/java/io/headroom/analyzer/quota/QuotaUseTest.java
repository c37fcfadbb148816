package io.headroom.analyzer.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.cluster.QuotaState;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class QuotaUseTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");

    @Test
    void saysForEachResourceHowMuchIsLeft() {
        QuotaAssessment assessment =
                QuotaUse.assess(
                        quota(
                                Map.of("requests.cpu", amount("4"), "pods", amount("10")),
                                Map.of("requests.cpu", amount("3"), "services", amount("1"))),
                        NOW,
                        null);
        assertThat(assessment.key()).isEqualTo("/quota/shop/compute");
        assertThat(assessment.asOf()).isEqualTo(NOW);
        assertThat(assessment.lines())
                .containsExactly(
                        new QuotaAssessment.Line(
                                "pods",
                                amount("10"),
                                amount("0"),
                                amount("10"),
                                0,
                                List.of(amount("0"))),
                        new QuotaAssessment.Line(
                                "requests.cpu",
                                amount("4"),
                                amount("3"),
                                amount("1"),
                                0.75,
                                List.of(amount("3"))));
    }

    @Test
    void mayHaveLessThanNothingLeft() {
        QuotaAssessment.Line line =
                QuotaUse.assess(
                                quota(
                                        Map.of("limits.cpu", amount("2")),
                                        Map.of("limits.cpu", amount("3"))),
                                NOW,
                                null)
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

    @Test
    void remembersTheMostOfEachDay() {
        assertThat(days("2@0", "5@3", "4@20", "6@25")).containsExactly("5", "6");
    }

    /** A status is said when it changes: until then it stands. */
    @Test
    void whatWasUsedLastStandsUntilSomethingElseIs() {
        assertThat(days("2@0", "5@3", "4@20", "6@100")).containsExactly("5", "4", "4", "4", "6");
        assertThat(days("6@0", "1@47")).containsExactly("6", "6");
    }

    @Test
    void aLateWordChangesNoDayButTheLatest() {
        assertThat(days("2@0", "3@50", "9@1", "4@51")).containsExactly("2", "2", "9");
    }

    @Test
    void fourWeeksAreKept() {
        assertThat(days("2@0", "3@24", "4@672")).hasSize(29).startsWith("2", "3").endsWith("4");
        assertThat(days("2@0", "3@24", "4@672", "5@696"))
                .hasSize(29)
                .startsWith("3", "3")
                .endsWith("4", "5");
        assertThat(days("2@0", "3@2400000")).hasSize(29).startsWith("2", "2").endsWith("3");
    }

    @Test
    void aLineThatCameLaterIsKnownFromThatDayOn() {
        QuotaAssessment first =
                QuotaUse.assess(quota(Map.of("pods", amount("9")), Map.of()), NOW, null);
        QuotaAssessment later =
                QuotaUse.assess(
                        quota(
                                Map.of("pods", amount("9"), "requests.storage", amount("9")),
                                Map.of("requests.storage", amount("7"))),
                        NOW.plus(Duration.ofDays(3)),
                        first);

        assertThat(later.lines().getFirst().highestByDay()).hasSize(4);
        assertThat(later.lines().getLast().highestByDay()).containsExactly(amount("7"));
    }

    /** Of what is used at hours since midnight: the most of each day. */
    private static List<String> days(String... usedAt) {
        QuotaAssessment said = null;
        for (String each : usedAt) {
            String[] parts = each.split("@", 2);
            said =
                    QuotaUse.assess(
                            quota(Map.of("pods", amount("9")), Map.of("pods", amount(parts[0]))),
                            MIDNIGHT.plus(Duration.ofHours(Long.parseLong(parts[1]))),
                            said);
        }
        return Objects.requireNonNull(said).lines().getFirst().highestByDay().stream()
                .map(BigDecimal::toPlainString)
                .toList();
    }

    private static double ratio(String hard, String used) {
        return QuotaUse.assess(
                        quota(Map.of("pods", amount(hard)), Map.of("pods", amount(used))),
                        NOW,
                        null)
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
