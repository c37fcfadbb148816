package io.headroom.model.recommendation;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import org.jspecify.annotations.Nullable;

/**
 * The advice for the containers of one name, beside what they ask for now.
 *
 * @param firstRequests what they asked for when they were first given numbers; null as long as they
 *     still do
 * @param injected true where the workload's own template does not have the container, as with one
 *     that an admission webhook adds; else null
 * @param evidence what the advice would have come to over the past; null where none was replayed
 * @param standing what the strategy goes on from; null where it remembers nothing
 * @param targetLimits what the limits should be beside the targets, a part that is not set for no
 *     limit; null where there are no targets, and in records of older recommenders: limits stay
 *     there, and rise where the target passes them
 * @param needs what else was found of what the containers need; null where nothing was
 */
public record ContainerRecommendation(
        String name,
        ContainerType type,
        Resources requests,
        Resources limits,
        Advice advice,
        @Nullable Resources firstRequests,
        @Nullable Boolean injected,
        @Nullable Evidence evidence,
        @Nullable Standing standing,
        @Nullable Resources targetLimits,
        @Nullable Needs needs) {

    /** A container of the workload's template whose requests are what they always were. */
    public ContainerRecommendation(
            String name, ContainerType type, Resources requests, Resources limits, Advice advice) {
        this(name, type, requests, limits, advice, null, null, null, null, null, null);
    }

    /** Other advice for the same containers. */
    public ContainerRecommendation with(Advice other) {
        return new ContainerRecommendation(
                name,
                type,
                requests,
                limits,
                other,
                firstRequests,
                injected,
                evidence,
                standing,
                targetLimits,
                needs);
    }

    /** The same for containers that first asked for something else; null for what they ask now. */
    public ContainerRecommendation since(@Nullable Resources first) {
        return new ContainerRecommendation(
                name,
                type,
                requests,
                limits,
                advice,
                first,
                injected,
                evidence,
                standing,
                targetLimits,
                needs);
    }

    /** The same for containers that the workload's own template does not have. */
    public ContainerRecommendation outsideTheTemplate() {
        return new ContainerRecommendation(
                name,
                type,
                requests,
                limits,
                advice,
                firstRequests,
                true,
                evidence,
                standing,
                targetLimits,
                needs);
    }

    /** The same with what the advice would have come to so far. */
    public ContainerRecommendation shownBy(@Nullable Evidence found) {
        return new ContainerRecommendation(
                name,
                type,
                requests,
                limits,
                advice,
                firstRequests,
                injected,
                found,
                standing,
                targetLimits,
                needs);
    }

    /** The same with what the strategy goes on from. */
    public ContainerRecommendation standing(@Nullable Standing now) {
        return new ContainerRecommendation(
                name,
                type,
                requests,
                limits,
                advice,
                firstRequests,
                injected,
                evidence,
                now,
                targetLimits,
                needs);
    }

    /** The same with what the limits should be. */
    public ContainerRecommendation limited(Resources wanted) {
        return new ContainerRecommendation(
                name,
                type,
                requests,
                limits,
                advice,
                firstRequests,
                injected,
                evidence,
                standing,
                wanted,
                needs);
    }

    /** What else was found; all of it absent where nothing was. */
    public Needs found() {
        return needs == null ? Needs.NONE : needs;
    }

    /** The same with what else was found; null for nothing. */
    public ContainerRecommendation needing(@Nullable Needs what) {
        return new ContainerRecommendation(
                name,
                type,
                requests,
                limits,
                advice,
                firstRequests,
                injected,
                evidence,
                standing,
                targetLimits,
                what == null || what.equals(Needs.NONE) ? null : what);
    }
}
