package io.headroom.recommender.fit;

import io.headroom.model.Resources;
import io.headroom.model.assessment.QuotaAssessment;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.recommender.size.LimitRangeRules;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is known of a namespace when it is planned.
 *
 * @param asOf the latest of all that is known
 * @param nodes what each node has allocatable; empty where none is known
 * @param history by a quota's name what was used of it on the days before
 */
public record NamespaceFacts(
        String namespace,
        Instant asOf,
        List<Member> members,
        List<QuotaState> quotas,
        List<LimitRangeState> limitRanges,
        List<Resources> nodes,
        Map<String, QuotaAssessment> history) {

    public NamespaceFacts {
        members = List.copyOf(members);
        quotas = List.copyOf(quotas);
        limitRanges = List.copyOf(limitRanges);
        nodes = List.copyOf(nodes);
        history = Map.copyOf(history);
    }

    /** One of which nothing is known of the days before. */
    public NamespaceFacts(
            String namespace,
            Instant asOf,
            List<Member> members,
            List<QuotaState> quotas,
            List<LimitRangeState> limitRanges,
            List<Resources> nodes) {
        this(namespace, asOf, members, quotas, limitRanges, nodes, Map.of());
    }

    /** What its LimitRanges allow. */
    LimitRangeRules rules() {
        return LimitRangeRules.of(namespace, limitRanges);
    }
}
