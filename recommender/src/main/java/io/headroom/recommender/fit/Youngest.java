package io.headroom.recommender.fit;

import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.VerticalAutoscalerState;
import io.headroom.recommender.fit.admission.Admission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The youngest pod of a workload, by which the next one is made.
 *
 * @param pod marked by what a LimitRange has written into it, or may have, whether admission has
 *     noted that or not
 * @param certain whether it is known who has written what its template does not say
 */
public record Youngest(PodState pod, boolean certain) {

    /**
     * Admission notes what the last LimitRange has written of all that it asked, and collectors did
     * not always read the note. So what the template does not say is the LimitRanges' of now where
     * they give it. Where they do not, it may be of one that is gone if any has written into the
     * pod; else somebody else has written it, and will again.
     *
     * @param template null where it is not known: then what is not noted counts as its own
     * @param verticals those that size the workload's pods as they come
     */
    public static Youngest of(
            PodState pod,
            @Nullable PodTerms template,
            Collection<LimitRangeState> limitRanges,
            List<VerticalAutoscalerState> verticals) {
        PodTerms terms = Terms.of(pod);
        boolean noted = terms.containers().stream().anyMatch(Youngest::isNoted);
        if (template == null) {
            return new Youngest(
                    pod, !noted || terms.containers().stream().noneMatch(Youngest::hasOwn));
        }
        Map<String, PodTerms.Container> said = byName(template);
        Map<String, PodTerms.Container> next =
                byName(new Admission(limitRanges, List.of()).complete(template));
        List<PodTerms.Container> marked = new ArrayList<>();
        boolean certain = true;
        for (PodTerms.Container container : terms.containers()) {
            PodTerms.Container own = said.get(container.name());
            PodTerms.Container given = next.get(container.name());
            if (own == null || given == null) {
                marked.add(container);
                continue;
            }
            Set<String> requests = new HashSet<>(container.requests().keySet());
            requests.removeAll(own.requests().keySet());
            // a limit is a request where there is none
            requests.removeAll(own.limits().keySet());
            requests.removeAll(container.defaultRequests());
            Set<String> limits = new HashSet<>(container.limits().keySet());
            limits.removeAll(own.limits().keySet());
            limits.removeAll(container.defaultLimits());
            Set<String> byNobody = new HashSet<>(requests);
            byNobody.removeAll(given.requests().keySet());
            Set<String> limitsByNobody = new HashSet<>(limits);
            limitsByNobody.removeAll(given.limits().keySet());
            if (!noted) {
                requests.removeAll(byNobody);
                limits.removeAll(limitsByNobody);
            }
            byNobody.addAll(limitsByNobody);
            certain &=
                    byNobody.stream()
                            .allMatch(resource ->
                                    verticals.stream()
                                            .anyMatch(
                                                    each -> each.sets(container.name(), resource)));
            requests.addAll(container.defaultRequests());
            limits.addAll(container.defaultLimits());
            marked.add(container.marked(requests, limits));
        }
        return new Youngest(pod.withTerms(terms.with(marked)), certain);
    }

    private static Map<String, PodTerms.Container> byName(PodTerms terms) {
        Map<String, PodTerms.Container> byName = new HashMap<>();
        terms.containers().forEach(container -> byName.put(container.name(), container));
        return byName;
    }

    private static boolean isNoted(PodTerms.Container container) {
        return !container.defaultRequests().isEmpty() || !container.defaultLimits().isEmpty();
    }

    /** Whether it has anything that no LimitRange is said to have written. */
    private static boolean hasOwn(PodTerms.Container container) {
        return !container.defaultRequests().containsAll(container.requests().keySet())
                || !container.defaultLimits().containsAll(container.limits().keySet());
    }
}
