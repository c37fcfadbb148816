package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One line of a quota.
 *
 * @param quota the object's name
 * @param resource the quota's name for what it counts
 * @param hard the most that it lets in: millicores, bytes or objects, or so many of them at once
 * @param others what it counts beside the workloads that are planned; of claims of volumes all that
 *     are there, as no plan takes one away
 * @param now what it counts now, all pods as they are
 * @param counted those of them that it counts: whose pods, or whose claims of volumes, are in its
 *     scope
 * @param volumes by workload what it counts of the claims of volumes that are yet to be made: of
 *     the first pod's, of the first two pods', and so on; absent where that is nothing
 * @param unit how many bytes or objects are counted as one
 * @param said the most that it lets in as the quota says it, in base units: of hard there may be
 *     more than can be counted
 */
public record QuotaLine(
        String quota,
        String resource,
        long hard,
        long others,
        long now,
        Set<WorkloadRef> counted,
        Map<WorkloadRef, List<Long>> volumes,
        long unit,
        BigDecimal said) {

    public QuotaLine {
        counted = Set.copyOf(counted);
        volumes = Map.copyOf(volumes);
    }

    /** One that counts one by one. */
    public QuotaLine(
            String quota,
            String resource,
            long hard,
            long others,
            long now,
            Set<WorkloadRef> counted,
            Map<WorkloadRef, List<Long>> volumes) {
        this(
                quota,
                resource,
                hard,
                others,
                now,
                counted,
                volumes,
                1,
                Counted.isCpu(resource) ? Cores.of(hard) : BigDecimal.valueOf(hard));
    }

    /** One that counts no claims of volumes, and no pod of what is planned yet. */
    public QuotaLine(
            String quota, String resource, long hard, long others, Set<WorkloadRef> counted) {
        this(quota, resource, hard, others, others, counted, Map.of());
    }

    /**
     * What it counts of all pods that are granted, of what it takes to make them, and of the claims
     * of volumes that are made for them; where it counts the workload at all.
     */
    long charge(Grant grant) {
        return Math.addExact(grant.charge(resource), ofVolumes(grant));
    }

    /**
     * The most that it counts of pods at any time of a rollout, whatever an autoscaler makes of
     * their number meanwhile: old ones as long as none has gone, and beside them new ones up to the
     * most there may be and the surge; or before it another one for one that goes.
     *
     * @param then the most that stay, without the surge
     */
    long onTheWay(Standing now, Grant then, int surge) {
        long next = then.perPod(resource);
        long after = Math.addExact(charge(then), surge * next);
        if (Rollout.isCountedBy(this)) {
            return after;
        }
        Sizes old = now.sizes(this);
        boolean changes = now.changesTo(then);
        long meanwhile =
                switch (now.renewal()) {
                    // its template may have changed, or may any time: old ones are beside new ones
                    case ROLLOUT -> old.whileRollingOut(next, then.pods(), surge);
                    case NEXT_RUN_BESIDE -> changes ? Math.addExact(old.sum(), charge(then)) : 0;
                    case ON_DELETE, NEXT_RUN, HELD, NONE ->
                            changes ? old.whileRollingOut(next, then.pods(), surge) : 0;
                    case RECREATE -> 0;
                };
        long before = Math.addExact(old.sum(), now.replacement(old, resource));
        return Math.max(Math.max(before, after), meanwhile);
    }

    /** The same beside so much more. */
    QuotaLine beside(long more) {
        return new QuotaLine(
                quota,
                resource,
                hard,
                Math.addExact(others, more),
                now,
                counted,
                volumes,
                unit,
                said);
    }

    /** What it counts of the claims of volumes that are made for these pods. */
    long ofVolumes(Grant grant) {
        List<Long> sums = volumes.getOrDefault(grant.claim().workload(), List.of());
        int pods = Math.min(grant.pods(), sums.size());
        return pods == 0 ? 0 : sums.get(pods - 1);
    }

    /** An amount of it in base units (cores, bytes, objects), as quotas write them. */
    public BigDecimal inBaseUnits(long amount) {
        return Counted.isCpu(resource)
                ? Cores.of(amount)
                : BigDecimal.valueOf(amount).multiply(BigDecimal.valueOf(unit));
    }

    /** What of it can be given back, in base units: so much of hard, and what goes beyond it. */
    BigDecimal givenBack(long amount) {
        return amount == 0 ? BigDecimal.ZERO : said.subtract(inBaseUnits(hard - amount));
    }

    /** As it counts an amount in base units. */
    long units(BigDecimal amount, RoundingMode rounding) {
        return QuotaLines.units(resource, amount, unit, rounding);
    }

    /** Likewise of one that is not whole. */
    double inBaseUnits(double amount) {
        return Counted.isCpu(resource) ? amount / 1_000 : amount * unit;
    }
}
