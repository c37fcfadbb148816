package io.headroom.recommender.learn;

import io.headroom.recommender.size.headroom.PeakLearner;
import java.util.Optional;

/** What there is to learn with. */
public final class Learners {
    private Learners() {}

    /** A forest where Smile is on the class path; empty where it is not. */
    public static Optional<PeakLearner> peaks() {
        try {
            return Optional.of(new PeakForest());
        } catch (LinkageError _) {
            return Optional.empty();
        }
    }
}
