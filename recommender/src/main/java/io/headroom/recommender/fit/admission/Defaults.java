package io.headroom.recommender.fit.admission;

import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.inventory.PodTerms;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a pod gets that it does not ask for, before anybody looks whether it may. */
final class Defaults {
    private Defaults() {}

    /**
     * What the API server writes into it by itself: a limit is a request where there is none; and
     * then what LimitRanges give, in the order of their names.
     */
    static PodTerms complete(PodTerms pod, List<LimitRangeState> limitRanges) {
        PodTerms complete = own(pod);
        for (LimitRangeState limitRange : limitRanges) {
            for (LimitRangeState.Item item : limitRange.items()) {
                LimitRangeState.Exact exact = item.exact();
                if (item.type().equals("Container") && exact != null) {
                    complete = given(complete, exact);
                }
            }
        }
        return complete;
    }

    private static PodTerms own(PodTerms pod) {
        PodTerms own =
                pod.with(
                        pod.containers().stream()
                                .map(each ->
                                        each.with(
                                                filled(each.requests(), each.limits()),
                                                each.limits()))
                                .toList());
        return own.asksAsAWhole() ? ofThePod(withHugePages(own)) : own;
    }

    /** A pod that asks for anything as a whole is limited to the huge pages of its containers. */
    private static PodTerms withHugePages(PodTerms pod) {
        Map<String, BigDecimal> limits = new TreeMap<>(pod.limits());
        PodAmounts.ofContainers(pod, PodTerms.Container::limits)
                .forEach((name, amount) -> {
                    if (name.startsWith(PodAmounts.HUGE_PAGES)
                            && !pod.requests().containsKey(name)) {
                        limits.putIfAbsent(name, amount);
                    }
                });
        return pod.with(pod.requests(), limits);
    }

    /**
     * A pod that is limited as a whole requests as a whole what its containers request together,
     * else what it is limited to.
     */
    private static PodTerms ofThePod(PodTerms pod) {
        if (pod.limits().isEmpty()) {
            return pod;
        }
        Map<String, BigDecimal> requests = new TreeMap<>(pod.requests());
        PodAmounts.ofContainers(pod, PodTerms.Container::requests)
                .forEach((name, amount) -> {
                    if (PodAmounts.isOfAPod(name) && !name.startsWith(PodAmounts.HUGE_PAGES)) {
                        requests.putIfAbsent(name, amount);
                    }
                });
        return pod.with(filled(requests, pod.limits()), pod.limits());
    }

    private static PodTerms given(PodTerms pod, LimitRangeState.Exact exact) {
        return pod.with(
                pod.containers().stream()
                        .map(each ->
                                each.with(
                                        filled(each.requests(), exact.defaultRequest()),
                                        filled(each.limits(), exact.defaultLimit())))
                        .toList());
    }

    private static Map<String, BigDecimal> filled(
            Map<String, BigDecimal> amounts, Map<String, BigDecimal> defaults) {
        Map<String, BigDecimal> filled = new TreeMap<>(defaults);
        filled.putAll(amounts);
        return filled;
    }
}
