package io.headroom.recommender.policy;

import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What one object's annotations, or the settings, ask for.
 *
 * @param values those that keep to the rules
 * @param problems those that do not, and are as if they were not there
 */
public record PolicyLevel(Map<PolicyKey, String> values, List<Problem> problems) {
    /** Nothing is asked for. */
    public static final PolicyLevel NONE = new PolicyLevel(Map.of(), List.of());

    public PolicyLevel {
        values = Map.copyOf(values);
        problems = List.copyOf(problems);
    }

    /**
     * A wrong annotation.
     *
     * @param rule what it has to be
     */
    public record Problem(String annotation, String value, String rule) {}

    /**
     * Reads annotations.
     *
     * @param annotations with others among them, which are passed over
     * @param strategies the names of those that there are
     */
    public static PolicyLevel of(Map<String, String> annotations, Set<String> strategies) {
        Map<PolicyKey, String> values = new EnumMap<>(PolicyKey.class);
        List<Problem> problems = new ArrayList<>();
        for (Map.Entry<String, String> each : new TreeMap<>(annotations).entrySet()) {
            String annotation = each.getKey();
            if (!annotation.startsWith(PolicyKey.PREFIX)) {
                continue;
            }
            String value = each.getValue().strip();
            Optional<PolicyKey> key = PolicyKey.of(annotation.substring(PolicyKey.PREFIX.length()));
            if (key.isEmpty()) {
                problems.add(new Problem(annotation, value, "there is no such annotation"));
                continue;
            }
            try {
                key.get().check(value, strategies);
                values.put(key.get(), value);
            } catch (IllegalArgumentException e) {
                problems.add(new Problem(annotation, value, String.valueOf(e.getMessage())));
            }
        }
        problems.addAll(contradictions(values));
        return new PolicyLevel(values, problems);
    }

    /** Takes out floors that are above the ceiling beside them. */
    static List<Problem> contradictions(Map<PolicyKey, String> values) {
        List<Problem> problems = new ArrayList<>();
        contradiction(values, PolicyKey.CPU_MIN, PolicyKey.CPU_MAX, text -> Cpu.parse(text).units())
                .ifPresent(problems::add);
        contradiction(
                        values,
                        PolicyKey.MEMORY_MIN,
                        PolicyKey.MEMORY_MAX,
                        text -> Memory.parse(text).units())
                .ifPresent(problems::add);
        contradiction(values, PolicyKey.MIN_REPLICAS, PolicyKey.MAX_REPLICAS, Long::parseLong)
                .ifPresent(problems::add);
        return problems;
    }

    private static Optional<Problem> contradiction(
            Map<PolicyKey, String> values,
            PolicyKey min,
            PolicyKey max,
            ToLongFunction<String> amount) {
        String least = values.get(min);
        String most = values.get(max);
        if (least == null || most == null) {
            return Optional.empty();
        }
        if (amount.applyAsLong(least) <= amount.applyAsLong(most)) {
            return Optional.empty();
        }
        values.remove(min);
        return Optional.of(
                new Problem(
                        min.annotation(),
                        least,
                        "must not be more than " + max.annotation() + ", which is " + most));
    }
}
