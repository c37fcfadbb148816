package io.headroom.recommender.fit;

import io.headroom.model.ContainerType;
import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.fit.Counted.Kind;
import java.util.List;

/**
 * What the API server accepts of {@code pods/resize}: a pod keeps its class of quality of service,
 * no request and no limit is taken away, init containers stay, and so does a pod that asks for
 * something as a whole (KEP-1287, KEP-5419).
 */
final class Resize {
    private Resize() {}

    private enum Quality {
        GUARANTEED,
        BURSTABLE,
        BEST_EFFORT
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
