package io.headroom.recommender.fit.admission;

import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.VolumeClaimState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The line of a quota that the pods of a workload would fill first.
 *
 * @param pods how many of them it lets in
 */
public record Scarcest(String line, int pods) {
    /** More than any cluster holds. */
    private static final int MOST_PODS = 1_000_000;

    /**
     * Of pods that take the place of those that are there. Beside these, the quota counts what its
     * status says: that of one which trails behind them counts nothing else.
     *
     * @param pod what each of them is
     * @param now those that are there and not over
     * @param volumes by pod, in their order, the claims of volumes that are yet to be made for it
     * @return empty where the quota counts nothing of such pods
     */
    public static Optional<Scarcest> of(
            QuotaState quota,
            PodTerms pod,
            Collection<PodTerms> now,
            List<List<VolumeClaimState>> volumes) {
        Optional<Scarcest> byPods = ofPods(quota, pod, now);
        Optional<Scarcest> byVolumes = ofVolumes(quota, volumes);
        return byPods.isPresent()
                        && (byVolumes.isEmpty() || byPods.get().pods() <= byVolumes.get().pods())
                ? byPods
                : byVolumes;
    }

    private static Optional<Scarcest> ofPods(
            QuotaState quota, PodTerms pod, Collection<PodTerms> now) {
        if (!Scope.all(quota, pod)) {
            return Optional.empty();
        }
        Map<String, BigDecimal> each = PodCharge.of(pod);
        List<Map<String, BigDecimal>> own =
                now.stream().filter(of -> Scope.all(quota, of)).map(PodCharge::of).toList();
        Scarcest scarcest = null;
        for (Map.Entry<String, BigDecimal> line : new TreeMap<>(quota.hard()).entrySet()) {
            String name = line.getKey();
            if (Amounts.isPositive(each, name)) {
                BigDecimal others =
                        own.stream()
                                .map(charge -> Amounts.of(charge, name))
                                .reduce(Amounts.of(quota.used(), name), BigDecimal::subtract)
                                .max(BigDecimal.ZERO);
                int pods =
                        line.getValue()
                                .subtract(others)
                                .max(BigDecimal.ZERO)
                                .divide(Amounts.of(each, name), 0, RoundingMode.FLOOR)
                                .min(BigDecimal.valueOf(MOST_PODS))
                                .intValueExact();
                if (scarcest == null || pods < scarcest.pods()) {
                    scarcest = new Scarcest(name, pods);
                }
            }
        }
        return Optional.ofNullable(scarcest);
    }

    /** A claim that is there is used already; the others are made pod by pod. */
    private static Optional<Scarcest> ofVolumes(
            QuotaState quota, List<List<VolumeClaimState>> volumes) {
        Map<String, BigDecimal> used = new TreeMap<>(quota.used());
        for (int pods = 0; pods < volumes.size(); pods++) {
            for (VolumeClaimState claim : volumes.get(pods)) {
                if (ClaimCharge.isInScope(quota, claim)) {
                    ClaimCharge.of(claim)
                            .forEach((line, amount) -> used.merge(line, amount, BigDecimal::add));
                    for (Map.Entry<String, BigDecimal> line :
                            new TreeMap<>(quota.hard()).entrySet()) {
                        if (ClaimCharge.isOfClaims(line.getKey())
                                && Amounts.isPositive(ClaimCharge.of(claim), line.getKey())
                                && Amounts.of(used, line.getKey()).compareTo(line.getValue()) > 0) {
                            return Optional.of(new Scarcest(line.getKey(), pods));
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }
}
