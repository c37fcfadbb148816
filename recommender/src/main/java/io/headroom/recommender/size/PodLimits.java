package io.headroom.recommender.size;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.quantity.Quantity;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the limits should be beside the targets, by what is asked for, within what the namespace
 * allows, and so that the pods keep their quality of service. Changes no target.
 *
 * @param limitRanges those of the namespace
 * @param required the resources of which a ResourceQuota counts the limits: a pod without one is
 *     refused there; {@code cpu}, {@code memory}
 * @param peaks the most that each container was seen to use, by name
 */
public record PodLimits(
        LimitPolicy policy,
        PodShape shape,
        LimitRangeRules limitRanges,
        Set<String> required,
        Map<String, Resources> peaks)
        implements Clamp {

    /** Limits that stay, of a pod of which nothing else is known. */
    public static final PodLimits PRESENT =
            new PodLimits(
                    LimitPolicy.DEFAULT,
                    PodShape.UNKNOWN,
                    LimitRangeRules.NONE,
                    Set.of(),
                    Map.of());

    public PodLimits {
        required = Set.copyOf(required);
        peaks = Map.copyOf(peaks);
    }

    @Override
    public List<ContainerRecommendation> apply(List<ContainerRecommendation> containers) {
        List<ContainerSpec> pod = shape.with(containers).containers();
        boolean follow = policy.follow(pod);
        List<ContainerRecommendation> limited =
                containers.stream()
                        .map(each ->
                                each.advice() instanceof Advice.Resize
                                        ? each.limited(each.limits())
                                        : each)
                        .map(each -> follow ? following(each) : each)
                        .map(each -> follow ? each : ruled(ruled(each, Part.CPU), Part.MEMORY))
                        .toList();
        limited = within(within(limited, Part.CPU), Part.MEMORY);
        return qualified(limited, Qos.of(pod), Qos.of(after(limited)));
    }

    /** Limits that equal the requests, as they do now. */
    private static ContainerRecommendation following(ContainerRecommendation container) {
        Advice.Resize resize = resize(container);
        return resize == null
                ? container
                : container.limited(
                        new Resources(
                                resize.target().cpu() == null
                                        ? container.limits().cpu()
                                        : resize.target().cpu(),
                                resize.target().memory() == null
                                        ? container.limits().memory()
                                        : resize.target().memory()));
    }

    private <Q extends Quantity<Q>> ContainerRecommendation ruled(
            ContainerRecommendation container, Part<Q> part) {
        Advice.Resize resize = resize(container);
        Q target = resize == null ? null : part.of(resize.target());
        if (target == null) {
            return container;
        }
        Q now = set(part.of(container.limits()));
        Q wanted = wanted(container, part, target, now);
        Q raised = wanted != null && wanted.isLessThan(target) ? target : wanted;
        ContainerRecommendation limited = limited(container, part, raised);
        if (policy.rule(part) instanceof LimitRule.Keep) {
            return now == null || now.equals(raised)
                    ? limited
                    : because(
                            limited,
                            Reason.Code.ABOVE_LIMIT,
                            "the %s limit of %s has to rise with the request"
                                    .formatted(part, part.words(now)));
        }
        if (raised == null) {
            return without(limited, part, target, now);
        }
        Q allowed = new Bounds<>(null, limitRanges.mostOfLimit(part, target)).clamp(raised);
        ContainerRecommendation asked =
                raised.equals(now)
                        ? limited
                        : because(
                                limited,
                                Reason.Code.LIMIT,
                                now == null
                                        ? "a %s limit of %s is asked for"
                                                .formatted(part, part.words(raised))
                                        : "the %s limit goes from %s to %s, as is asked for"
                                                .formatted(
                                                        part, part.words(now), part.words(raised)));
        return allowed.equals(raised) ? asked : cut(asked, part, raised, allowed, "a container");
    }

    /** What the rule alone says; null for no limit. */
    private <Q extends Quantity<Q>> @Nullable Q wanted(
            ContainerRecommendation container, Part<Q> part, Q target, @Nullable Q now) {
        return switch (policy.rule(part)) {
            case LimitRule.Keep() -> now;
            case LimitRule.None() -> null;
            case LimitRule.Value(long units) -> target.ofUnits(units);
            case LimitRule.Above(double fraction) -> {
                Q above = target.ofUnits((long) Math.ceil(target.units() * (1 + fraction) - 1e-6));
                Resources peaks = this.peaks.getOrDefault(container.name(), Resources.NONE);
                Q peak = part == Part.MEMORY && fraction > 0 ? part.of(peaks) : null;
                yield peak != null && above.isLessThan(peak) ? peak : above;
            }
            case LimitRule.Ratio() -> {
                Q request = set(part.of(container.requests()));
                yield now == null || request == null
                        ? now
                        : target.ofUnits(
                                (long)
                                        Math.ceil(
                                                (double) now.units()
                                                        / request.units()
                                                        * target.units()));
            }
        };
    }

    /** No limit, unless something in the namespace needs one. */
    private <Q extends Quantity<Q>> ContainerRecommendation without(
            ContainerRecommendation container, Part<Q> part, Q target, @Nullable Q now) {
        Q given = limitRanges.defaultLimit(part);
        if (given != null && given.isLessThan(target)) {
            return because(
                    limited(container, part, target),
                    Reason.Code.LIMIT,
                    ("the %s limit equals the request: without one the namespace's LimitRange gives"
                                    + " %s, which is below it")
                            .formatted(part, part.words(given)));
        }
        if (given == null && required.contains(part.resourceName())) {
            Q kept = now == null || now.isLessThan(target) ? target : now;
            return because(
                    limited(container, part, kept),
                    Reason.Code.LIMIT,
                    ("a %s limit stays: a ResourceQuota of the namespace counts limits.%s and lets"
                                    + " no pod in without one")
                            .formatted(part, part.resourceName()));
        }
        return now == null
                ? container
                : because(
                        container,
                        Reason.Code.LIMIT,
                        "the %s limit of %s goes, as is asked for"
                                .formatted(part, part.words(now)));
    }

    /** Takes from the limits above their requests what a whole pod may not have. */
    private <Q extends Quantity<Q>> List<ContainerRecommendation> within(
            List<ContainerRecommendation> containers, Part<Q> part) {
        List<ContainerSpec> pod = after(containers);
        Q requests = PodShape.effective(pod, part, container -> part.orZero(container.requests()));
        Q limits = PodShape.effective(pod, part, container -> part.orZero(container.limits()));
        Q most = limitRanges.mostOfPodLimits(part, requests);
        if (most == null || !most.isLessThan(limits)) {
            return containers;
        }
        List<Q> above = new ArrayList<>();
        long sum = 0;
        for (ContainerRecommendation container : containers) {
            long surplus = surplus(container, part);
            above.add(part.zero().ofUnits(surplus));
            sum += surplus;
        }
        long left = Math.max(sum - (limits.units() - most.units()), 0);
        List<Q> shares = new ArrayList<>(Shares.inProportion(above, most.ofUnits(left)));
        return containers.stream()
                .map(container -> {
                    Q share = shares.removeFirst();
                    Resources now = container.targetLimits();
                    Q limit = now == null ? null : part.of(now);
                    return limit == null || surplus(container, part) == share.units()
                            ? container
                            : cut(
                                    container,
                                    part,
                                    limit,
                                    limit.ofUnits(
                                            limit.units()
                                                    - surplus(container, part)
                                                    + share.units()),
                                    "all containers of a pod");
                })
                .toList();
    }

    private static <Q extends Quantity<Q>> long surplus(
            ContainerRecommendation container, Part<Q> part) {
        Advice.Resize resize = resize(container);
        Resources limits = container.targetLimits();
        if (resize == null || limits == null) {
            return 0;
        }
        Q target = part.of(resize.target());
        Q limit = part.of(limits);
        return target == null || limit == null ? 0 : Math.max(limit.units() - target.units(), 0);
    }

    private <Q extends Quantity<Q>> ContainerRecommendation cut(
            ContainerRecommendation container, Part<Q> part, Q before, Q after, String of) {
        return because(
                limited(container, part, after),
                Reason.Code.LIMIT,
                "%s limit lowered from %s to %s: %s"
                        .formatted(
                                part,
                                part.words(before),
                                part.words(after),
                                limitRanges.source(of)));
    }

    /** Says what becomes of the quality of service, and keeps it from changing unasked. */
    private List<ContainerRecommendation> qualified(
            List<ContainerRecommendation> containers, Qos now, Qos after) {
        if (now == Qos.GUARANTEED && after == now) {
            return noted(
                    containers,
                    "limits equal the requests, so that the pod stays Guaranteed: qos=any leaves"
                            + " them to the limits' own rules");
        }
        if (now == after) {
            return containers;
        }
        if (now == Qos.BURSTABLE && policy.keepQos()) {
            return apart(containers);
        }
        return noted(
                containers, "the pod is %s now and becomes %s with these".formatted(now, after));
    }

    /** One limit of CPU that differs from its request: then the pod is not Guaranteed. */
    private static List<ContainerRecommendation> apart(List<ContainerRecommendation> containers) {
        List<ContainerRecommendation> all = new ArrayList<>(containers);
        for (int i = 0; i < all.size(); i++) {
            ContainerRecommendation container = all.get(i);
            Resources limits = container.targetLimits();
            if (limits != null && limits.cpu() != null) {
                all.set(
                        i,
                        because(
                                limited(
                                        container,
                                        Part.CPU,
                                        limits.cpu().ofUnits(limits.cpu().units() + 1)),
                                Reason.Code.QOS,
                                "a CPU limit a millicore above the request keeps the pod Burstable:"
                                        + " it would become Guaranteed with this one"));
                return all;
            }
        }
        return all;
    }

    private static List<ContainerRecommendation> noted(
            List<ContainerRecommendation> containers, String sentence) {
        return containers.stream()
                .map(container ->
                        resize(container) == null
                                ? container
                                : because(container, Reason.Code.QOS, sentence))
                .toList();
    }

    /** The pod as it will be. */
    private List<ContainerSpec> after(List<ContainerRecommendation> containers) {
        Map<String, ContainerRecommendation> byName =
                containers.stream()
                        .collect(
                                Collectors.toMap(
                                        ContainerRecommendation::name, Function.identity()));
        return shape.with(containers).containers().stream()
                .map(spec -> {
                    ContainerRecommendation container = byName.get(spec.name());
                    Advice.Resize resize = container == null ? null : resize(container);
                    Resources limits = container == null ? null : container.targetLimits();
                    return resize == null || limits == null
                            ? spec
                            : new ContainerSpec(
                                    spec.name(),
                                    spec.type(),
                                    or(resize.target(), spec.requests()),
                                    limits);
                })
                .toList();
    }

    /** Where there is no target, what is requested stays. */
    private static Resources or(Resources target, Resources requests) {
        return new Resources(
                target.cpu() == null ? requests.cpu() : target.cpu(),
                target.memory() == null ? requests.memory() : target.memory());
    }

    private static Advice.@Nullable Resize resize(ContainerRecommendation container) {
        return container.advice() instanceof Advice.Resize resize ? resize : null;
    }

    /** A limit of zero stands for none. */
    private static <Q extends Quantity<Q>> @Nullable Q set(@Nullable Q amount) {
        return amount == null || amount.units() == 0 ? null : amount;
    }

    private static <Q extends Quantity<Q>> ContainerRecommendation limited(
            ContainerRecommendation container, Part<Q> part, @Nullable Q limit) {
        Resources limits = container.targetLimits();
        Resources others = limits == null ? Resources.NONE : limits;
        return container.limited(limit == null ? part.without(others) : part.with(others, limit));
    }

    private static ContainerRecommendation because(
            ContainerRecommendation container, Reason.Code code, String sentence) {
        Advice.Resize resize = resize(container);
        return resize == null ? container : container.with(resize.because(code, sentence));
    }
}
