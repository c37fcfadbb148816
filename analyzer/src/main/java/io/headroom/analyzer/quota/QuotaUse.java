package io.headroom.analyzer.quota;

import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.assessment.QuotaAssessment.Line;
import io.headroom.model.cluster.QuotaState;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a quota's status says of how much is left, and said on the days before. */
public final class QuotaUse {
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private QuotaUse() {}

    /**
     * One line for each resource that the quota limits, by name.
     *
     * @param before what was said of it last; null where nothing was
     */
    public static QuotaAssessment assess(
            QuotaState quota, Instant asOf, @Nullable QuotaAssessment before) {
        List<Line> lines = new ArrayList<>();
        new TreeMap<>(quota.hard())
                .forEach((resource, hard) -> {
                    BigDecimal used = quota.used().getOrDefault(resource, BigDecimal.ZERO);
                    lines.add(
                            new Line(
                                    resource,
                                    hard,
                                    used,
                                    hard.subtract(used),
                                    commitment(hard, used),
                                    highestByDay(resource, used, asOf, before)));
                });
        // a word that comes late is of the latest day
        return new QuotaAssessment(
                quota.namespace(),
                quota.name(),
                before == null || asOf.isAfter(before.asOf()) ? asOf : before.asOf(),
                lines);
    }

    private static double commitment(BigDecimal hard, BigDecimal used) {
        if (hard.signum() == 0) {
            // nothing is allowed: that is full as soon as anything is used, and never infinite
            return used.signum() == 0 ? 0 : 1;
        }
        return used.divide(hard, MathContext.DECIMAL64).doubleValue();
    }

    private static List<BigDecimal> highestByDay(
            String resource, BigDecimal used, Instant asOf, @Nullable QuotaAssessment before) {
        Line last = before == null ? null : line(before, resource);
        if (before == null || last == null || last.highestByDay().isEmpty()) {
            return List.of(used);
        }
        List<BigDecimal> days = new ArrayList<>(last.highestByDay());
        long today = day(asOf);
        // what was used last stood until now
        for (long day = Math.max(day(before.asOf()), today - Line.DAYS); day < today; day++) {
            days.add(last.used());
            if (days.size() > Line.DAYS) {
                days.removeFirst();
            }
        }
        days.set(days.size() - 1, days.getLast().max(used));
        return days;
    }

    private static @Nullable Line line(QuotaAssessment assessment, String resource) {
        return assessment.lines().stream()
                .filter(line -> line.resource().equals(resource))
                .findFirst()
                .orElse(null);
    }

    private static long day(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), DAY_MILLIS);
    }
}
