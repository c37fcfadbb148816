package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import java.math.BigDecimal;
import java.util.Set;

/**
 * One line of a quota.
 *
 * @param quota the object's name
 * @param resource the quota's name for what it counts
 * @param hard the most that it lets in: millicores, bytes or objects
 * @param others what it counts beside the workloads that are planned
 * @param counted those of them whose pods are in its scope
 */
public record QuotaLine(
        String quota, String resource, long hard, long others, Set<WorkloadRef> counted) {

    public QuotaLine {
        counted = Set.copyOf(counted);
    }

    /** An amount of it in base units (cores, bytes, objects), as quotas write them. */
    public BigDecimal inBaseUnits(long amount) {
        return resource.endsWith("cpu") ? Cores.of(amount) : BigDecimal.valueOf(amount);
    }

    /** Likewise of one that is not whole. */
    double inBaseUnits(double amount) {
        return resource.endsWith("cpu") ? amount / 1_000 : amount;
    }
}
