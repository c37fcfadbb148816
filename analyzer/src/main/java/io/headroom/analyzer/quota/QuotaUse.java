package io.headroom.analyzer.quota;

import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.assessment.QuotaAssessment.Line;
import io.headroom.model.cluster.QuotaState;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** What a quota's status says of how much is left. */
public final class QuotaUse {
    private QuotaUse() {}

    /** One line for each resource that the quota limits, by name. */
    public static QuotaAssessment assess(QuotaState quota, Instant asOf) {
        List<Line> lines =
                new TreeMap<>(quota.hard())
                        .entrySet().stream()
                                .map(hard ->
                                        line(
                                                hard.getKey(),
                                                hard.getValue(),
                                                quota.used()
                                                        .getOrDefault(
                                                                hard.getKey(), BigDecimal.ZERO)))
                                .toList();
        return new QuotaAssessment(quota.namespace(), quota.name(), asOf, lines);
    }

    private static Line line(String resource, BigDecimal hard, BigDecimal used) {
        return new Line(resource, hard, used, hard.subtract(used), commitment(hard, used));
    }

    private static double commitment(BigDecimal hard, BigDecimal used) {
        if (hard.signum() == 0) {
            // nothing is allowed: that is full as soon as anything is used, and never infinite
            return used.signum() == 0 ? 0 : 1;
        }
        return used.divide(hard, MathContext.DECIMAL64).doubleValue();
    }
}
