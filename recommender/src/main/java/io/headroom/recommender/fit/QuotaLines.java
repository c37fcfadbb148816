package io.headroom.recommender.fit;

import io.headroom.model.WorkloadRef;
import io.headroom.model.cluster.QuotaState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The lines of a namespace's quotas, and which of its workloads each counts. */
final class QuotaLines {
    private QuotaLines() {}

    /** One line for each resource of each quota, by name. */
    static List<QuotaLine> of(NamespaceFacts facts) {
        List<QuotaLine> lines = new ArrayList<>();
        for (QuotaState quota : facts.quotas()) {
            Set<WorkloadRef> counted =
                    facts.members().stream()
                            .filter(member -> Scopes.count(quota, member))
                            .map(Member::workload)
                            .collect(Collectors.toSet());
            for (Map.Entry<String, BigDecimal> hard : new TreeMap<>(quota.hard()).entrySet()) {
                String resource = hard.getKey();
                BigDecimal used = quota.used().getOrDefault(resource, BigDecimal.ZERO);
                long own = 0;
                for (Member member : facts.members()) {
                    if (counted.contains(member.workload())) {
                        own +=
                                member.pods().stream()
                                        .mapToLong(pod -> PodCharge.of(pod, resource))
                                        .sum();
                    }
                }
                lines.add(
                        new QuotaLine(
                                quota.name(),
                                resource,
                                units(resource, hard.getValue(), RoundingMode.FLOOR),
                                // the status may trail behind the pods that are known
                                Math.max(units(resource, used, RoundingMode.CEILING) - own, 0),
                                counted));
            }
        }
        return lines;
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
