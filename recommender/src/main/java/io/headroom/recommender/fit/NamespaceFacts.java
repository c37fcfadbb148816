package io.headroom.recommender.fit;

import io.headroom.model.Resources;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.recommender.size.LimitRangeRules;
import java.time.Instant;
import java.util.List;

/**
 * What is known of a namespace when it is planned.
 *
 * @param asOf the latest of all that is known
 * @param nodes what each node has allocatable; empty where none is known
 */
public record NamespaceFacts(
        String namespace,
        Instant asOf,
        List<Member> members,
        List<QuotaState> quotas,
        List<LimitRangeState> limitRanges,
        List<Resources> nodes) {

    public NamespaceFacts {
        members = List.copyOf(members);
        quotas = List.copyOf(quotas);
        limitRanges = List.copyOf(limitRanges);
        nodes = List.copyOf(nodes);
    }

    /** What its LimitRanges allow. */
    LimitRangeRules rules() {
        return LimitRangeRules.of(namespace, limitRanges);
    }
}
