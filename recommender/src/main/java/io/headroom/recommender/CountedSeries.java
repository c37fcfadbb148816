package io.headroom.recommender;

import io.headroom.model.assessment.QuotaAssessment;
import io.prometheus.metrics.model.snapshots.Labels;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;

/** The series of what quotas ought to count, beside what their status says. */
final class CountedSeries {
    private CountedSeries() {}

    static void add(View view, Gauges gauges) {
        view.counted()
                .forEach((key, counted) -> {
                    QuotaAssessment quota = view.quotas().get(key);
                    if (quota != null) {
                        quota.lines().forEach(line -> add(quota, line, counted, gauges));
                    }
                });
    }

    /** Of a line that lets nothing in there is no ratio. */
    private static void add(
            QuotaAssessment quota,
            QuotaAssessment.Line line,
            Map<String, BigDecimal> counted,
            Gauges gauges) {
        BigDecimal sum = counted.get(line.resource());
        if (sum != null && line.hard().signum() > 0) {
            gauges.add(
                    "headroom_quota_counted_ratio",
                    "What the known pods and claims count for divided by hard: where it stays apart"
                            + " from the commitment, the quota's status is behind.",
                    Labels.of(
                            "namespace",
                            quota.namespace(),
                            "resourcequota",
                            quota.name(),
                            "resource",
                            line.resource()),
                    sum.divide(line.hard(), MathContext.DECIMAL64).doubleValue());
        }
    }
}
