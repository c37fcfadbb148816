package io.headroom.recommender.policy;

import io.headroom.model.Resources;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.PolicyValue;
import io.headroom.recommender.needs.Idleness;
import io.headroom.recommender.savings.Price;
import io.headroom.recommender.scale.advice.ScalingTerms;
import io.headroom.recommender.size.ContainerPolicy;
import io.headroom.recommender.size.LimitPolicy;
import io.headroom.recommender.size.LimitRule;
import io.headroom.recommender.size.Tuning;
import io.headroom.recommender.size.headroom.Risk;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is asked for of one workload, everyone heard. Immutable. */
public final class Policy {
    /** Nobody asks for anything. */
    public static final Policy NONE = new Policy(Map.of());

    private final Map<PolicyKey, PolicyValue> values;

    private Policy(Map<PolicyKey, PolicyValue> values) {
        this.values = values;
    }

    /** Who asked for something goes before all after it. */
    static Policy of(PolicyLevel workload, PolicyLevel namespace, PolicyLevel settings) {
        Map<PolicyKey, PolicyValue> values = new EnumMap<>(PolicyKey.class);
        add(settings, PolicyValue.Origin.SETTINGS, values);
        add(namespace, PolicyValue.Origin.NAMESPACE, values);
        add(workload, PolicyValue.Origin.WORKLOAD, values);
        return values.isEmpty() ? NONE : new Policy(values);
    }

    private static void add(
            PolicyLevel level, PolicyValue.Origin from, Map<PolicyKey, PolicyValue> values) {
        level.values()
                .forEach((key, value) -> values.put(key, new PolicyValue(key.word(), value, from)));
    }

    /** What a recommendation says of it. */
    public List<PolicyValue> values() {
        return List.copyOf(values.values());
    }

    /** The name of the strategy that is asked for, if one is. */
    public Optional<String> strategy() {
        return text(PolicyKey.STRATEGY);
    }

    /** How dear it is to request too little. */
    public Risk risk() {
        return text(PolicyKey.RISK).map(Risk::parse).orElse(Risk.SAFE);
    }

    /** Who asked to leave this container as it is, if anybody did. */
    public Optional<PolicyValue> exclusion(String container) {
        PolicyValue all = values.get(PolicyKey.EXCLUDE);
        if (all != null && all.value().equals("true")) {
            return Optional.of(all);
        }
        return Optional.ofNullable(values.get(PolicyKey.EXCLUDE_CONTAINERS))
                .filter(some -> PolicyKey.names(some.value()).contains(container));
    }

    /** How the strategy is tuned. */
    public Tuning tuning() {
        return new Tuning(
                rule(PolicyKey.CPU_PERCENTILE, PolicyKey.CPU_MARGIN, PolicyKey.CPU_MIN),
                rule(PolicyKey.MEMORY_PERCENTILE, PolicyKey.MEMORY_MARGIN, PolicyKey.MEMORY_MIN));
    }

    private Tuning.Rule rule(PolicyKey percentile, PolicyKey margin, PolicyKey min) {
        return new Tuning.Rule(
                text(percentile)
                        .map(text -> Double.parseDouble(text) / 100)
                        .orElse(Tuning.Rule.DEFAULT.percentile()),
                text(margin)
                        .map(text -> percent(text) / 100)
                        .orElse(Tuning.Rule.DEFAULT.marginFraction()),
                !values.containsKey(min));
    }

    /** The floors and ceilings, in the words of the Vertical Pod Autoscaler. */
    public ContainerPolicy bounds() {
        return ContainerPolicy.within(
                new Resources(cpu(PolicyKey.CPU_MIN), memory(PolicyKey.MEMORY_MIN)),
                new Resources(cpu(PolicyKey.CPU_MAX), memory(PolicyKey.MEMORY_MAX)));
    }

    /** What becomes of the limits. */
    public LimitPolicy limits() {
        return new LimitPolicy(
                text(PolicyKey.CPU_LIMIT)
                        .map(text -> LimitRule.parse(text, Cpu::parse))
                        .orElse(LimitPolicy.DEFAULT.cpu()),
                text(PolicyKey.MEMORY_LIMIT)
                        .map(text -> LimitRule.parse(text, Memory::parse))
                        .orElse(LimitPolicy.DEFAULT.memory()),
                text(PolicyKey.QOS)
                        .map(text -> text.equals("keep"))
                        .orElse(LimitPolicy.DEFAULT.keepQos()));
    }

    /** Whether what is used right after a start counts as any other use. */
    public boolean startupCounted() {
        return text(PolicyKey.STARTUP).filter(text -> text.equals("count")).isPresent();
    }

    /** Whether somebody asked for file pages to count. */
    public boolean pageCacheCounted() {
        return text(PolicyKey.PAGE_CACHE).filter(text -> text.equals("count")).isPresent();
    }

    /** What is asked of the scaling of a workload. */
    public ScalingTerms scaling() {
        return new ScalingTerms(
                text(PolicyKey.MIN_REPLICAS).map(Integer::valueOf).orElse(null),
                text(PolicyKey.MAX_REPLICAS)
                        .map(Integer::parseInt)
                        .orElse(ScalingTerms.NONE.most()),
                text(PolicyKey.TIME_ZONE).map(ZoneId::of).orElse(ScalingTerms.NONE.zone()));
    }

    /** When a workload is called idle. */
    public Idleness idleness() {
        return new Idleness(
                text(PolicyKey.IDLE_CPU).map(Cpu::parse).orElse(Idleness.DEFAULT.most()),
                text(PolicyKey.IDLE_DAYS).map(Integer::parseInt).orElse(Idleness.DEFAULT.days()));
    }

    /** The price that a recommendation's policy names. */
    public static Price price(List<PolicyValue> values) {
        return new Price(
                price(values, PolicyKey.PRICE_PER_CORE_HOUR),
                price(values, PolicyKey.PRICE_PER_GIB_HOUR));
    }

    private static @Nullable Double price(List<PolicyValue> values, PolicyKey key) {
        return values.stream()
                .filter(value -> value.key().equals(key.word()))
                .findFirst()
                .map(value -> Double.valueOf(value.value()))
                .orElse(null);
    }

    private @Nullable Cpu cpu(PolicyKey key) {
        return text(key).map(Cpu::parse).orElse(null);
    }

    private @Nullable Memory memory(PolicyKey key) {
        return text(key).map(Memory::parse).orElse(null);
    }

    private Optional<String> text(PolicyKey key) {
        return Optional.ofNullable(values.get(key)).map(PolicyValue::value);
    }

    private static double percent(String text) {
        return Double.parseDouble(text.substring(0, text.length() - 1));
    }
}
