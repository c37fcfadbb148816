package io.headroom.model.inventory;

import io.headroom.model.WorkloadRef;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the claims of volumes are like that a StatefulSet makes for its pods, one of each template
 * for each pod. The controller makes those alone that are not there: a claim outlives its pod
 * unless the StatefulSet's retention policy says otherwise, and the next pod of the same ordinal
 * gets it back.
 *
 * @param firstOrdinal what the first of its pods is counted as; the others go on from there
 */
public record ClaimTemplates(int firstOrdinal, List<Template> templates) {

    public ClaimTemplates {
        templates = List.copyOf(templates);
    }

    /**
     * One template.
     *
     * @param storageClass the name of the StorageClass; empty for none, null for the cluster's
     *     default
     * @param attributesClasses the name of the VolumeAttributesClass; empty for none
     * @param requested how many bytes are asked for; null where it does not say
     */
    public record Template(
            String name,
            @Nullable String storageClass,
            List<String> attributesClasses,
            @Nullable BigDecimal requested) {

        public Template {
            attributesClasses =
                    attributesClasses == null ? List.of() : List.copyOf(attributesClasses);
        }

        /**
         * The claim that is made by it.
         *
         * @param defaultClass the name of the StorageClass that is filled in where the template has
         *     none; null where the cluster has no default
         */
        public VolumeClaimState claim(WorkloadRef of, int ordinal, @Nullable String defaultClass) {
            String named = storageClass == null ? defaultClass : storageClass;
            return new VolumeClaimState(
                    of.namespace(),
                    name + '-' + of.name() + '-' + ordinal,
                    named == null || named.isEmpty() ? null : named,
                    attributesClasses,
                    requested,
                    null);
        }
    }
}
