package io.headroom.recommender.fit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether all that is wanted in a namespace is let in at once, and what is when it is not.
 *
 * @param wanted what each workload is to have, all of its pods at their most and rolling out
 * @param blockedBy the lines that do not let that in; empty when it fits
 * @param plan what fits: all that is wanted when that does; null when nothing does
 * @param stuckOn the lines that not even the fewest pods at their least fit; empty when there is a
 *     plan
 */
public record Fit(
        List<QuotaLine> lines,
        List<Grant> wanted,
        List<Shortage> blockedBy,
        @Nullable Plan plan,
        List<Shortage> stuckOn) {

    public Fit {
        lines = List.copyOf(lines);
        wanted = List.copyOf(wanted);
        blockedBy = List.copyOf(blockedBy);
        stuckOn = List.copyOf(stuckOn);
    }

    public boolean fits() {
        return blockedBy.isEmpty();
    }

    /**
     * What each workload gets.
     *
     * @param stepsPerNeed how finely needs are cut, where that is coarsest: a step is that part of
     *     a need
     * @param proved whether no plan made of the finest steps gives up less; false where there was
     *     too much to try
     */
    public record Plan(List<Grant> grants, int stepsPerNeed, boolean proved) {
        public Plan {
            grants = List.copyOf(grants);
        }
    }
}
