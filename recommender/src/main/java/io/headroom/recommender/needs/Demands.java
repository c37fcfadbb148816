package io.headroom.recommender.needs;

import io.headroom.model.assessment.ContainerProfile;
import io.headroom.recommender.size.UsageHistory;
import java.util.HashMap;
import java.util.Map;

/**
 * What the containers of one workload need, each made out of its rings once, however many rules
 * look at it. For one answer; not thread-safe.
 */
public final class Demands {
    private final Demand.Rules rules;
    private final Map<String, Demand> byContainer = new HashMap<>();

    public Demands(Demand.Rules rules) {
        this.rules = rules;
    }

    /** What counts as a need. */
    public Demand.Rules rules() {
        return rules;
    }

    /**
     * What one of the containers needs.
     *
     * @param profile the one of its name that this was asked about before, if any
     */
    public Demand of(ContainerProfile profile) {
        return byContainer.computeIfAbsent(profile.name(), _ -> Demand.of(profile, rules));
    }

    /** All that it was seen to use, whether it counts or not. */
    public UsageHistory seen(ContainerProfile profile) {
        return of(profile).seen();
    }
}
