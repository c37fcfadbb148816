package io.headroom.recommender;

import io.headroom.model.ContainerSpec;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.policy.Policy;
import io.headroom.recommender.scale.advice.Followed;
import io.headroom.recommender.size.LimitRangeRules;
import io.headroom.recommender.size.NodeSizes;
import io.headroom.recommender.size.PodShape;
import io.headroom.recommender.size.restarts.RestartHistory;
import java.time.Instant;
import java.util.List;
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
 * @param scaling the autoscalers that scale it, and its pods
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
        @Nullable Recommendation before,
        Scaling scaling) {

    /**
     * The autoscalers of a workload, and its pods.
     *
     * @param followed what raises the minimum of its only autoscaler by the time of the day; null
     *     where nothing is known to
     */
    record Scaling(
            List<AutoscalerState> autoscalers, List<PodState> pods, @Nullable Followed followed) {
        static final Scaling NONE = new Scaling(List.of(), List.of(), null);

        Scaling {
            autoscalers = List.copyOf(autoscalers);
            pods = List.copyOf(pods);
        }
    }

    /** Those of a workload that nothing scales. */
    Surroundings(
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
        this(
                existing,
                shape,
                injected,
                limitRanges,
                nodes,
                changedAt,
                limitsRequired,
                policy,
                restarts,
                before,
                Scaling.NONE);
    }

    Surroundings {
        injected = Set.copyOf(injected);
        limitsRequired = Set.copyOf(limitsRequired);
    }

    /** The same after another answer. */
    Surroundings after(Recommendation answer) {
        return with(answer, scaling);
    }

    /** The same as if nothing scaled it. */
    Surroundings withoutAutoscalers() {
        return with(before, Scaling.NONE);
    }

    private Surroundings with(@Nullable Recommendation answer, Scaling scaled) {
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
                answer,
                scaled);
    }
}
