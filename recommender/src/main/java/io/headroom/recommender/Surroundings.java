package io.headroom.recommender;

import io.headroom.model.ContainerSpec;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.policy.Policy;
import io.headroom.recommender.size.LimitRangeRules;
import io.headroom.recommender.size.NodeSizes;
import io.headroom.recommender.size.PodShape;
import io.headroom.recommender.size.restarts.RestartHistory;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a workload is surrounded by when it is sized.
 *
 * @param existing the containers that it has now, by name; null when that is not known
 * @param shape what its pods are made of
 * @param injected the names of those that its own template does not have
 * @param changedAt when its youngest pod was made; null when there is none, or that is not known
 * @param limitsRequired the resources ({@code cpu}, {@code memory}) of which a ResourceQuota counts
 *     the limits, so that no pod without one is let in
 * @param policy what is asked for of it
 * @param restarts what ended of it lately
 * @param before what was recommended last; null when nothing was
 */
record Surroundings(
        @Nullable Map<String, ContainerSpec> existing,
        PodShape shape,
        Set<String> injected,
        LimitRangeRules limitRanges,
        NodeSizes nodes,
        @Nullable Instant changedAt,
        Set<String> limitsRequired,
        Policy policy,
        RestartHistory restarts,
        @Nullable Recommendation before) {

    Surroundings {
        injected = Set.copyOf(injected);
        limitsRequired = Set.copyOf(limitsRequired);
    }

    /** The same after another answer. */
    Surroundings after(Recommendation answer) {
        return new Surroundings(
                existing,
                shape,
                injected,
                limitRanges,
                nodes,
                changedAt,
                limitsRequired,
                policy,
                restarts,
                answer);
    }
}
