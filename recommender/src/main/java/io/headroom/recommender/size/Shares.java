package io.headroom.recommender.size;

import io.headroom.model.quantity.Quantity;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Amounts that together must come to a total. */
final class Shares {
    private Shares() {}

    /**
     * The amounts in the same proportions, with {@code total} as their sum: rounded up where they
     * grow and down where they shrink, so that the total is kept to whatever side it bounds.
     */
    static <Q extends Quantity<Q>> List<Q> inProportion(List<Q> amounts, Q total) {
        BigInteger sum =
                amounts.stream()
                        .map(amount -> BigInteger.valueOf(amount.units()))
                        .reduce(BigInteger.ZERO, BigInteger::add);
        if (sum.signum() == 0) {
            return amounts;
        }
        BigInteger whole = BigInteger.valueOf(total.units());
        boolean grow = whole.compareTo(sum) > 0;
        return amounts.stream()
                .map(amount -> {
                    BigInteger[] share =
                            BigInteger.valueOf(amount.units())
                                    .multiply(whole)
                                    .divideAndRemainder(sum);
                    boolean up = grow && share[1].signum() != 0;
                    return amount.ofUnits(share[0].longValueExact() + (up ? 1 : 0));
                })
                .toList();
    }

    /**
     * The same, but none of them leaves its own bounds: what one cannot take or give, the others
     * do. When all are at their bounds the total is missed.
     */
    static <Q extends Quantity<Q>> List<Q> inProportion(
            List<Q> amounts, List<Bounds<Q>> bounds, Q total) {
        Map<Integer, Q> pinned = new HashMap<>();
        while (pinned.size() < amounts.size()) {
            List<Integer> free = new ArrayList<>();
            List<Q> rest = new ArrayList<>();
            long left = total.units();
            for (int i = 0; i < amounts.size(); i++) {
                Q held = pinned.get(i);
                if (held == null) {
                    free.add(i);
                    rest.add(amounts.get(i));
                } else {
                    left -= held.units();
                }
            }
            List<Q> shares = inProportion(rest, total.ofUnits(Math.max(left, 0)));
            boolean fits = true;
            for (int i = 0; i < free.size(); i++) {
                Q allowed = bounds.get(free.get(i)).clamp(shares.get(i));
                if (!allowed.equals(shares.get(i))) {
                    pinned.put(free.get(i), allowed);
                    fits = false;
                }
            }
            if (fits) {
                for (int i = 0; i < free.size(); i++) {
                    pinned.put(free.get(i), shares.get(i));
                }
            }
        }
        List<Q> result = new ArrayList<>();
        for (int i = 0; i < amounts.size(); i++) {
            result.add(pinned.getOrDefault(i, amounts.get(i)));
        }
        return result;
    }
}
