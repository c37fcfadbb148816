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
     * @param named by the template; null where it names none. Then it is the default, or none;
     *     where nobody may read classes, what the youngest pod got
     * @param shown the values of classes, by name, as pods have shown them
     */
    PodTerms complete(@Nullable String named, PodTerms next, Map<String, Integer> shown) {
        if (named != null) {
            return next.prioritized(
                    named, find(named).map(PriorityClassState::value).orElse(shown.get(named)));
        }
        return all.isEmpty()
                ? next
                : PriorityClassState.defaultOf(all)
                        .map(each -> next.prioritized(each.name(), each.value()))
                        .orElseGet(() -> next.prioritized(null, null));
    }

    private Optional<PriorityClassState> find(String name) {
        return all.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** Whether a template names a class that is not there: its pods are refused. */
    boolean isMissing(@Nullable String name) {
        return name != null && !all.isEmpty() && find(name).isEmpty();
    }
}
