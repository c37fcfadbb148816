package io.headroom.model.recommendation;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Something that shaped a number.
 *
 * @param message one plain sentence with the figures
 */
public record Reason(Code code, String message) {

    /** The label is the word on the wire and in metrics. */
    public enum Code {
        /** A percentile of usage plus a margin. */
        PERCENTILE("percentile"),
        /** A mix of many rules, each weighted by what it would have cost so far. */
        WEIGHED("weighed"),
        /** A plain rule, because usage hardly varies. */
        STEADY("steady"),
        /** The strategy's own fixed rule. */
        RULE("rule"),
        /** Raised since the last decision, because today's usage is above it. */
        TODAY("today"),
        /** Raised to the smallest amount that is ever requested. */
        FLOOR("floor"),
        /** Raised to the smallest amount that the strategy gives a pod. */
        POD_MINIMUM("pod_minimum"),
        /** The bounds are wide because there is little history. */
        LITTLE_HISTORY("little_history"),
        /** CPU is left as it is, because none was seen; there are numbers of memory alone. */
        NO_CPU_SAMPLES("no_cpu_samples"),
        /** Memory is left as it is, because none was seen; there are numbers of CPU alone. */
        NO_MEMORY_SAMPLES("no_memory_samples"),
        /** Raised to a LimitRange's minimum. */
        LIMIT_RANGE_MIN("limitrange_min"),
        /** Lowered to a LimitRange's maximum. */
        LIMIT_RANGE_MAX("limitrange_max"),
        /** Lowered to what the largest node can hold. */
        NODE_SIZE("node_size"),
        /** Lowered to what the container's own limit allows. */
        CONTAINER_LIMIT("container_limit"),
        /** The target is above the limit in force, which has to rise with it. */
        ABOVE_LIMIT("above_limit"),
        /** Sized by what its runs needed. */
        RUNS("runs"),
        /** Sized for what comes after a start, which itself needs more. */
        STARTUP_SPIKE("startup_spike"),
        /** File pages are left out, or said to be counted. */
        PAGE_CACHE("page_cache"),
        /** Raised, because something held the usage down. */
        AT_LIMIT("at_limit"),
        /** It runs on a Java virtual machine, whose heap says little of its need. */
        JVM("jvm"),
        /** Its replicas differ, so that one size does not fit all of them. */
        SPREAD("spread"),
        /** The whole workload does next to nothing. */
        IDLE("idle"),
        /** It asks for extended resources. */
        EXTENDED("extended"),
        /** What is to become of a limit, by what somebody asked for. */
        LIMIT("limit"),
        /** What becomes of the pod's quality of service. */
        QOS("qos"),
        /** Raised to the least that a policy allows. */
        POLICY_MIN("policy_min"),
        /** Lowered to the most that a policy allows. */
        POLICY_MAX("policy_max"),
        /** Above what a container was killed at for want of memory. */
        OOM_BUMP("oom_bump"),
        /** Memory grows without end. */
        LEAK("leak"),
        /** Kept from following a leak. */
        LEAK_CAPPED("leak_capped"),
        /** Killed by a probe while there was not enough CPU. */
        STARVED("starved"),
        /** Not lowered because of a crash loop. */
        HELD_CRASH_LOOP("held_crash_loop"),
        /** Not lowered because of an eviction for want of something on the node. */
        HELD_EVICTION("held_eviction"),
        /** Not lowered because of a fresh rollout. */
        HELD_ROLLOUT("held_rollout"),
        /** A horizontal autoscaler goes by the request, and has to change along with it. */
        AUTOSCALER("autoscaler"),
        /** Left as it is, because a horizontal autoscaler goes by the request. */
        HELD_AUTOSCALER("held_autoscaler"),
        /** Something of this kind, which the strategy does not wait for. */
        NOT_HELD("not_held");

        private final String label;

        Code(String label) {
            this.label = label;
        }

        @JsonValue
        public String label() {
            return label;
        }
    }
}
