package io.headroom.recommender.fit;

import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.recommender.fit.admission.PodCharge;
import io.headroom.recommender.fit.admission.Scope;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Namespaces as the quotas they share will count them: their status does not count yet what has
 * just come to share them. What no pod is charged for is not known of such a namespace.
 */
final class CaughtUp {
    private CaughtUp() {}

    /** The same namespaces, each with all that the pods of the others count for. */
    static List<NamespaceFacts> of(List<NamespaceFacts> namespaces) {
        Map<String, Map<String, BigDecimal>> missing = new HashMap<>();
        for (NamespaceFacts facts : namespaces) {
            for (QuotaState quota : facts.quotas()) {
                if (!facts.isCountedBy(quota)) {
                    addTo(
                            missing.computeIfAbsent(quota.name(), _ -> new HashMap<>()),
                            quota,
                            facts);
                }
            }
        }
        return missing.isEmpty()
                ? namespaces
                : namespaces.stream().map(facts -> with(facts, missing)).toList();
    }

    private static void addTo(
            Map<String, BigDecimal> missing, QuotaState quota, NamespaceFacts facts) {
        List<Scope> scopes = Scope.of(quota);
        for (Member member : facts.members()) {
            for (PodState pod : member.pods()) {
                PodTerms terms = Terms.of(pod);
                if (scopes.stream().allMatch(scope -> scope.holds(terms))) {
                    PodCharge.of(terms, pod.phase(), facts.asOf())
                            .forEach((resource, amount) -> {
                                if (quota.hard().containsKey(resource)) {
                                    missing.merge(resource, amount, BigDecimal::add);
                                }
                            });
                }
            }
        }
    }

    private static NamespaceFacts with(
            NamespaceFacts facts, Map<String, Map<String, BigDecimal>> missing) {
        return facts.with(
                facts.quotas().stream()
                        .map(quota ->
                                ClusterQuotaState.isShared(quota.name())
                                        ? with(quota, missing.getOrDefault(quota.name(), Map.of()))
                                        : quota)
                        .toList());
    }

    private static QuotaState with(QuotaState quota, Map<String, BigDecimal> more) {
        Map<String, BigDecimal> used = new HashMap<>(quota.used());
        more.forEach((resource, amount) -> used.merge(resource, amount, BigDecimal::add));
        return new QuotaState(
                quota.namespace(),
                quota.name(),
                quota.hard(),
                used,
                quota.scopes(),
                quota.observedAt(),
                quota.specHard());
    }
}
