package io.headroom.recommender.fit.admission;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/** Sums of amounts by resource name; a resource that is absent counts as nothing. */
final class Amounts {
    private Amounts() {}

    static Map<String, BigDecimal> plus(
            Map<String, BigDecimal> one, Map<String, BigDecimal> other) {
        return merged(one, other, BigDecimal::add);
    }

    static Map<String, BigDecimal> max(Map<String, BigDecimal> one, Map<String, BigDecimal> other) {
        return merged(one, other, BigDecimal::max);
    }

    static BigDecimal of(Map<String, BigDecimal> amounts, String resource) {
        return amounts.getOrDefault(resource, BigDecimal.ZERO);
    }

    /** Whether any of them is more than nothing. */
    static boolean isPositive(Map<String, BigDecimal> amounts, String resource) {
        return of(amounts, resource).signum() > 0;
    }

    private static Map<String, BigDecimal> merged(
            Map<String, BigDecimal> one,
            Map<String, BigDecimal> other,
            BinaryOperator<BigDecimal> merge) {
        Map<String, BigDecimal> merged = new TreeMap<>(one);
        other.forEach((name, amount) -> merged.merge(name, amount, merge));
        return merged;
    }
}
