package io.headroom.model.assessment;

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
     */
    public record Line(
            String resource,
            BigDecimal hard,
            BigDecimal used,
            BigDecimal headroom,
            double commitmentRatio) {}
}
