package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.inventory.VolumeClaimState;
import io.headroom.recommender.fit.admission.ClaimCharge;
import io.headroom.recommender.fit.admission.PodCharge;
import io.headroom.recommender.fit.admission.Scope;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The lines of the quotas of namespaces, and which of their workloads each counts. */
final class QuotaLines {
    private final List<NamespaceFacts> namespaces;
    private final Scale scale;
    private final Map<String, List<Charged>> charged = new HashMap<>();
    private final Map<String, Map<WorkloadRef, PodTerms>> terms = new HashMap<>();
    private final Map<String, List<Member>> claiming = new HashMap<>();

    private QuotaLines(List<NamespaceFacts> namespaces, List<Grant> wanted, Scale scale) {
        this.namespaces = namespaces;
        this.scale = scale;
        Map<WorkloadRef, Grant> grants = new HashMap<>();
        wanted.forEach(grant -> grants.put(grant.claim().workload(), grant));
        for (NamespaceFacts facts : namespaces) {
            List<Charged> ofMembers = new ArrayList<>();
            Map<WorkloadRef, PodTerms> wantedTerms = new HashMap<>();
            for (Member member : facts.members()) {
                List<Charge> pods = new ArrayList<>();
                for (PodState pod : member.pods()) {
                    PodTerms of = Terms.of(pod);
                    pods.add(new Charge(of, PodCharge.of(of, pod.phase(), facts.asOf())));
                }
                ofMembers.add(new Charged(member.workload(), pods));
                Grant grant = grants.get(member.workload());
                wantedTerms.put(
                        member.workload(),
                        grant == null ? member.terms() : Terms.of(grant, member.terms()));
            }
            charged.put(facts.namespace(), ofMembers);
            terms.put(facts.namespace(), wantedTerms);
            claiming.put(
                    facts.namespace(),
                    facts.members().stream()
                            .filter(member -> !member.volumes().equals(Volumes.NONE))
                            .toList());
        }
    }

    /** The pods that a member has. */
    private record Charged(WorkloadRef workload, List<Charge> pods) {}

    /** What one of them counts for. */
    private record Charge(PodTerms of, Map<String, BigDecimal> charge) {}

    /**
     * A line, and the namespaces that it binds: one, or those that share its quota.
     *
     * @param namespaces of those that are planned
     */
    record Bound(QuotaLine line, Set<String> namespaces) {
        Bound {
            namespaces = Set.copyOf(namespaces);
        }

        boolean isShared() {
            return namespaces.size() > 1;
        }
    }

    /**
     * One line for each resource of each quota, by name.
     *
     * @param wanted what each member is to have: by that its pods are in a quota's scope or not
     */
    static List<QuotaLine> of(NamespaceFacts facts, List<Grant> wanted) {
        return of(List.of(facts), wanted, Scale.ONE).stream().map(Bound::line).toList();
    }

    /**
     * Likewise of several namespaces: what they share is there once, and counts all of them.
     *
     * @param scale that of what is wanted
     */
    static List<Bound> of(List<NamespaceFacts> namespaces, List<Grant> wanted, Scale scale) {
        return namespaces.stream().allMatch(facts -> facts.quotas().isEmpty())
                ? List.of()
                : new QuotaLines(namespaces, wanted, scale).lines();
    }

    private List<Bound> lines() {
        List<Bound> lines = new ArrayList<>();
        Map<String, Set<String>> sharing = new TreeMap<>();
        Map<String, QuotaState> shared = new HashMap<>();
        for (NamespaceFacts facts : namespaces) {
            for (QuotaState quota : facts.quotas()) {
                if (ClusterQuotaState.isShared(quota.name())) {
                    sharing.computeIfAbsent(quota.name(), _ -> new TreeSet<>())
                            .add(facts.namespace());
                    shared.put(quota.name(), quota);
                } else {
                    lines.addAll(lines(quota, Set.of(facts.namespace())));
                }
            }
        }
        sharing.forEach(
                (name, by) -> lines.addAll(lines(Objects.requireNonNull(shared.get(name)), by)));
        return lines;
    }

    private List<Bound> lines(QuotaState quota, Set<String> bound) {
        List<Scope> scopes = Scope.of(quota);
        Set<WorkloadRef> counted = new HashSet<>();
        for (String namespace : bound) {
            terms.getOrDefault(namespace, Map.of())
                    .forEach((workload, pod) -> {
                        if (scopes.stream().allMatch(scope -> scope.holds(pod))) {
                            counted.add(workload);
                        }
                    });
        }
        Map<String, BigDecimal> own = own(quota, scopes, bound, counted);
        List<Member> claimed =
                bound.stream()
                        .flatMap(each -> claiming.getOrDefault(each, List.of()).stream())
                        .toList();
        Map<String, BigDecimal> there = there(quota, claimed);
        List<Bound> lines = new ArrayList<>();
        new TreeMap<>(quota.hard())
                .forEach((resource, hard) -> {
                    boolean ofClaims = ClaimCharge.isOfClaims(resource);
                    Map<WorkloadRef, List<BigDecimal>> volumes =
                            ofClaims ? volumes(quota, resource, claimed) : Map.of();
                    long unit = ofClaims ? unit(volumes) : scale.unit(resource);
                    long now = now(quota, resource, ofClaims ? there : own, unit);
                    lines.add(
                            new Bound(
                                    new QuotaLine(
                                            quota.name(),
                                            resource,
                                            units(resource, hard, unit, RoundingMode.FLOOR),
                                            ofClaims ? now : others(quota, resource, own, unit),
                                            now,
                                            ofClaims ? counting(quota, claimed) : counted,
                                            units(resource, volumes, unit),
                                            unit,
                                            hard),
                                    bound));
                });
        return lines;
    }

