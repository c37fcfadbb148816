package io.headroom.collector.simulator;

import io.headroom.model.cluster.QuotaState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A namespace's ResourceQuota: it lets pods in as long as they fit, and counts those that are. */
final class SimulatedQuota {
    static final String PODS = "pods";
    static final String REQUESTS_CPU = "requests.cpu";
    static final String REQUESTS_MEMORY = "requests.memory";
    static final String LIMITS_CPU = "limits.cpu";
    static final String LIMITS_MEMORY = "limits.memory";

    private final String namespace;
    private final String name;
    private final Map<String, BigDecimal> hard;
    private Charge used = Charge.NONE;
    private int pods;
    private @Nullable Map<String, BigDecimal> published;

    SimulatedQuota(QuotaPlan plan) {
        this.namespace = plan.namespace();
        this.name = plan.name();
        this.hard = plan.hard();
    }

    String name() {
        return name;
    }

    /** What is in the way of one more pod: its line of the quota; null when there is room. */
    @Nullable String exceededBy(Charge charge) {
        Map<String, BigDecimal> after = amounts(used.plus(charge), pods + 1);
        return hard.entrySet().stream()
                .filter(line -> amount(after, line.getKey()).compareTo(line.getValue()) > 0)
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .orElse(null);
    }

    void take(Charge charge) {
        used = used.plus(charge);
        pods++;
    }

    void release(Charge charge) {
        used = used.minus(charge);
        pods--;
    }

    /** What to publish, or null when nothing has changed since the last call. */
    @Nullable QuotaState update(Instant now) {
        Map<String, BigDecimal> counted = amounts(used, pods);
        counted.keySet().retainAll(hard.keySet());
        if (counted.equals(published)) {
            return null;
        }
        published = counted;
        return new QuotaState(namespace, name, hard, counted, List.of(), now);
    }

    private static BigDecimal amount(Map<String, BigDecimal> amounts, String line) {
        return amounts.getOrDefault(line, BigDecimal.ZERO);
    }

    private static Map<String, BigDecimal> amounts(Charge charge, int pods) {
        Map<String, BigDecimal> amounts = new TreeMap<>();
        amounts.put(PODS, BigDecimal.valueOf(pods));
        amounts.put(REQUESTS_CPU, cores(charge.requestMillicores()));
        amounts.put(REQUESTS_MEMORY, BigDecimal.valueOf(charge.requestBytes()));
        amounts.put(LIMITS_CPU, cores(charge.limitMillicores()));
        amounts.put(LIMITS_MEMORY, BigDecimal.valueOf(charge.limitBytes()));
        return amounts;
    }

    /** As short as it can be written. */
    static BigDecimal cores(long millicores) {
        BigDecimal shortest = BigDecimal.valueOf(millicores, 3).stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }
}
