package io.headroom.recommender.fit.admission;

import io.headroom.model.inventory.PodTerms;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a pod counts for in quotas, by the names that they use. */
public final class PodCharge {
    /** Pods that are there, whatever has become of them. */
    static final String OBJECTS = "count/pods";

    private static final Set<String> OVER = Set.of("Succeeded", "Failed");
    private static final Set<String> LIMITED = Set.of("cpu", "memory", "ephemeral-storage");
    private static final String DEVICE_CLASS = "deviceclass.resource.kubernetes.io/";

    private PodCharge() {}

    /** Of one that is to be created. */
    public static Map<String, BigDecimal> of(PodTerms pod) {
        Map<String, BigDecimal> charge = new TreeMap<>();
        charge.put(OBJECTS, BigDecimal.ONE);
        charge.put("pods", BigDecimal.ONE);
        PodAmounts.requests(pod).forEach((name, amount) -> {
            if (LIMITED.contains(name) || name.startsWith("hugepages-")) {
                charge.put(name, amount);
                charge.put("requests." + name, amount);
            } else if (isExtended(name)) {
                charge.put("requests." + name, amount);
            }
        });
        PodAmounts.limits(pod).forEach((name, amount) -> {
            if (LIMITED.contains(name)) {
                charge.put("limits." + name, amount);
            }
        });
        return charge;
    }

    /**
     * Of one that exists: what is over, or is past the grace of its deletion, counts as an object
     * and for nothing else.
     */
    public static Map<String, BigDecimal> of(PodTerms pod, String phase, Instant now) {
        boolean over =
                OVER.contains(phase) || (pod.goneAt() != null && now.isAfter(pod.goneAt()));
        return over ? Map.of(OBJECTS, BigDecimal.ONE) : of(pod);
    }

    /** Those of devices and their like: with a domain, and one that is not Kubernetes' own. */
    private static boolean isExtended(String resource) {
        return resource.startsWith(DEVICE_CLASS)
                || (resource.contains("/")
                        && !resource.contains("kubernetes.io/")
                        && !resource.startsWith("requests."));
    }
}
