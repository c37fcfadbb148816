package io.headroom.recommender.fit.admission;

import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodTerms;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a quota: it counts those pods alone that meet all of its conditions.
 *
 * @param name as Kubernetes names it
 * @param operator {@code Exists} for one of the plain list
 */
public record Scope(String name, String operator, Set<String> values) {
    public Scope {
        values = Set.copyOf(values);
    }

    /** The conditions of a quota. */
    public static List<Scope> of(QuotaState quota) {
        return quota.scopes().stream().map(Scope::parse).toList();
    }

    /** Whether a quota counts this pod, if it counts anything of pods. */
    public static boolean all(QuotaState quota, PodTerms pod) {
        return of(quota).stream().allMatch(scope -> scope.holds(pod));
    }

    /** From {@code scope operator value,value}. */
    static Scope parse(String text) {
        String[] parts = text.split(" ", 3);
        return new Scope(
                parts[0],
                parts.length > 1 ? parts[1] : "Exists",
                parts.length > 2 ? Set.copyOf(Arrays.asList(parts[2].split(","))) : Set.of());
    }

    /** Whether a pod meets it. A scope that is not of pods is met by none. */
    public boolean holds(PodTerms pod) {
        return switch (name) {
            case "Terminating" -> asked(pod.terminating());
            case "NotTerminating" -> asked(!pod.terminating());
            case "BestEffort" -> asked(isBestEffort(pod));
            case "NotBestEffort" -> asked(!isBestEffort(pod));
            case "CrossNamespacePodAffinity" -> asked(pod.crossNamespaceAffinity());
            case "PriorityClass" -> matches(pod.priorityClass());
            default -> false;
        };
    }

    private boolean asked(boolean holds) {
        return operator.equals("DoesNotExist") != holds;
    }

    private boolean matches(@Nullable String value) {
        return switch (operator) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "DoesNotExist" -> value == null;
            default -> value != null;
        };
    }

    /**
     * Without any request or limit of CPU or memory: its own where it has resources as a whole, even
     * empty ones, else its containers'.
     */
    static boolean isBestEffort(PodTerms pod) {
        if (pod.whole()) {
            return isNothing(pod.requests()) && isNothing(pod.limits());
        }
        return pod.containers().stream()
                .allMatch(each -> isNothing(each.requests()) && isNothing(each.limits()));
    }

    private static boolean isNothing(Map<String, BigDecimal> amounts) {
        return !Amounts.isPositive(amounts, "cpu") && !Amounts.isPositive(amounts, "memory");
    }
}
