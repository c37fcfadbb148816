package io.headroom.recommender.fit.admission;

import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.VolumeClaimState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a quota ought to count, summed over the pods and claims that are known. It is what the quota
 * controller writes into the quota's status when it has caught up.
 */
public final class QuotaSum {
    private QuotaSum() {}

    /**
     * The sum of each line that counts pods or claims, by its name. Lines of other objects are left
     * out, of which nothing is known; and those of pods where one comes from an older collector,
     * which did not say what quotas look at.
     *
     * @param pods all of the quota's namespace
     * @param claims likewise
     * @param now decides which deleted pods are past their grace
     */
    public static Map<String, BigDecimal> of(
            QuotaState quota,
            Collection<PodState> pods,
            Collection<VolumeClaimState> claims,
            Instant now) {
        boolean podsKnown = pods.stream().allMatch(pod -> pod.terms() != null);
        Map<String, BigDecimal> sum = new TreeMap<>();
        for (String line : quota.hard().keySet()) {
            if (ClaimCharge.isOfClaims(line) || (podsKnown && Admission.isOfPods(line))) {
                sum.put(line, BigDecimal.ZERO);
            }
        }
        for (PodState pod : pods) {
            PodTerms terms = pod.terms();
            if (terms != null && Scope.all(quota, terms)) {
                add(sum, PodCharge.of(terms, pod.phase(), now));
            }
        }
        for (VolumeClaimState claim : claims) {
            if (ClaimCharge.isInScope(quota, claim)) {
                add(sum, ClaimCharge.of(claim));
            }
        }
        return sum;
    }

    private static void add(Map<String, BigDecimal> sum, Map<String, BigDecimal> charge) {
        charge.forEach(
                (line, amount) -> sum.computeIfPresent(line, (_, before) -> before.add(amount)));
    }
}