    /** In which all claims that are to come fit. */
    private static long unit(Map<WorkloadRef, List<BigDecimal>> volumes) {
        return Scale.unit(
                volumes.values().stream().mapToDouble(sums -> sums.getLast().doubleValue()).sum());
    }

    private static Map<WorkloadRef, List<Long>> units(
            String resource, Map<WorkloadRef, List<BigDecimal>> volumes, long unit) {
        Map<WorkloadRef, List<Long>> units = new HashMap<>();
        volumes.forEach((workload, sums) ->
                units.put(
                        workload,
                        sums.stream()
                                .map(sum -> units(resource, sum, unit, RoundingMode.CEILING))
                                .toList()));
        return units;
    }

    /** Those whose claims of volumes a quota counts. */
    private static Set<WorkloadRef> counting(QuotaState quota, List<Member> members) {
        return members.stream()
                .filter(member ->
                        member.volumes()
                                .all()
                                .anyMatch(claim -> ClaimCharge.isInScope(quota, claim)))
                .map(Member::workload)
                .collect(Collectors.toSet());
    }

    /** What the members' claims that are there are counted as, whatever becomes of their pods. */
    private static Map<String, BigDecimal> there(QuotaState quota, List<Member> members) {
        Map<String, BigDecimal> there = new HashMap<>();
        members.stream()
                .flatMap(member -> member.volumes().there().stream())
                .distinct()
                .filter(claim -> ClaimCharge.isInScope(quota, claim))
                .forEach(claim ->
                        ClaimCharge.of(claim)
                                .forEach((resource, amount) ->
                                        there.merge(resource, amount, BigDecimal::add)));
        return there;
    }

    /** What a line counts of the claims that are to come, for so many pods of each. */
    private static Map<WorkloadRef, List<BigDecimal>> volumes(
            QuotaState quota, String resource, List<Member> members) {
        Map<WorkloadRef, List<BigDecimal>> volumes = new HashMap<>();
        for (Member member : members) {
            List<BigDecimal> sums = new ArrayList<>();
            BigDecimal sum = BigDecimal.ZERO;
            for (List<VolumeClaimState> ofPod : member.volumes().toCome()) {
                for (VolumeClaimState claim : ofPod) {
                    if (ClaimCharge.isInScope(quota, claim)) {
                        sum =
                                sum.add(
                                        ClaimCharge.of(claim)
                                                .getOrDefault(resource, BigDecimal.ZERO));
                    }
                }
                sums.add(sum);
            }
            if (sum.signum() > 0) {
                volumes.put(member.workload(), sums);
            }
        }
        return volumes;
    }

    /**
     * What the pods of those that it counts are counted as now. Pods of who leaves its scope are in
     * it as long as they are there, and others to it: nobody may count on their room before.
     */
    private Map<String, BigDecimal> own(
            QuotaState quota, List<Scope> scopes, Set<String> bound, Set<WorkloadRef> counted) {
        Map<String, BigDecimal> own = new HashMap<>();
        for (String namespace : bound) {
            for (Charged member : charged.getOrDefault(namespace, List.of())) {
                if (counted.contains(member.workload())) {
                    member.pods().stream()
                            .filter(pod -> scopes.stream().allMatch(scope -> scope.holds(pod.of())))
                            .forEach(pod -> add(pod.charge(), quota, own));
                }
            }
        }
        return own;
    }

    private static void add(
            Map<String, BigDecimal> charge, QuotaState quota, Map<String, BigDecimal> sums) {
        for (String resource : quota.hard().keySet()) {
            BigDecimal amount = charge.get(resource);
            if (amount != null) {
                sums.merge(resource, amount, BigDecimal::add);
            }
        }
    }

    /** The rest. A status may trail behind the pods that are known: nothing is less than none. */
    private static long others(
            QuotaState quota, String resource, Map<String, BigDecimal> own, long unit) {
        BigDecimal used = quota.used().getOrDefault(resource, BigDecimal.ZERO);
        return units(
                resource,
                used.subtract(own.getOrDefault(resource, BigDecimal.ZERO)),
                unit,
                RoundingMode.CEILING);
    }

    /** By its status, or by the pods or claims behind which that trails. */
    private static long now(
            QuotaState quota, String resource, Map<String, BigDecimal> known, long unit) {
        return units(
                resource,
                quota.used()
                        .getOrDefault(resource, BigDecimal.ZERO)
                        .max(known.getOrDefault(resource, BigDecimal.ZERO)),
                unit,
                RoundingMode.CEILING);
    }

    /** An amount as a quota states it, in millicores, bytes or objects. */
    static long units(String resource, BigDecimal amount, RoundingMode rounding) {
        return units(resource, amount, 1, rounding);
    }

    /** Likewise, so many of them counted as one. */
    static long units(String resource, BigDecimal amount, long unit, RoundingMode rounding) {
        BigDecimal one = Counted.isCpu(resource) ? amount.movePointRight(3) : amount;
        BigDecimal units =
                unit == 1
                        ? one.setScale(0, rounding)
                        : one.divide(BigDecimal.valueOf(unit), 0, rounding);
        return units.min(BigDecimal.valueOf(Long.MAX_VALUE / 4))
                .max(BigDecimal.ZERO)
                .longValueExact();
    }
}
