package io.headroom.model.assessment;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/**
 * What the analyzer says of something. Each kind has a key and a pace of its own, so that no result
 * depends on how two topics were interleaved when they were read.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = UsageAssessment.class, name = "usage"),
    @JsonSubTypes.Type(value = UsageSummary.class, name = "summary"),
    @JsonSubTypes.Type(value = RestartAssessment.class, name = "restarts"),
    @JsonSubTypes.Type(value = QuotaAssessment.class, name = "quota")
})
public sealed interface Assessment
        permits UsageAssessment, UsageSummary, RestartAssessment, QuotaAssessment {

    /** The key on the topic. */
    String key();

    /** The input's own time up to which this holds. */
    Instant asOf();
}
