package io.headroom.model.assessment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.headroom.model.topic.Keys;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** How full a ResourceQuota is. Key: {@code /quota/NAMESPACE/NAME}. */
public record QuotaAssessment(String namespace, String name, Instant asOf, List<Line> lines)
        implements Assessment {

    public QuotaAssessment {
        lines = List.copyOf(lines);
    }

    @Override
    public String key() {
        return Keys.quota(namespace, name);
    }

    /**
     * One resource of the quota, in base units (cores, bytes, objects).
     *
     * @param headroom what is left; negative when more is used than is allowed
     * @param commitmentRatio used divided by hard; for a hard limit of zero 0 when nothing is used,
     *     else 1
     * @param highestByDay the most that was used on each day (UTC) since the line is known, oldest
     *     first, at most {@value #DAYS} days; the last is the day of {@code asOf} so far. What a
     *     status says stands until it changes. Empty in records of older analyzers
     */
    public record Line(
            String resource,
            BigDecimal hard,
            BigDecimal used,
            BigDecimal headroom,
            double commitmentRatio,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<BigDecimal> highestByDay) {
        /** Four weeks, so that a weekly rhythm shows as one, and the day that is not over. */
        public static final int DAYS = 29;

        public Line {
            highestByDay = highestByDay == null ? List.of() : List.copyOf(highestByDay);
        }

        /** One of which no earlier day is known. */
        public Line(
                String resource,
                BigDecimal hard,
                BigDecimal used,
                BigDecimal headroom,
                double commitmentRatio) {
            this(resource, hard, used, headroom, commitmentRatio, List.of());
        }
    }
}
