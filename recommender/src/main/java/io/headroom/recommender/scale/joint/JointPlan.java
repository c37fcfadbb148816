package io.headroom.recommender.scale.joint;

import io.headroom.recommender.scale.hpa.HpaSpec;
import io.headroom.recommender.scale.replay.Outcome;
import java.util.List;

/** What becomes of the requests and the autoscaler of one workload. */
public sealed interface JointPlan {

    /**
     * Sized again and again, round by round, each time from what the pods used in the round before;
     * empty where nothing could be rehearsed.
     */
    List<Round> rounds();

    /** Both change, to what the first round says; the rounds after it change nothing any more. */
    record Together(double cpuRequest, HpaSpec spec, List<Round> rounds) implements JointPlan {
        public Together {
            rounds = List.copyOf(rounds);
        }
    }

    /** CPU and its autoscaler stay as they are; memory may be sized on its own. */
    record MemoryAlone(Reason reason, List<Round> rounds) implements JointPlan {
        public MemoryAlone {
            rounds = List.copyOf(rounds);
        }
    }

    /**
     * One replay of the same demand.
     *
     * @param cpuRequest cores
     */
    record Round(double cpuRequest, HpaSpec spec, Outcome outcome) {}

    /** Why requests of CPU stay. */
    enum Reason {
        /** Each round asks for other requests than the one before. */
        SPIRAL("spiral"),
        /** More of the demand would not be served than today. */
        MORE_UNSERVED("more_unserved"),
        /** More replicas would run than today, or as many as there may be, for longer. */
        MORE_REPLICAS("more_replicas"),
        /** What else the autoscaler goes by may ask for more replicas, so that nothing is known. */
        OTHER_METRICS("other_metrics");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}
