package io.headroom.recommender.fit;

import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * In what units amounts are counted beside CPU and memory: one by one, and where their sums would
 * not fit into 64 bits (ephemeral storage in exbibytes) in the smallest power of two in which they
 * do.
 *
 * @param units those that are larger than one, by the resource as pods name it
 */
record Scale(Map<String, Long> units) {
    /** One by one. */
    static final Scale ONE = new Scale(Map.of());

    /** Sums are far from where they would turn round. */
    private static final double MOST = 0x1p58;

    private static final int LARGEST = 62;

    Scale {
        units = Map.copyOf(units);
    }

    /** For namespaces that share quotas, or one. */
    static Scale of(List<NamespaceFacts> namespaces) {
        Map<String, Double> sums = new HashMap<>();
        for (NamespaceFacts facts : namespaces) {
            for (Member member : facts.members()) {
                Member.Replicas replicas = member.replicas();
                add(sums, member.terms(), (double) replicas.most() + replicas.surge());
                for (PodState pod : member.pods()) {
                    PodTerms terms = pod.terms();
                    if (terms != null) {
                        add(sums, terms, 1);
                    }
                }
            }
        }
        if (sums.isEmpty()) {
            return ONE;
        }
        // what a quota says of it has to be told from what pods ask for
        for (NamespaceFacts facts : namespaces) {
            for (QuotaState quota : facts.quotas()) {
                largest(sums, quota.hard());
                largest(sums, quota.used());
            }
        }
        Map<String, Long> units = new HashMap<>();
        sums.forEach((resource, sum) -> {
            if (sum > MOST) {
                units.put(resource, unit(sum));
            }
        });
        return new Scale(units);
    }

    /** In which that many fit. */
    static long unit(double sum) {
        return sum <= MOST
                ? 1
                : 1L << Math.min(LARGEST, Math.getExponent(sum) + 1 - Math.getExponent(MOST));
    }

    private static void add(Map<String, Double> sums, PodTerms pod, double times) {
        for (PodTerms.Container container : pod.containers()) {
            add(sums, container.requests(), times);
            add(sums, container.limits(), times);
        }
        add(sums, pod.requests(), times);
        add(sums, pod.limits(), times);
        add(sums, pod.overhead(), times);
    }

    private static void add(
            Map<String, Double> sums, Map<String, BigDecimal> amounts, double times) {
        amounts.forEach((resource, amount) -> {
            if (!resource.equals("cpu") && !resource.equals("memory")) {
                sums.merge(resource, times * amount.doubleValue(), Double::sum);
            }
        });
    }

    private static void largest(Map<String, Double> sums, Map<String, BigDecimal> amounts) {
        amounts.forEach((line, amount) ->
                sums.computeIfPresent(
                        resource(line), (_, sum) -> Math.max(sum, amount.doubleValue())));
    }

    /** As pods name what a line counts. */
    private static String resource(String line) {
        int dot =
                line.startsWith("requests.") || line.startsWith("limits.") ? line.indexOf('.') : -1;
        return line.substring(dot + 1);
    }

    /** How much of it is counted as one on a line of this name. */
    long unit(String line) {
        return units.isEmpty() ? 1 : units.getOrDefault(resource(line), 1L);
    }

    /** An amount as a line of this name counts it. */
    long units(String line, BigDecimal amount, RoundingMode rounding) {
        return QuotaLines.units(line, amount, unit(line), rounding);
    }
}
