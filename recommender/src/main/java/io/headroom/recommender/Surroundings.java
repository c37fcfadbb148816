package io.headroom.recommender;

import io.headroom.model.ContainerSpec;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.policy.Policy;
import io.headroom.recommender.size.LimitRangeRules;
import io.headroom.recommender.size.NodeSizes;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a workload is surrounded by when it is sized.
 *
 * @param existing the containers that it has now, by name; null when that is not known
 * @param injected the names of those that its own template does not have
 * @param policy what is asked for of it
 * @param before what was recommended last; null when nothing was
 */
record Surroundings(
        @Nullable Map<String, ContainerSpec> existing,
        Set<String> injected,
        LimitRangeRules limitRanges,
        NodeSizes nodes,
        Policy policy,
        @Nullable Recommendation before) {

    Surroundings {
        injected = Set.copyOf(injected);
    }

    /** The same after another answer. */
    Surroundings after(Recommendation answer) {
        return new Surroundings(existing, injected, limitRanges, nodes, policy, answer);
    }
}
