package io.headroom.recommender.output;

import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Amounts as a person reads them: three significant digits, never less than the exact amount. */
final class Amounts {
    private static final MathContext THREE_DIGITS_UP = new MathContext(3, RoundingMode.CEILING);
    private static final String[] UNITS = {"", "Ki", "Mi", "Gi", "Ti", "Pi"};
    private static final int KIBI = 1024;

    private Amounts() {}

    static String of(@Nullable Cpu cpu) {
        if (cpu == null) {
            return "-";
        }
        return cpu.millicores() < 1_000
                ? cpu.toString()
                : plain(BigDecimal.valueOf(cpu.millicores(), 3).round(THREE_DIGITS_UP));
    }

    static String of(@Nullable Memory memory) {
        if (memory == null) {
            return "-";
        }
        BigDecimal amount = BigDecimal.valueOf(memory.bytes());
        int unit = 0;
        // 1000 and not 1024, so that what is left never has four digits before the point
        while (unit < UNITS.length - 1 && amount.doubleValue() > 999) {
            amount = amount.divide(BigDecimal.valueOf(KIBI), MathContext.DECIMAL64);
            unit++;
        }
        return plain(amount.round(THREE_DIGITS_UP)) + UNITS[unit];
    }

    private static String plain(BigDecimal amount) {
        return amount.stripTrailingZeros().toPlainString();
    }
}
