package io.headroom.recommender.fit.admission;

import io.headroom.model.cluster.LimitRangeState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.recommender.fit.admission.Verdict.Bound;
import io.headroom.recommender.fit.admission.Verdict.Excess;
import io.headroom.recommender.fit.admission.Verdict.Violation;
import io.headroom.recommender.fit.admission.Verdict.Why;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the LimitRanges and ResourceQuotas of a namespace would say of a new claim of a volume: as
 * of a pod, LimitRanges first. A claim gets no defaults, and nothing has to be set on it but its
 * size, without which it is no claim.
 */
public final class ClaimAdmission {
    private static final String TYPE = "PersistentVolumeClaim";
    private static final String STORAGE = "storage";

    private final List<LimitRangeState> limitRanges;
    private final List<QuotaState> quotas;

    /** For the namespace that has these. */
    public ClaimAdmission(Collection<LimitRangeState> limitRanges, Collection<QuotaState> quotas) {
        this.limitRanges = List.copyOf(limitRanges);
        this.quotas = List.copyOf(quotas);
    }

    /** What would be said of a claim. */
    public Verdict judge(VolumeClaimState claim) {
        List<Violation> violations = new ArrayList<>();
        for (LimitRangeState limitRange : limitRanges) {
            for (LimitRangeState.Item item : limitRange.items()) {
                LimitRangeState.Exact exact = item.exact();
                if (item.type().equals(TYPE) && exact != null) {
                    violations.addAll(violations(limitRange.name(), exact, claim.requested()));
                }
            }
        }
        if (!violations.isEmpty()) {
            return new Verdict.OutOfRange(violations);
        }
        Map<String, BigDecimal> charge = ClaimCharge.of(claim);
        List<Excess> excesses =
                quotas.stream()
                        .filter(quota -> ClaimCharge.isInScope(quota, claim))
                        .flatMap(quota -> excess(quota, charge).stream())
                        .toList();
        List<Excess> uncounted =
                excesses.stream().filter(each -> each.why() == Why.NOT_COUNTED).toList();
        return excesses.isEmpty()
                ? new Verdict.Admitted(charge)
                : new Verdict.OverQuota(uncounted.isEmpty() ? excesses : uncounted);
    }

    /** A maximum is one of what is asked for: claims have no limits. */
    private static List<Violation> violations(
            String limitRange, LimitRangeState.Exact exact, @Nullable BigDecimal requested) {
        List<Violation> violations = new ArrayList<>();
        exact.min()
                .forEach((resource, min) -> {
                    BigDecimal amount = resource.equals(STORAGE) ? requested : null;
                    if (amount == null || amount.compareTo(min) < 0) {
                        violations.add(new Violation(limitRange, TYPE, Bound.MIN, resource));
                    }
                });
        exact.max()
                .forEach((resource, max) -> {
                    BigDecimal amount = resource.equals(STORAGE) ? requested : null;
                    if (amount == null || amount.compareTo(max) > 0) {
                        violations.add(new Violation(limitRange, TYPE, Bound.MAX, resource));
                    }
                });
        return violations;
    }

    private static Optional<Excess> excess(QuotaState quota, Map<String, BigDecimal> charge) {
        Map<String, BigDecimal> uncounted = new TreeMap<>();
        Map<String, BigDecimal> missing = new TreeMap<>();
        quota.hard()
                .forEach((line, hard) -> {
                    if (!ClaimCharge.isOfClaims(line)) {
                        return;
                    }
                    BigDecimal used = quota.used().get(line);
                    BigDecimal more = Amounts.of(charge, line);
                    if (used == null) {
                        uncounted.put(line, BigDecimal.ZERO);
                    } else if (more.signum() > 0 && used.add(more).compareTo(hard) > 0) {
                        missing.put(line, used.add(more).subtract(hard));
                    }
                });
        if (!uncounted.isEmpty()) {
            return Optional.of(new Excess(quota.name(), Why.NOT_COUNTED, uncounted));
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(new Excess(quota.name(), Why.EXCEEDED, missing));
    }
}
