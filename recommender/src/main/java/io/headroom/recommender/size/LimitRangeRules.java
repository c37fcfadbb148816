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
 * <p>A limit is taken to stay as it is, and to rise with the target where that passes it.
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
        return apply(containers, PodShape.UNKNOWN);
    }

    /**
     * The clamp for pods of this shape: what bounds a whole pod counts its init containers as
     * admission does, and not its overhead.
     */
    public Clamp bounding(PodShape shape) {
        return containers -> apply(containers, shape.withoutOverhead());
    }

    private List<ContainerRecommendation> apply(
            List<ContainerRecommendation> containers, PodShape shape) {
        return fit(fit(containers, shape, Part.CPU), shape, Part.MEMORY);
    }

    private <Q extends Quantity<Q>> List<ContainerRecommendation> fit(
            List<ContainerRecommendation> containers, PodShape shape, Part<Q> part) {
        Resizes.Cause cause = cause("a container");
        List<ContainerRecommendation> each =
                containers.stream()
                        .map(one -> Resizes.within(one, part, containerBounds(one, part), cause))
                        .toList();
        Bounds<Q> together = podBounds(each, shape, part);
        PodTotal<Q> total = PodTotal.of(each, shape, part);
        Q allowed = together.clamp(total.sum());
        if (allowed.equals(total.sum())) {
            return capped(each, part, together.max());
        }
        return total.fitInto(
                allowed,
                together.max(),
                one -> containerBounds(one, part),
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
            ContainerRecommendation one, Part<Q> part) {
        return new Bounds<>(
                higher(part.of(container.min()), container.leastFor(part, part.of(one.limits()))),
                part.of(container.max()));
    }

    private <Q extends Quantity<Q>> Bounds<Q> podBounds(
            List<ContainerRecommendation> containers, PodShape shape, Part<Q> part) {
        Q limits =
                PodShape.effective(
                        shape.with(containers).containers(),
                        part,
                        each -> part.orZero(each.limits()));
        return new Bounds<>(
                higher(part.of(pod.min()), pod.leastFor(part, limits)), part.of(pod.max()));
    }

    private Resizes.Cause cause(String of) {
        return new Resizes.Cause(
                Reason.Code.LIMIT_RANGE_MIN,
                Reason.Code.LIMIT_RANGE_MAX,
                "the LimitRange of namespace " + namespace + " bounds " + of);
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
    private record Rules(Resources min, Resources max, Map<String, Double> ratios) {

        static Rules merge(Collection<LimitRangeState> limitRanges, String type) {
            Resources min = Resources.NONE;
            Resources max = Resources.NONE;
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
                        item.maxLimitRequestRatio()
                                .forEach((name, ratio) -> ratios.merge(name, ratio, Math::min));
                    }
                }
            }
            return new Rules(min, max, ratios);
        }

        /** The least request that keeps the limit within the allowed multiple of it. */
        <Q extends Quantity<Q>> @Nullable Q leastFor(Part<Q> part, @Nullable Q limit) {
            Double ratio = ratios.get(part.resourceName());
            if (ratio == null || ratio <= 0 || limit == null || limit.units() == 0) {
                return null;
            }
            return limit.ofUnits((long) Math.ceil(limit.units() / ratio));
        }
    }
}
