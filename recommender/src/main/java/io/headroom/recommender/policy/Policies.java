package io.headroom.recommender.policy;

import io.headroom.model.settings.Settings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is heard: an annotation of the workload goes before one of its namespace, that before the
 * settings.
 *
 * @param settings what the installation asks for
 * @param strategies the names of the strategies that there are
 */
public record Policies(PolicyLevel settings, Set<String> strategies) {
    private static final String SETTINGS_PREFIX = "policy.";

    public Policies {
        strategies = Set.copyOf(strategies);
    }

    /**
     * Reads what the installation asks for. The strategy and the prices have settings elsewhere.
     *
     * @param strategies the names of the strategies that there are
     */
    public static Policies from(Settings settings, Set<String> strategies) {
        Map<PolicyKey, String> values = new EnumMap<>(PolicyKey.class);
        for (PolicyKey key : PolicyKey.values()) {
            switch (key) {
                case STRATEGY, PRICE_PER_CORE_HOUR, PRICE_PER_GIB_HOUR -> {}
                case EXCLUDE,
                        EXCLUDE_CONTAINERS,
                        RISK,
                        CPU_PERCENTILE,
                        MEMORY_PERCENTILE,
                        CPU_MARGIN,
                        MEMORY_MARGIN,
                        CPU_MIN,
                        CPU_MAX,
                        MEMORY_MIN,
                        MEMORY_MAX,
                        CPU_LIMIT,
                        MEMORY_LIMIT,
                        QOS,
                        STARTUP,
                        PAGE_CACHE,
                        MIN_REPLICAS,
                        MAX_REPLICAS,
                        TIME_ZONE,
                        IDLE_CPU,
                        IDLE_DAYS ->
                        settings.<Optional<String>>read(
                                        SETTINGS_PREFIX + key.word(),
                                        "",
                                        text -> checked(key, text, strategies),
                                        key.meaning())
                                .ifPresent(value -> values.put(key, value));
            }
        }
        PolicyLevel.contradictions(values)
                .forEach(problem ->
                        settings.reject(
                                SETTINGS_PREFIX
                                        + problem.annotation().substring(PolicyKey.PREFIX.length())
                                        + "="
                                        + problem.value()
                                        + ": "
                                        + problem.rule()
                                                .replace(PolicyKey.PREFIX, SETTINGS_PREFIX)));
        return new Policies(new PolicyLevel(values, List.of()), strategies);
    }

    /** What is asked for of a workload with these annotations. */
    public Policy policy(Map<String, String> workload, Map<String, String> namespace) {
        return Policy.of(level(workload), level(namespace), settings);
    }

    /** What annotations ask for, and what is wrong with them. */
    public PolicyLevel level(Map<String, String> annotations) {
        return annotations.isEmpty() ? PolicyLevel.NONE : PolicyLevel.of(annotations, strategies);
    }

    private static Optional<String> checked(PolicyKey key, String text, Set<String> strategies) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        key.check(text, strategies);
        return Optional.of(text);
    }
}
