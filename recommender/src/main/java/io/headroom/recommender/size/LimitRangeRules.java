package io.headroom.recommender.size;

import io.headroom.model.Resources;
import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.quantity.Quantity;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the LimitRanges of a namespace allow a request to be. Of several the highest minimum, the
 * lowest maximum and the lowest ratio hold, as admission checks them all.
 *
 * <p>Used as a clamp by itself, a limit is taken to stay as it is, and to rise with the target
 * where that passes it.
 */
public final class LimitRangeRules implements Clamp {
    /** No LimitRange. */
    public static final LimitRangeRules NONE = new LimitRangeRules("", List.of());

    private final String namespace;
    private final Rules container;
    private final Rules pod;

    private LimitRangeRules(String namespace, Collection<LimitRangeState> limitRanges) {
        this.namespace = namespace;
        this.container = Rules.merge(limitRanges, "Container");
        this.pod = Rules.merge(limitRanges, "Pod");
    }

    /** The rules of one namespace's LimitRanges. */
    public static LimitRangeRules of(String namespace, Collection<LimitRangeState> limitRanges) {
        return limitRanges.isEmpty() ? NONE : new LimitRangeRules(namespace, limitRanges);
    }

    @Override
    public List<ContainerRecommendation> apply(List<ContainerRecommendation> containers) {
        return apply(containers, PodShape.UNKNOWN, LimitPolicy.DEFAULT);
    }

    /**
     * The clamp for pods of this shape: what bounds a whole pod counts its init containers as
     * admission does, and not its overhead.
     *
     * @param limits what becomes of the limits: only those that stay bound their requests
     */
    public Clamp bounding(PodShape shape, LimitPolicy limits) {
        return containers -> apply(containers, shape.withoutOverhead(), limits);
    }

    private List<ContainerRecommendation> apply(
            List<ContainerRecommendation> containers, PodShape shape, LimitPolicy limits) {
        return fit(fit(containers, shape, limits, Part.CPU), shape, limits, Part.MEMORY);
    }

    /** The least that a container may request. */
    public Resources leastOfContainer() {
        return container.min();
    }

    /** The least that all containers of a pod may request together. */
    public Resources leastOfPod() {
        return pod.min();
    }

    /**
     * The most that a container's limit may be as a multiple of its request; infinite where nothing
     * bounds it.
     *
     * @param resource {@code cpu} or {@code memory}
     */
    public double mostRatio(String resource) {
        return container.ratio(resource);
    }

    /** The same for what the containers of a pod come to together. */
    public double mostRatioOfPod(String resource) {
        return pod.ratio(resource);
    }

    /** The most that a container's limit may be beside this request; null where nothing bounds. */
    <Q extends Quantity<Q>> @Nullable Q mostOfLimit(Part<Q> part, Q request) {
        return lower(part.of(container.max()), container.mostFor(part, request));
    }

    /** The same for the limits of all containers of a pod. */
    <Q extends Quantity<Q>> @Nullable Q mostOfPodLimits(Part<Q> part, Q requests) {
        return lower(part.of(pod.max()), pod.mostFor(part, requests));
    }

    /** The limit that admission gives a container without one; null for none. */
    <Q extends Quantity<Q>> @Nullable Q defaultLimit(Part<Q> part) {
        Q given = part.of(container.defaultLimit());
        return given == null ? part.of(container.max()) : given;
    }

    /** Whose doing it is that {@code of} is bounded. */
    String source(String of) {
        return "the LimitRange of namespace " + namespace + " bounds " + of;
    }

    private <Q extends Quantity<Q>> List<ContainerRecommendation> fit(
            List<ContainerRecommendation> containers,
            PodShape shape,
            LimitPolicy limits,
            Part<Q> part) {
        boolean stay = limits.stay(part, shape.with(containers).containers());
        Resizes.Cause cause = cause("a container");
        List<ContainerRecommendation> each =
                containers.stream()
                        .map(one ->
                                Resizes.within(one, part, containerBounds(one, part, stay), cause))
                        .toList();
        Bounds<Q> together = podBounds(each, shape, part, stay);
        PodTotal<Q> total = PodTotal.of(each, shape, part);
        Q allowed = together.clamp(total.sum());
        if (allowed.equals(total.sum())) {
            return capped(each, part, together.max());
        }
        return total.fitInto(
                allowed,
                together.max(),
                one -> containerBounds(one, part, stay),
                cause("all containers of a pod"));
    }

