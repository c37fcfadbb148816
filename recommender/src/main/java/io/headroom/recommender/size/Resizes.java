package io.headroom.recommender.size;

import io.headroom.model.Resources;
import io.headroom.model.quantity.Quantity;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Changing the numbers of an {@link Advice.Resize}; other advice passes unchanged. */
final class Resizes {
    private Resizes() {}

    /** What a clamp did to a number, as the reason says it. */
    record Cause(Reason.Code min, Reason.Code max, String source) {}

    /** Puts target and bounds alike into {@code bounds}. */
    static <Q extends Quantity<Q>> ContainerRecommendation within(
            ContainerRecommendation container, Part<Q> part, Bounds<Q> bounds, Cause cause) {
        if (!(container.advice() instanceof Advice.Resize resize)
                || (bounds.min() == null && bounds.max() == null)) {
            return container;
        }
        List<Reason> reasons = new ArrayList<>(resize.reasons());
        Q target = part.of(resize.target());
        if (target != null) {
            explain(part, target, bounds.clamp(target), cause, reasons);
        }
        return container.with(
                new Advice.Resize(
                        clamped(resize.target(), part, bounds),
                        clamped(resize.lowerBound(), part, bounds),
                        clamped(resize.upperBound(), part, bounds),
                        resize.uncappedTarget(),
                        resize.confidence(),
                        resize.samples(),
                        reasons));
    }

    /**
     * Replaces the target alone. The bounds give way where they would not hold it, and the upper
     * one where it is beyond {@code ceiling}.
     */
    static <Q extends Quantity<Q>> ContainerRecommendation retarget(
            ContainerRecommendation container,
            Part<Q> part,
            Q target,
            @Nullable Q ceiling,
            Cause cause) {
        if (!(container.advice() instanceof Advice.Resize resize)) {
            return container;
        }
        Q before = part.of(resize.target());
        Q lower = part.of(resize.lowerBound());
        Q upper = part.of(resize.upperBound());
        if (before == null || lower == null || upper == null) {
            return container;
        }
        List<Reason> reasons = new ArrayList<>(resize.reasons());
        explain(part, before, target, cause, reasons);
        Q capped = new Bounds<Q>(null, ceiling).clamp(upper);
        return container.with(
                new Advice.Resize(
                        part.with(resize.target(), target),
                        part.with(resize.lowerBound(), new Bounds<Q>(null, target).clamp(lower)),
                        part.with(resize.upperBound(), new Bounds<Q>(target, null).clamp(capped)),
                        resize.uncappedTarget(),
                        resize.confidence(),
                        resize.samples(),
                        reasons));
    }

    private static <Q extends Quantity<Q>> Resources clamped(
            Resources resources, Part<Q> part, Bounds<Q> bounds) {
        Q amount = part.of(resources);
        return amount == null ? resources : part.with(resources, bounds.clamp(amount));
    }

    private static <Q extends Quantity<Q>> void explain(
            Part<Q> part, Q before, Q after, Cause cause, List<Reason> reasons) {
        int change = after.compareTo(before);
        if (change != 0) {
            reasons.add(
                    new Reason(
                            change > 0 ? cause.min() : cause.max(),
                            String.format(
                                    Locale.ROOT,
                                    "%s %s from %s to %s: %s",
                                    part,
                                    change > 0 ? "raised" : "lowered",
                                    part.words(before),
                                    part.words(after),
                                    cause.source())));
        }
    }
}
