package io.headroom.recommender.fit;

import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.fit.Counted.Kind;
import io.headroom.recommender.fit.search.Freed;
import io.headroom.recommender.fit.search.Freed.Bent;
import io.headroom.recommender.fit.search.Freed.Straight;
import io.headroom.recommender.fit.search.Offer;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * What pods are given of one resource, from the most down to the least: all containers by the same
 * part of their way. The need is what all containers of a pod come to, those that only start it
 * included.
 *
 * @param grant with the most
 * @param need what all containers have then
 * @param way how much less they have at the least
 * @param at what each is given when so much is cut of that
 */
record Descent(Kind kind, Grant grant, long need, long way, LongFunction<List<Given>> at) {

    /** Of requests, beside limits that are as low as such requests allow. */
    static Descent ofRequests(Grant grant, Kind kind) {
        List<Amount> amounts = grant.claim().containers().stream().map(kind::of).toList();
        long need = 0;
        long way = 0;
        for (Amount amount : amounts) {
            need += amount.request();
            way += amount.request() - amount.least();
        }
        long of = way;
        LongFunction<List<Given>> at =
                cut ->
                        amounts.stream()
                                .map(amount -> {
                                    long request = part(amount.request(), amount.least(), cut, of);
                                    return new Given(request, amount.leastOfLimit(request));
                                })
                                .toList();
        return new Descent(kind, grant.with(kind, at.apply(0)), need, way, at);
    }

    /** Of limits, from these down to those. */
    static Descent ofLimits(Grant highest, Grant lowest, Kind kind) {
        List<Given> most = highest.given(kind);
        List<Given> least = lowest.given(kind);
        long need = 0;
        long way = 0;
        for (int container = 0; container < most.size(); container++) {
            need += Math.max(most.get(container).limit(), 0);
            way += most.get(container).limit() - least.get(container).limit();
        }
        long of = way;
        return new Descent(kind, highest, need, way, cut -> limits(most, least, cut, of));
    }

    /** The limits, so much of the way from these to those. */
    static List<Given> limits(List<Given> highest, List<Given> lowest, long cut, long of) {
        List<Given> given = new ArrayList<>();
        for (int container = 0; container < highest.size(); container++) {
            Given most = highest.get(container);
            given.add(
                    new Given(
                            most.request(),
                            part(most.limit(), lowest.get(container).limit(), cut, of)));
        }
        return given;
    }

    /** The least. */
    Grant lowest() {
        return at(way);
    }

    /**
     * What is left after so many steps.
     *
     * @param pods how many there are
     */
    Grant after(int steps, int stepsPerNeed, int pods) {
        return at(cut(steps, stepsPerNeed, pods));
    }

    /** Of one pod: where there are fewer than are wanted, each is a larger part of the need. */
    private long cut(int steps, int stepsPerNeed, int pods) {
        return Math.min(
                Math.ceilDiv(
                        Math.multiplyExact(steps, Math.multiplyExact(need, grant.pods())),
                        Math.multiplyExact((long) stepsPerNeed, pods)),
                way);
    }

    private Grant at(long cut) {
        return grant.with(kind, at.apply(cut));
    }

    /**
     * What so many pods can give up.
     *
     * @param lines those that count it, by what they count
     * @return of which amounts are multiplied by the number of steps
     */
    Offer.Part part(Map<Counted, BitSet> lines, int stepsPerNeed, int pods) {
        if (way == 0 || pods == 0 || lines.isEmpty()) {
            return Offer.Part.NONE;
        }
        long step = Math.multiplyExact(need, grant.pods());
        long all = Math.multiplyExact(way, Math.multiplyExact((long) pods, stepsPerNeed));
        int whole = (int) (all / step);
        long last = all - whole * step;
        int steps = whole + Long.signum(last);
        BitSet alike = new BitSet();
        List<Freed> freed = new ArrayList<>();
        for (var each : lines.entrySet()) {
            Counted counted = each.getKey();
            long most = grant.perPod(counted);
            long between = most - lowest().perPod(counted);
            if (between == way) {
                // what counts is the largest of sums, and so convex: straight all the way
                alike.or(each.getValue());
            } else if (between > 0) {
                freed.add(
                        new Freed(
                                each.getValue(),
                                Bent.of(
                                        steps,
                                        taken ->
                                                Math.multiplyExact(
                                                        most
                                                                - after(taken, stepsPerNeed, pods)
                                                                        .perPod(counted),
                                                        (long) pods * stepsPerNeed))));
            }
        }
        if (!alike.isEmpty()) {
            freed.add(new Freed(alike, new Straight(step, whole, last)));
        }
        return freed.isEmpty() ? Offer.Part.NONE : new Offer.Part(steps, freed);
    }

    /** {@code from}, so much of the way to {@code to}, rounded towards that. */
    private static long part(long from, long to, long cut, long of) {
        if (cut <= 0 || from == to) {
            return from;
        }
        if (cut >= of) {
            return to;
        }
        long way = from - to;
        long high = Math.multiplyHigh(way, cut);
        long product = way * cut;
        long share =
                high == 0 && product >= 0 ? Math.ceilDiv(product, of) : Exact.ceilDiv(way, cut, of);
        return Math.max(from - share, to);
    }

    /** Products that do not fit into a long. */
    private static final class Exact {
        private Exact() {}

        static long ceilDiv(long one, long other, long by) {
            var divided =
                    BigInteger.valueOf(one)
                            .multiply(BigInteger.valueOf(other))
                            .divideAndRemainder(BigInteger.valueOf(by));
            return divided[0].longValueExact() + divided[1].signum();
        }
    }
}
