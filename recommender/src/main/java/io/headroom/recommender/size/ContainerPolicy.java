package io.headroom.recommender.size;

import io.headroom.model.Resources;
import io.headroom.model.quantity.Quantity;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a container allows, in the words of the Vertical Pod Autoscaler's {@code
 * containerPolicies}.
 *
 * @param mode whether the container is sized at all
 * @param minAllowed no number is below it
 * @param maxAllowed no number is above it
 * @param controlledResources those that get numbers
 * @param controlledValues whether a limit moves with its request, or bounds it
 */
public record ContainerPolicy(
        Mode mode,
        Resources minAllowed,
        Resources maxAllowed,
        Set<ControlledResource> controlledResources,
        ControlledValues controlledValues) {

    /** Sized within no bounds. */
    public static final ContainerPolicy DEFAULT =
            new ContainerPolicy(
                    Mode.AUTO,
                    Resources.NONE,
                    Resources.NONE,
                    Set.of(ControlledResource.values()),
                    ControlledValues.REQUESTS_AND_LIMITS);

    public ContainerPolicy {
        controlledResources = Set.copyOf(controlledResources);
    }

    /** Whether the container is sized at all. */
    public enum Mode {
        AUTO,
        OFF
    }

    /** A resource that may be sized. */
    public enum ControlledResource {
        CPU,
        MEMORY
    }

    /** What a new request does to the limit. */
    public enum ControlledValues {
        /** The limit moves with its request. */
        REQUESTS_AND_LIMITS,
        /** The limit stays, so no request passes it. */
        REQUESTS_ONLY
    }

    /**
     * Sized within these bounds, and nothing else.
     *
     * @param minAllowed a part that is null bounds nothing
     * @param maxAllowed likewise
     */
    public static ContainerPolicy within(Resources minAllowed, Resources maxAllowed) {
        return new ContainerPolicy(
                Mode.AUTO,
                minAllowed,
                maxAllowed,
                DEFAULT.controlledResources,
                DEFAULT.controlledValues);
    }

    /**
     * The same with a maximum for the resources that have none of their own.
     *
     * @param fallback the installation's maximum for any container
     */
    public ContainerPolicy withMaxAllowedFallback(Resources fallback) {
        return new ContainerPolicy(
                mode,
                minAllowed,
                new Resources(
                        maxAllowed.cpu() == null ? fallback.cpu() : maxAllowed.cpu(),
                        maxAllowed.memory() == null ? fallback.memory() : maxAllowed.memory()),
                controlledResources,
                controlledValues);
    }

    /** The advice within this policy; nothing for a container that it leaves out. */
    public List<ContainerRecommendation> apply(ContainerRecommendation container) {
        return mode == Mode.OFF
                ? List.of()
                : List.of(fit(fit(controlled(container), Part.CPU), Part.MEMORY));
    }

    private <Q extends Quantity<Q>> ContainerRecommendation fit(
            ContainerRecommendation container, Part<Q> part) {
        ContainerRecommendation allowed =
                Resizes.within(
                        container,
                        part,
                        new Bounds<>(set(part.of(minAllowed)), set(part.of(maxAllowed))),
                        new Resizes.Cause(
                                Reason.Code.POLICY_MIN,
                                Reason.Code.POLICY_MAX,
                                "the container's policy bounds it"));
        if (controlledValues == ControlledValues.REQUESTS_AND_LIMITS) {
            return allowed;
        }
        return Resizes.within(
                allowed,
                part,
                new Bounds<>(null, set(part.of(container.limits()))),
                new Resizes.Cause(
                        Reason.Code.CONTAINER_LIMIT,
                        Reason.Code.CONTAINER_LIMIT,
                        "the container's limit stays as it is"));
    }

    /** A bound of zero stands for none. */
    private static <Q extends Quantity<Q>> @Nullable Q set(@Nullable Q bound) {
        return bound == null || bound.units() == 0 ? null : bound;
    }

    private ContainerRecommendation controlled(ContainerRecommendation container) {
        return container.advice() instanceof Advice.Resize resize
                ? container.with(
                        new Advice.Resize(
                                controlled(resize.target()),
                                controlled(resize.lowerBound()),
                                controlled(resize.upperBound()),
                                controlled(resize.uncappedTarget()),
                                resize.confidence(),
                                resize.samples(),
                                resize.reasons()))
                : container;
    }

    private Resources controlled(Resources resources) {
        return new Resources(
                controlledResources.contains(ControlledResource.CPU) ? resources.cpu() : null,
                controlledResources.contains(ControlledResource.MEMORY)
                        ? resources.memory()
                        : null);
    }
}
