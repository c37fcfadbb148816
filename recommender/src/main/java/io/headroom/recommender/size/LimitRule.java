package io.headroom.recommender.size;

import io.headroom.model.quantity.Quantity;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What becomes of a limit when its request changes. No limit is ever below its request. */
public sealed interface LimitRule {
    /** What {@code headroom} stands for, as a fraction of the request. */
    double HEADROOM = 0.25;

    /** It stays as it is, and rises with the request where that passes it. */
    record Keep() implements LimitRule {}

    /** There is none. */
    record None() implements LimitRule {}

    /** It stays the same multiple of the request. */
    record Ratio() implements LimitRule {}

    /**
     * The request and a part of it on top; of memory at least the most that was ever seen in use.
     *
     * @param fraction of the request; 0 for a limit that equals it
     */
    record Above(double fraction) implements LimitRule {}

    /**
     * A fixed amount.
     *
     * @param units in the resource's own unit, millicores or bytes
     */
    record Value(long units) implements LimitRule {}

    /**
     * Reads a rule.
     *
     * @param quantity reads an amount
     * @throws IllegalArgumentException when it is none
     */
    static LimitRule parse(String text, Function<String, ? extends Quantity<?>> quantity) {
        return switch (text) {
            case "keep" -> new Keep();
            case "none" -> new None();
            case "ratio" -> new Ratio();
            case "equal" -> new Above(0);
            case "headroom" -> new Above(HEADROOM);
            default -> text.endsWith("%") ? above(text) : value(text, quantity);
        };
    }

    private static LimitRule above(String text) {
        try {
            double percent = Double.parseDouble(text.substring(0, text.length() - 1));
            if (percent >= 0 && percent <= 1_000) {
                return new Above(percent / 100);
            }
        } catch (NumberFormatException e) {
            throw wrong(e);
        }
        throw wrong(null);
    }

    private static LimitRule value(String text, Function<String, ? extends Quantity<?>> quantity) {
        long units;
        try {
            units = quantity.apply(text).units();
        } catch (IllegalArgumentException e) {
            throw wrong(e);
        }
        if (units <= 0) {
            throw wrong(null);
        }
        return new Value(units);
    }

    private static IllegalArgumentException wrong(@Nullable Exception e) {
        return new IllegalArgumentException(
                "must be keep, none, equal, ratio, headroom, a percentage above the request such as"
                        + " 30%, or an amount",
                e);
    }
}
