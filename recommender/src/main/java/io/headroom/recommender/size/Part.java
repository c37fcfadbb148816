package io.headroom.recommender.size;

import io.headroom.model.Resources;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.quantity.Quantity;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * CPU or memory as a part of {@link Resources}, so that a rule for one resource is written once for
 * both.
 *
 * @param <Q> the resource
 */
final class Part<Q extends Quantity<Q>> {
    static final Part<Cpu> CPU =
            new Part<>(
                    "CPU",
                    "cpu",
                    new Cpu(0),
                    Resources::cpu,
                    (resources, cpu) -> new Resources(cpu, resources.memory()),
                    Cpu::toString);
    static final Part<Memory> MEMORY =
            new Part<>(
                    "memory",
                    "memory",
                    new Memory(0),
                    Resources::memory,
                    (resources, memory) -> new Resources(resources.cpu(), memory),
                    Memory::humanized);

    private final String label;
    private final String resourceName;
    private final Q zero;
    private final Function<Resources, @Nullable Q> getter;
    private final BiFunction<Resources, @Nullable Q, Resources> setter;
    private final Function<Q, String> words;

    private Part(
            String label,
            String resourceName,
            Q zero,
            Function<Resources, @Nullable Q> getter,
            BiFunction<Resources, @Nullable Q, Resources> setter,
            Function<Q, String> words) {
        this.label = label;
        this.resourceName = resourceName;
        this.zero = zero;
        this.getter = getter;
        this.setter = setter;
        this.words = words;
    }

    @Nullable Q of(Resources resources) {
        return getter.apply(resources);
    }

    /** The amount, zero where it is not set. */
    Q orZero(Resources resources) {
        Q amount = of(resources);
        return amount == null ? zero : amount;
    }

    /** {@code resources} with this part replaced. */
    Resources with(Resources resources, Q amount) {
        return setter.apply(resources, amount);
    }

    /** {@code resources} with this part not set. */
    Resources without(Resources resources) {
        return setter.apply(resources, null);
    }

    Q zero() {
        return zero;
    }

    /** The resource's name in Kubernetes. */
    String resourceName() {
        return resourceName;
    }

    /** The amount as a sentence shows it. */
    String words(Q amount) {
        return words.apply(amount);
    }

    @Override
    public String toString() {
        return label;
    }
}
