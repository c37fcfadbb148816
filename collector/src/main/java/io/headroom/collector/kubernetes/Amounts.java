package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.Quantity;
import io.headroom.model.Resources;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads Kubernetes quantities. What is no quantity, or makes no sense as an amount, is as if it
 * were absent: one odd object must not stop the others.
 */
final class Amounts {
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private Amounts() {}

    /** In the base unit: cores, bytes, pieces. */
    static Optional<BigDecimal> base(@Nullable Quantity quantity) {
        if (quantity == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(quantity.getNumericalAmount().stripTrailingZeros());
        } catch (IllegalArgumentException | ArithmeticException | NullPointerException e) {
            return Optional.empty();
        }
    }

    /** CPU and memory out of a list of resources. */
    static Resources resources(@Nullable Map<String, Quantity> amounts) {
        if (amounts == null || amounts.isEmpty()) {
            return Resources.NONE;
        }
        return new Resources(cpu(amounts.get("cpu")), memory(amounts.get("memory")));
    }

    /** Rounded up to a millicore, as Kubernetes does. */
    static @Nullable Cpu cpu(@Nullable Quantity quantity) {
        return whole(quantity, 3).map(Cpu::new).orElse(null);
    }

    /** Rounded up to a byte, as Kubernetes does. */
    static @Nullable Memory memory(@Nullable Quantity quantity) {
        return whole(quantity, 0).map(Memory::new).orElse(null);
    }

    /** Of things that are counted. */
    static @Nullable Long count(@Nullable Quantity quantity) {
        return whole(quantity, 0).orElse(null);
    }

    /** Every resource of a list, in base units. */
    static Map<String, BigDecimal> all(@Nullable Map<String, Quantity> amounts) {
        Map<String, BigDecimal> all = new TreeMap<>();
        if (amounts != null) {
            amounts.forEach(
                    (name, quantity) -> base(quantity).ifPresent(value -> all.put(name, value)));
        }
        return all;
    }

    private static Optional<Long> whole(@Nullable Quantity quantity, int shift) {
        return base(quantity)
                .map(value -> value.movePointRight(shift).setScale(0, RoundingMode.CEILING))
                .filter(value -> value.signum() >= 0)
                .map(value -> value.min(MAX).longValueExact());
    }
}
