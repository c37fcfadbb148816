package io.headroom.recommender.fit;

import io.headroom.model.ContainerType;
import io.headroom.model.inventory.PodTerms;
import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.admission.Admission;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the API server accepts of {@code pods/resize}: a pod keeps its class of quality of service,
 * no request and no limit is taken away, init containers stay, and so does a pod that asks for
 * something as a whole (KEP-1287, KEP-5419).
 */
final class Resize {
    private static final Set<String> SIZES = Set.of("cpu", "memory");

    private Resize() {}

    private enum Quality {
        GUARANTEED,
        BURSTABLE,
        BEST_EFFORT
    }

    /**
     * Whether admission writes nothing but CPU and memory into a pod that is resized: LimitRanges
     * give it what they give to those that come, and nothing else of a pod may change.
     */
    static boolean isOfSizesAlone(PodTerms pod, Admission admission) {
        List<PodTerms.Container> complete = admission.complete(pod).containers();
        for (int index = 0; index < complete.size(); index++) {
            PodTerms.Container before = pod.containers().get(index);
            PodTerms.Container after = complete.get(index);
            if (!(isOfSizesAlone(before.requests(), after.requests())
                    && isOfSizesAlone(before.limits(), after.limits()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOfSizesAlone(
            Map<String, BigDecimal> before, Map<String, BigDecimal> after) {
        return after.keySet().stream()
                .allMatch(resource -> SIZES.contains(resource) || before.containsKey(resource));
    }

    static boolean isAccepted(Grant from, Grant to) {
        return from.claim().whole().isEmpty()
                && isAccepted(from, to, Kind.CPU)
                && isAccepted(from, to, Kind.MEMORY)
                && quality(from) == quality(to);
    }

    private static boolean isAccepted(Grant from, Grant to, Kind kind) {
        List<Given> before = from.given(kind);
        List<Given> after = to.given(kind);
        for (int index = 0; index < before.size(); index++) {
            Given old = before.get(index);
            Given next = after.get(index);
            boolean stays = from.claim().containers().get(index).type() == ContainerType.INIT;
            if ((stays && !old.equals(next))
                    || (old.request() > 0 && next.request() == 0)
                    || (old.limit() > 0 && next.limit() <= 0)) {
                return false;
            }
        }
        return true;
    }

    private static Quality quality(Grant grant) {
        boolean any = false;
        boolean guaranteed = true;
        for (Kind kind : Kind.values()) {
            for (Given given : grant.given(kind)) {
                any |= given.request() > 0 || given.limit() > 0;
                guaranteed &= given.limit() > 0 && given.request() == given.limit();
            }
        }
        return any ? guaranteed ? Quality.GUARANTEED : Quality.BURSTABLE : Quality.BEST_EFFORT;
    }
}
