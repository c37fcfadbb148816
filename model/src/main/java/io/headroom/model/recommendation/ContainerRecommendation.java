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
 * @param leak null where memory does not leak, as far as can be told
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
        @Nullable Needs needs,
        @Nullable Leak leak) {

    /** A container of the workload's template whose requests are what they always were. */
    public ContainerRecommendation(
            String name, ContainerType type, Resources requests, Resources limits, Advice advice) {
        this(name, type, requests, limits, advice, null, null, null, null, null, null, null);
    }

    /** Other advice for the same containers. */
    public ContainerRecommendation with(Advice other) {
        return with(other, firstRequests, injected, evidence, standing, leak);
    }

    /** The same for containers that first asked for something else; null for what they ask now. */
    public ContainerRecommendation since(@Nullable Resources first) {
        return with(advice, first, injected, evidence, standing, leak);
    }

    /** The same for containers that the workload's own template does not have. */
    public ContainerRecommendation outsideTheTemplate() {
        return with(advice, firstRequests, true, evidence, standing, leak);
    }

    /** The same with what the advice would have come to so far. */
    public ContainerRecommendation shownBy(@Nullable Evidence found) {
        return with(advice, firstRequests, injected, found, standing, leak);
    }

    /** The same with what the strategy goes on from. */
    public ContainerRecommendation standing(@Nullable Standing now) {
        return with(advice, firstRequests, injected, evidence, now, leak);
    }

    /** The same for containers whose memory leaks. */
    public ContainerRecommendation leaking(Leak found) {
        return with(advice, firstRequests, injected, evidence, standing, found);
    }

    private ContainerRecommendation with(
            Advice other,
            @Nullable Resources first,
            @Nullable Boolean outside,
            @Nullable Evidence found,
            @Nullable Standing now,
            @Nullable Leak leaks) {
        return new ContainerRecommendation(
                name,
                type,
                requests,
                limits,
                other,
                first,
                outside,
                found,
                now,
                targetLimits,
                needs,
                leaks);
    }

    /** The same with what the limits should be. */
    public ContainerRecommendation limited(Resources wanted) {
        return with(wanted, needs);
    }

    /** What else was found; all of it absent where nothing was. */
    public Needs found() {
        return needs == null ? Needs.NONE : needs;
    }

    /** The same with what else was found; null for nothing. */
    public ContainerRecommendation needing(@Nullable Needs what) {
        return with(targetLimits, what == null || what.equals(Needs.NONE) ? null : what);
    }

    private ContainerRecommendation with(@Nullable Resources wanted, @Nullable Needs what) {
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
                what,
                leak);
    }
}
