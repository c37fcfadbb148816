package io.headroom.recommender;

import io.headroom.model.ContainerSpec;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.size.Clamp;
import io.headroom.recommender.size.LimitRangeRules;
import io.headroom.recommender.size.NodeSizes;
import io.headroom.recommender.size.PresentLimits;
import io.headroom.recommender.size.VpaStrategy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** From what is known of one workload to its recommendation. Pure: nothing else goes in. */
final class Sizing {
    private final VpaStrategy strategy;

    Sizing(VpaStrategy strategy) {
        this.strategy = strategy;
    }

    /**
     * The recommendation for the containers that the workload has now.
     *
     * @param existing those containers by name; null when that is not known, so all that were seen
     */
    Recommendation recommend(
            WorkloadRef workload,
            KnownUsage usage,
            @Nullable Map<String, ContainerSpec> existing,
            LimitRangeRules limitRanges,
            NodeSizes nodes) {
        List<ContainerProfile> profiles =
                usage.profiles().stream()
                        .filter(profile -> existing == null || existing.containsKey(profile.name()))
                        .toList();
        Clamp cluster = limitRanges.then(nodes).then(new PresentLimits());
        Map<String, ContainerRecommendation> containers = new TreeMap<>();
        if (existing != null) {
            existing.values().stream()
                    .filter(container -> container.type().longRunning())
                    .map(VpaStrategy::unseen)
                    .forEach(unseen -> containers.put(unseen.name(), unseen));
        }
        strategy.advise(profiles, usage.asOf())
                .forEach(advised -> containers.put(advised.name(), advised));
        return new Recommendation(
                workload,
                usage.asOf(),
                VpaStrategy.NAME,
                usage.completeness(),
                cluster.apply(List.copyOf(containers.values())));
    }
}
