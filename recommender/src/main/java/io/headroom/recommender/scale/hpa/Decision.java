package io.headroom.recommender.scale.hpa;

import java.util.List;

/**
 * What the controller does about one autoscaler at one moment.
 *
 * @param replicas how many there shall be
 * @param cause what the number comes from
 * @param limit what kept it from being another
 * @param proposals what each metric asked for, in their order; empty where none was asked
 * @param memory what the controller remembers from now on
 */
public record Decision(
        int replicas, Cause cause, Limit limit, List<Proposal> proposals, ControllerMemory memory) {

    /** What a number comes from. The label is the word of the conditions in the object's status. */
    public enum Cause {
        /** Somebody scaled it to zero, which switches the autoscaler off. */
        SCALING_DISABLED("ScalingDisabled"),
        ABOVE_MAX("TooManyReplicas"),
        BELOW_MIN("TooFewReplicas"),
        /** Metrics that were needed could not be had. */
        FAILED_GET_METRIC("FailedGetMetric"),
        READY_FOR_NEW_SCALE("ReadyForNewScale"),
        SCALE_UP_STABILIZED("ScaleUpStabilized"),
        SCALE_DOWN_STABILIZED("ScaleDownStabilized");

        private final String label;

        Cause(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** What bounded a number. The label is the word of the condition ScalingLimited. */
    public enum Limit {
        NONE("DesiredWithinRange"),
        TOO_FEW_REPLICAS("TooFewReplicas"),
        TOO_MANY_REPLICAS("TooManyReplicas"),
        SCALE_UP_LIMIT("ScaleUpLimit"),
        SCALE_DOWN_LIMIT("ScaleDownLimit");

        private final String label;

        Limit(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    public Decision {
        proposals = List.copyOf(proposals);
    }
}
