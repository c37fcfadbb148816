package io.headroom.recommender.fit.admission;

import io.headroom.model.ContainerType;
import io.headroom.model.inventory.PodTerms;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a pod as a whole requests and is limited to: the larger of what its long-running containers
 * come to, and the most that an init container takes together with the sidecars started before it.
 */
public final class PodAmounts {
    /** What a pod may ask for as a whole. */
    private static final Set<String> OF_A_POD = Set.of("cpu", "memory");

    static final String HUGE_PAGES = "hugepages-";

    private PodAmounts() {}

    /** As quotas and the scheduler count it: amounts of the whole pod first, and its overhead. */
    public static Map<String, BigDecimal> requests(PodTerms pod) {
        Map<String, BigDecimal> requests = ofContainers(pod, each -> request(pod, each));
        pod.requests().forEach((name, amount) -> {
            if (isOfAPod(name)) {
                requests.put(name, amount);
            }
        });
        return Amounts.plus(requests, pod.overhead());
    }

    /** Likewise; overhead counts only where there is a limit. */
    public static Map<String, BigDecimal> limits(PodTerms pod) {
        Map<String, BigDecimal> limits = ofContainers(pod, each -> limit(pod, each));
        pod.limits().forEach((name, amount) -> {
            if (isOfAPod(name)) {
                limits.put(name, amount);
            }
        });
        pod.overhead().forEach((name, amount) -> limits.computeIfPresent(name, (_, sum) -> sum.add(amount)));
        return limits;
    }

    /** Of the containers alone. */
    static Map<String, BigDecimal> ofContainers(
            PodTerms pod, Function<PodTerms.Container, Map<String, BigDecimal>> amounts) {
        Map<String, BigDecimal> running = new TreeMap<>();
        Map<String, BigDecimal> sidecars = new TreeMap<>();
        Map<String, BigDecimal> starting = new TreeMap<>();
        for (PodTerms.Container container : pod.containers()) {
            Map<String, BigDecimal> own = amounts.apply(container);
            if (container.type() == ContainerType.INIT) {
                starting = Amounts.max(starting, Amounts.plus(sidecars, own));
                continue;
            }
            running = Amounts.plus(running, own);
            if (container.type() == ContainerType.SIDECAR) {
                sidecars = Amounts.plus(sidecars, own);
                starting = Amounts.max(starting, sidecars);
            }
        }
        return Amounts.max(running, starting);
    }

    static boolean isOfAPod(String resource) {
        return OF_A_POD.contains(resource) || resource.startsWith(HUGE_PAGES);
    }

    /** A resize that the node refused is not counted as what the specification asks for. */
    private static Map<String, BigDecimal> request(PodTerms pod, PodTerms.Container container) {
        return pod.resizeInfeasible() && !container.given().isEmpty()
                ? container.given()
                : Amounts.max(container.requests(), container.given());
    }

    private static Map<String, BigDecimal> limit(PodTerms pod, PodTerms.Container container) {
        return pod.resizeInfeasible() && !container.givenLimits().isEmpty()
                ? container.givenLimits()
                : Amounts.max(container.limits(), container.givenLimits());
    }
}