    /** A single container that is bound to stay within what the pod may have. */
    private <Q extends Quantity<Q>> List<ContainerRecommendation> capped(
            List<ContainerRecommendation> containers, Part<Q> part, @Nullable Q podMax) {
        if (podMax == null) {
            return containers;
        }
        return containers.stream()
                .map(one ->
                        one.advice() instanceof Advice.Resize resize
                                ? Resizes.retarget(
                                        one,
                                        part,
                                        part.orZero(resize.target()),
                                        podMax,
                                        cause("all containers of a pod"))
                                : one)
                .toList();
    }

    private <Q extends Quantity<Q>> Bounds<Q> containerBounds(
            ContainerRecommendation one, Part<Q> part, boolean stay) {
        Q limit = stay ? part.of(one.limits()) : null;
        return new Bounds<>(
                higher(part.of(container.min()), container.leastFor(part, limit)),
                part.of(container.max()));
    }

    private <Q extends Quantity<Q>> Bounds<Q> podBounds(
            List<ContainerRecommendation> containers, PodShape shape, Part<Q> part, boolean stay) {
        Q limits =
                PodShape.effective(
                        shape.with(containers).containers(),
                        part,
                        each -> stay ? part.orZero(each.limits()) : part.zero());
        return new Bounds<>(
                higher(part.of(pod.min()), pod.leastFor(part, limits)), part.of(pod.max()));
    }

    private Resizes.Cause cause(String of) {
        return new Resizes.Cause(
                Reason.Code.LIMIT_RANGE_MIN, Reason.Code.LIMIT_RANGE_MAX, source(of));
    }

    private static <Q extends Quantity<Q>> @Nullable Q higher(@Nullable Q a, @Nullable Q b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isLessThan(b) ? b : a;
    }

    private static <Q extends Quantity<Q>> @Nullable Q lower(@Nullable Q a, @Nullable Q b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isLessThan(b) ? a : b;
    }

    /** The items of one type, merged. */
    private record Rules(
            Resources min, Resources max, Resources defaultLimit, Map<String, Double> ratios) {

        static Rules merge(Collection<LimitRangeState> limitRanges, String type) {
            Resources min = Resources.NONE;
            Resources max = Resources.NONE;
            Resources defaultLimit = Resources.NONE;
            Map<String, Double> ratios = new TreeMap<>();
            for (LimitRangeState limitRange : limitRanges) {
                for (LimitRangeState.Item item : limitRange.items()) {
                    if (item.type().equals(type)) {
                        min =
                                new Resources(
                                        higher(min.cpu(), item.min().cpu()),
                                        higher(min.memory(), item.min().memory()));
                        max =
                                new Resources(
                                        lower(max.cpu(), item.max().cpu()),
                                        lower(max.memory(), item.max().memory()));
                        defaultLimit =
                                new Resources(
                                        lower(defaultLimit.cpu(), item.defaultLimit().cpu()),
                                        lower(defaultLimit.memory(), item.defaultLimit().memory()));
                        item.maxLimitRequestRatio()
                                .forEach((name, ratio) -> ratios.merge(name, ratio, Math::min));
                    }
                }
            }
            return new Rules(min, max, defaultLimit, ratios);
        }

        double ratio(String resource) {
            Double ratio = ratios.get(resource);
            return ratio == null || ratio <= 0
                    ? Double.POSITIVE_INFINITY
                    // less than 1 is as good as 1: no limit is below its request
                    : Math.max(ratio, 1);
        }

        /** The least request that keeps the limit within the allowed multiple of it. */
        <Q extends Quantity<Q>> @Nullable Q leastFor(Part<Q> part, @Nullable Q limit) {
            Double ratio = ratios.get(part.resourceName());
            if (ratio == null || ratio <= 0 || limit == null || limit.units() == 0) {
                return null;
            }
            return limit.ofUnits(new MaxRatio(ratio).leastOfRequest(limit.units()));
        }

        /** The most of a limit that stays within the allowed multiple of the request. */
        <Q extends Quantity<Q>> @Nullable Q mostFor(Part<Q> part, Q request) {
            Double ratio = ratios.get(part.resourceName());
            return ratio == null || ratio <= 0
                    ? null
                    : request.ofUnits(new MaxRatio(ratio).mostOfLimit(request.units()));
        }
    }
}
