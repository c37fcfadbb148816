package io.headroom.recommender;

import io.headroom.model.cluster.PriorityClassState;
import io.headroom.model.inventory.PodTerms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The PriorityClasses of a cluster.
 *
 * @param all none where they cannot be read: every cluster has some of its own
 */
record PriorityClasses(List<PriorityClassState> all) {
    PriorityClasses {
        all = List.copyOf(all);
    }

    /**
     * A pod's terms as admission completes those of its template.
     *
     * @param shown the values of classes, by name, as pods have shown them
     */
    PodTerms complete(PodTerms template, Map<String, Integer> shown) {
        String name = template.priorityClass();
        return name == null
                ? PriorityClassState.defaultOf(all)
                        .map(each -> template.prioritized(each.name(), each.value()))
                        .orElse(template)
                : template.prioritized(
                        name, find(name).map(PriorityClassState::value).orElse(shown.get(name)));
    }

    private Optional<PriorityClassState> find(String name) {
        return all.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** Whether a template names a class that is not there: its pods are refused. */
    boolean isMissing(@Nullable String name) {
        return name != null && !all.isEmpty() && find(name).isEmpty();
    }
}
