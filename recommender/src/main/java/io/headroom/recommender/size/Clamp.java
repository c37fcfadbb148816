package io.headroom.recommender.size;

import io.headroom.model.recommendation.ContainerRecommendation;
import java.util.List;

/** Fits the advice for one workload's containers into what something outside allows. Pure. */
@FunctionalInterface
public interface Clamp {

    /** The advice with its numbers fitted, and a reason for each target that changed. */
    List<ContainerRecommendation> apply(List<ContainerRecommendation> containers);

    /** This one first, then {@code next}, which has the last word. */
    default Clamp then(Clamp next) {
        return containers -> next.apply(apply(containers));
    }
}
