package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.recommender.fit.admission.PodCharge;
import io.headroom.recommender.fit.admission.Scope;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The lines of a namespace's quotas, and which of its workloads each counts. */
final class QuotaLines {
    private final NamespaceFacts facts;
    private final List<Charged> pods = new ArrayList<>();

    private QuotaLines(NamespaceFacts facts) {
        this.facts = facts;
        for (Member member : facts.members()) {
            for (PodState pod : member.pods()) {
                PodTerms terms = Terms.of(pod);
                pods.add(new Charged(terms, PodCharge.of(terms, pod.phase(), facts.asOf())));
            }
        }
    }

    private record Charged(PodTerms terms, Map<String, BigDecimal> charge) {}

    /**
     * One line for each resource of each quota, by name.
     *
     * @param wanted what each member is to have: by that its pods are in a quota's scope or not
     */
    static List<QuotaLine> of(NamespaceFacts facts, List<Grant> wanted) {
        return facts.quotas().isEmpty() ? List.of() : new QuotaLines(facts).lines(wanted);
    }

    private List<QuotaLine> lines(List<Grant> wanted) {
        Map<WorkloadRef, PodTerms> terms = new HashMap<>();
        Map<WorkloadRef, Grant> grants = new HashMap<>();
        wanted.forEach(grant -> grants.put(grant.claim().workload(), grant));
        for (Member member : facts.members()) {
            Grant grant = grants.get(member.workload());
            terms.put(
                    member.workload(),
                    grant == null ? member.terms() : Terms.of(grant, member.terms()));
        }
        List<QuotaLine> lines = new ArrayList<>();
        for (QuotaState quota : facts.quotas()) {
            List<Scope> scopes = Scope.of(quota);
            Set<WorkloadRef> counted = new HashSet<>();
            terms.forEach((workload, pod) -> {
                if (scopes.stream().allMatch(scope -> scope.holds(pod))) {
                    counted.add(workload);
                }
            });
            Map<String, BigDecimal> own = own(quota, scopes);
            new TreeMap<>(quota.hard())
                    .forEach((resource, hard) ->
                            lines.add(
                                    new QuotaLine(
                                            quota.name(),
                                            resource,
                                            units(resource, hard, RoundingMode.FLOOR),
                                            others(quota, resource, own),
                                            counted)));
        }
        return lines;
    }

    /** What the members' own pods are counted as now. */
    private Map<String, BigDecimal> own(QuotaState quota, List<Scope> scopes) {
        Map<String, BigDecimal> own = new HashMap<>();
        for (Charged pod : pods) {
            if (scopes.stream().allMatch(scope -> scope.holds(pod.terms()))) {
                quota.hard()
                        .keySet()
                        .forEach(resource -> {
                            BigDecimal charge = pod.charge().get(resource);
                            if (charge != null) {
                                own.merge(resource, charge, BigDecimal::add);
                            }
                        });
            }
        }
        return own;
    }

    /** The rest. A status may trail behind the pods that are known: nothing is less than none. */
    private static long others(QuotaState quota, String resource, Map<String, BigDecimal> own) {
        BigDecimal used = quota.used().getOrDefault(resource, BigDecimal.ZERO);
        return units(
                resource,
                used.subtract(own.getOrDefault(resource, BigDecimal.ZERO)),
                RoundingMode.CEILING);
    }

    /** An amount as a quota states it, in millicores, bytes or objects. */
    static long units(String resource, BigDecimal amount, RoundingMode rounding) {
        BigDecimal units = resource.endsWith("cpu") ? amount.movePointRight(3) : amount;
        return units.setScale(0, rounding)
                .min(BigDecimal.valueOf(Long.MAX_VALUE / 4))
                .max(BigDecimal.ZERO)
                .longValueExact();
    }
}
