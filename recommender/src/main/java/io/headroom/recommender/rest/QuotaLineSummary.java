package io.headroom.recommender.rest;

import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.NamespacePlan.QuotaAdvice;
import io.headroom.recommender.fit.QuotaForecast;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line of a ResourceQuota in a list, in base units: how full it is, what is used of it, and what
 * it should be. Three ratios that are never mixed: what is counted of what is let in, what is used
 * of that, and what is used of what is requested. What the plan says is null where there is none.
 *
 * @param commitmentRatio used divided by hard
 * @param usageRatio usage divided by hard
 * @param requestUtilizationRatio usage divided by what the same workloads request
 * @param advice what all of the advice would come to
 * @param plan what the plan comes to
 * @param recommended what hard should be
 * @param charged when nothing is left by what is counted, or why that is not foretold
 * @param need when the advice is not let in any more, likewise
 */
record QuotaLineSummary(
        String resource,
        BigDecimal hard,
        BigDecimal used,
        BigDecimal headroom,
        double commitmentRatio,
        @Nullable BigDecimal usage,
        @Nullable Double usageRatio,
        @Nullable Double requestUtilizationRatio,
        @Nullable BigDecimal advice,
        @Nullable BigDecimal plan,
        @Nullable BigDecimal recommended,
        @Nullable BigDecimal giveBack,
        @Nullable BigDecimal reach,
        @Nullable Boolean unreachable,
        @Nullable QuotaForecast charged,
        @Nullable QuotaForecast need,
        @Nullable Instant fullAt,
        @Nullable String message) {

    static List<QuotaLineSummary> of(QuotaAssessment quota, @Nullable NamespacePlan plan) {
        return quota.lines().stream().map(line -> of(quota.name(), line, plan)).toList();
    }

    private static QuotaLineSummary of(
            String quota, QuotaAssessment.Line line, @Nullable NamespacePlan plan) {
        Optional<NamespacePlan.Line> planned =
                Optional.ofNullable(plan).stream()
                        .flatMap(known -> known.lines().stream())
                        .filter(each -> each.quota().equals(quota))
                        .filter(each -> each.resource().equals(line.resource()))
                        .findFirst();
        Optional<QuotaAdvice> advice =
                Optional.ofNullable(plan).stream()
                        .flatMap(known -> known.quotas().stream())
                        .filter(each -> quota.equals(each.quota()))
                        .filter(each -> each.resource().equals(line.resource()))
                        .findFirst();
        return new QuotaLineSummary(
                line.resource(),
                line.hard(),
                line.used(),
                line.headroom(),
                line.commitmentRatio(),
                planned.map(NamespacePlan.Line::usage).orElse(null),
                planned.map(NamespacePlan.Line::usageRatio).orElse(null),
                planned.map(NamespacePlan.Line::requestUtilizationRatio).orElse(null),
                planned.map(NamespacePlan.Line::advice).orElse(null),
                planned.map(NamespacePlan.Line::plan).orElse(null),
                advice.map(QuotaAdvice::recommended).orElse(null),
                advice.map(QuotaAdvice::giveBack).orElse(null),
                advice.map(QuotaAdvice::reach).orElse(null),
                advice.map(QuotaAdvice::unreachable).orElse(null),
                advice.map(QuotaAdvice::charged).orElse(null),
                advice.map(QuotaAdvice::need).orElse(null),
                advice.map(QuotaAdvice::fullAt).orElse(null),
                advice.map(QuotaAdvice::message).orElse(null));
    }
}
