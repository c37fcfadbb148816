package io.headroom.recommender.fit;

import io.headroom.model.Resources;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.quantity.Quantity;
import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.NamespacePlan.LimitRangeAdvice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What containers of a workload's pods do not say, and get from a LimitRange where there is one.
 *
 * @param terms those of its pods
 */
record Unset(PodTerms terms) {

    /** Whether some container of these says nothing of it: neither a request nor a limit. */
    boolean isIn(Grant grant, Kind kind) {
        return IntStream.range(0, grant.given(kind).size())
                .anyMatch(container -> isUnset(grant, container, kind));
    }

    /** Whether that is so while the pod as a whole asks for it. */
    boolean isBoundAsAWhole(Grant grant, Kind kind) {
        return grant.claim().whole().keySet().stream().anyMatch(each -> each.kind() == kind)
                && isIn(grant, kind);
    }

    /**
     * Whether a quota of it refuses the pods: all containers have to set it, unless the pod does.
     */
    boolean isRefused(Grant grant, Kind kind) {
        return !terms.asksAsAWhole() && isIn(grant, kind);
    }

    /** Whether a container says that it requests, or is limited to, nothing of it. */
    boolean isSetToNothing(Kind kind) {
        return terms.containers().stream().anyMatch(each -> isSetToNothing(each, kind));
    }

    /** What the pods have beside a LimitRange that says this. */
    Grant filled(Grant grant, LimitRangeAdvice advice) {
        Grant filled = grant;
        for (Kind kind : Kind.values()) {
            Given missing =
                    new Given(
                            units(advice.defaultRequest(), kind, 0),
                            units(advice.defaultLimit(), kind, Amount.NONE));
            List<Given> given = new ArrayList<>();
            for (int index = 0; index < grant.given(kind).size(); index++) {
                given.add(isUnset(grant, index, kind) ? missing : grant.given(kind).get(index));
            }
            filled = filled.with(kind, given);
        }
        return filled;
    }

    private static long units(Resources amounts, Kind kind, long otherwise) {
        Quantity<?> amount = kind.of(amounts);
        return amount == null ? otherwise : amount.units();
    }

    private boolean isUnset(Grant grant, int container, Kind kind) {
        Given given = grant.given(kind).get(container);
        String name = grant.claim().containers().get(container).container();
        return given.request() == 0
                && given.limit() == Amount.NONE
                && terms.containers().stream()
                        .noneMatch(each -> each.name().equals(name) && isSetToNothing(each, kind));
    }

    /** Nothing is something to say. */
    private static boolean isSetToNothing(PodTerms.Container container, Kind kind) {
        return Stream.of(container.requests(), container.limits())
                .map(amounts -> amounts.get(kind.resourceName()))
                .anyMatch(amount -> amount != null && amount.signum() == 0);
    }
}
