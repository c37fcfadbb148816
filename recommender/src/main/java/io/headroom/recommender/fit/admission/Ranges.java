package io.headroom.recommender.fit.admission;

import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.recommender.fit.admission.Verdict.Bound;
import io.headroom.recommender.fit.admission.Verdict.Violation;
import io.headroom.recommender.size.MaxRatio;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a LimitRange refuses: a minimum needs a request, and no less of it and of the limit; a
 * maximum needs a limit, and no more of either; a ratio needs both.
 */
final class Ranges {
    private final List<Violation> found = new ArrayList<>();
    private final String name;

    private Ranges(String name) {
        this.name = name;
    }

    static List<Violation> violations(LimitRangeState limitRange, PodTerms pod) {
        Ranges ranges = new Ranges(limitRange.name());
        for (LimitRangeState.Item item : limitRange.items()) {
            LimitRangeState.Exact exact = item.exact();
            if (exact == null) {
                continue;
            }
            switch (item.type()) {
                case "Container" ->
                        pod.containers()
                                .forEach(each ->
                                        ranges.check(
                                                item.type(),
                                                exact,
                                                each.requests(),
                                                each.limits()));
                case "Pod" ->
                        ranges.check(
                                item.type(),
                                exact,
                                ofPod(
                                        PodAmounts.ofContainers(pod, PodTerms.Container::requests),
                                        pod.requests()),
                                ofPod(
                                        PodAmounts.ofContainers(pod, PodTerms.Container::limits),
                                        pod.limits()));
                default -> {
                    // claims of volumes, images: not of pods
                }
            }
        }
        return ranges.found;
    }

    /** The CPU and memory that a pod asks for as a whole go before the sums of its containers. */
    private static Map<String, BigDecimal> ofPod(
            Map<String, BigDecimal> containers, Map<String, BigDecimal> whole) {
        whole.forEach((resource, amount) -> {
            if (PodAmounts.OF_A_POD.contains(resource)) {
                containers.put(resource, amount);
            }
        });
        return containers;
    }

    private void check(
            String type,
            LimitRangeState.Exact exact,
            Map<String, BigDecimal> requests,
            Map<String, BigDecimal> limits) {
        exact.min()
                .forEach((resource, min) -> {
                    BigDecimal request = requests.get(resource);
                    BigDecimal limit = limits.get(resource);
                    add(
                            request == null
                                    || request.compareTo(min) < 0
                                    || (limit != null && limit.compareTo(min) < 0),
                            new Violation(name, type, Bound.MIN, resource));
                });
        exact.max()
                .forEach((resource, max) -> {
                    BigDecimal request = requests.get(resource);
                    BigDecimal limit = limits.get(resource);
                    add(
                            limit == null
                                    || limit.compareTo(max) > 0
                                    || (request != null && request.compareTo(max) > 0),
                            new Violation(name, type, Bound.MAX, resource));
                });
        exact.maxLimitRequestRatio()
                .forEach((resource, ratio) ->
                        add(
                                exceeds(requests.get(resource), limits.get(resource), ratio),
                                new Violation(name, type, Bound.RATIO, resource)));
    }

    private static boolean exceeds(
            @Nullable BigDecimal request, @Nullable BigDecimal limit, BigDecimal ratio) {
        return request == null
                || limit == null
                || request.signum() == 0
                || limit.signum() == 0
                || MaxRatio.refuses(ratio, request, limit);
    }

    private void add(boolean violated, Violation violation) {
        if (violated && !found.contains(violation)) {
            found.add(violation);
        }
    }
}
