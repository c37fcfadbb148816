package io.headroom.model.quantity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** An amount of memory, to the byte. On the wire it is the number of bytes. */
public record Memory(@JsonValue long bytes) implements Quantity<Memory> {
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final long KIBI = 1L << 10;
    private static final long MEBI = 1L << 20;
    private static final List<String> UNITS = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi");

    @JsonCreator
    public Memory {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative: " + bytes);
        }
    }

    /** The amount cut to whole bytes. */
    public static Memory ofBytes(double bytes) {
        return new Memory(Quantity.wholeUnits(bytes));
    }

    public static Memory ofMebibytes(long mebibytes) {
        return new Memory(Math.multiplyExact(mebibytes, MEBI));
    }

    @Override
    public long units() {
        return bytes;
    }

    @Override
    public Memory ofUnits(long units) {
        return new Memory(units);
    }

    /**
     * Reads a Kubernetes quantity, such as {@code 128Mi}, {@code 1.5G} or {@code 1e9}, rounded up
     * to the byte.
     *
     * @throws IllegalArgumentException when it is none, negative or too large for a number of bytes
     */
    public static Memory parse(String quantity) {
        BigDecimal bytes =
                Quantity.amount(quantity)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "not a quantity of memory: '" + quantity + "'"))
                        .setScale(0, RoundingMode.CEILING);
        if (bytes.compareTo(LARGEST) > 0) {
            throw new IllegalArgumentException("too much memory: '" + quantity + "'");
        }
        return new Memory(bytes.longValueExact());
    }

    public static Memory min(Memory a, Memory b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    public static Memory max(Memory a, Memory b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /** Rounded for people, such as {@code 1.50Ki}: two digits of the largest unit that fits. */
    public String humanized() {
        double amount = bytes;
        int unit = 0;
        while (amount >= KIBI && unit < UNITS.size() - 1) {
            amount /= KIBI;
            unit++;
        }
        return unit == 0
                ? Long.toString(bytes)
                : String.format(Locale.ROOT, "%.2f%s", amount, UNITS.get(unit));
    }

    @Override
    public int compareTo(Memory other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The Kubernetes quantity, such as {@code 128Mi}; plain bytes where no unit divides them. */
    @Override
    public String toString() {
        if (bytes > 0 && bytes % MEBI == 0) {
            return bytes / MEBI + "Mi";
        }
        if (bytes > 0 && bytes % KIBI == 0) {
            return bytes / KIBI + "Ki";
        }
        return Long.toString(bytes);
    }
}
