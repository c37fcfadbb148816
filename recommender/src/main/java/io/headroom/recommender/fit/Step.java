package io.headroom.recommender.fit;

import com.fasterxml.jackson.annotation.JsonValue;
import io.headroom.model.WorkloadRef;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One step of a change to a namespace: one workload, changed while all others stay.
 *
 * @param resource what alone is changed by it, {@code cpu} or {@code memory}; null where all
 *     changes at once
 * @param maxUnavailable how many pods may be unavailable for this once; null where that is as the
 *     workload has it
 * @param replaceable whether, before it and after, there is room for another pod for one that goes:
 *     else that one may have to wait until all steps are taken
 */
public record Step(
        WorkloadRef workload,
        How how,
        @Nullable String resource,
        @Nullable Integer maxUnavailable,
        boolean replaceable) {

    /** One that changes all of it. */
    public Step(WorkloadRef workload, How how) {
        this(workload, how, null, null, true);
    }

    /** Of whom some are steps, and none of them changes the template. */
    static Set<WorkloadRef> withoutTemplate(List<Step> steps) {
        Set<WorkloadRef> all = steps.stream().map(Step::workload).collect(Collectors.toSet());
        steps.stream()
                .filter(step -> step.how().changesTemplate())
                .forEach(step -> all.remove(step.workload()));
        return all;
    }

    /** How new sizes reach running pods. The label is the word in answers. */
    public enum How {
        /** New pods come before the old ones go: they need room for the surge. */
        ROLLOUT("rollout"),
        /**
         * A rollout with room for a part of its surge, or for none: new pods are refused, and asked
         * for again until old ones have gone that may be unavailable.
         */
        SLOW_ROLLOUT("slow_rollout"),
        /**
         * A rollout in which each pod goes before the next one comes, though no more may be
         * unavailable by what the workload says than are so already: with a surge of 0, and as many
         * as the step says that may be, for this once.
         */
        ONE_BY_ONE("one_by_one"),
        /**
         * Where nobody rolls pods out: the template changes, and then somebody deletes each of
         * them, after another one has come for the one before. A pod of its own is made anew.
         */
        BY_DELETION("by_deletion"),
        /**
         * {@code pods/resize}: the pods stay, and only what they gain needs room. The template
         * stays too, and with it what the next pod has, until a later step changes that.
         */
        IN_PLACE("in_place"),
        /** The template alone: pods have it already, and nobody replaces them for it. */
        TEMPLATE("template"),
        /** Its next pods have them when it runs again: those of now end by themselves. */
        NEXT_RUN("next_run");

        private final String label;

        How(String label) {
            this.label = label;
        }

        @JsonValue
        public String label() {
            return label;
        }

        /** Whether what the next pod is like is another after it. */
        boolean changesTemplate() {
            return this != IN_PLACE;
        }
    }
}
