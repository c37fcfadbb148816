package io.headroom.recommender.output;

import io.headroom.recommender.savings.Saving;
import io.headroom.recommender.savings.Savings;
import io.headroom.recommender.savings.Savings.NamespaceSavings;
import io.headroom.recommender.savings.Savings.Total;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line a namespace and one for all: what is requested in vain, what is missing, and what both
 * come to in a month. What is missing is shown beside what is saved, never taken off it unseen.
 */
final class SavingsTable {
    private static final double HOURS_A_MONTH = 730;
    private static final String ALL = "in all";

    private SavingsTable() {}

    static String format(Savings savings) {
        if (savings.namespaces().isEmpty()) {
            return "";
        }
        Total total = savings.total();
        boolean priced = total.predicted().hourlyCost() != null;
        boolean changed = total.realised().cores() != 0 || total.realised().bytes() != 0;
        List<List<String>> rows = new ArrayList<>();
        List<String> heading =
                new ArrayList<>(
                        List.of("SAVINGS", "CPU LESS", "CPU MORE", "MEMORY LESS", "MEMORY MORE"));
        if (priced) {
            heading.add(savings.currency().toUpperCase(Locale.ROOT) + " A MONTH");
        }
        if (changed) {
            heading.addAll(List.of("CPU REALISED", "MEMORY REALISED"));
        }
        rows.add(heading);
        for (NamespaceSavings each : savings.namespaces()) {
            rows.add(row(each.namespace(), each.total(), priced, changed));
        }
        rows.add(row(ALL, total, priced, changed));
        StringBuilder table = new StringBuilder("\n").append(Columns.aligned(rows, 1));
        if (total.idle() > 0) {
            table.append(
                    "%d %s idle, and %s for nothing: %s cores and %s\n"
                            .formatted(
                                    total.idle(),
                                    total.idle() == 1 ? "workload is" : "workloads are",
                                    total.idle() == 1 ? "requests" : "request",
                                    cores(total.scaledToZero()),
                                    gibibytes(total.scaledToZero())));
        }
        if (total.notCounted() > 0) {
            table.append(
                    total.notCounted()
                            + (total.notCounted() == 1 ? " workload is" : " workloads are")
                            + " not counted: nothing says for how many hours Jobs run\n");
        }
        return table.toString();
    }

    private static List<String> row(String name, Total total, boolean priced, boolean changed) {
        List<String> row = new ArrayList<>();
        row.add(name);
        row.add(cores(total.less()));
        row.add(cores(total.more()));
        row.add(gibibytes(total.less()));
        row.add(gibibytes(total.more()));
        if (priced) {
            row.add(month(total.predicted().hourlyCost()));
        }
        if (changed) {
            row.add(cores(total.realised()));
            row.add(gibibytes(total.realised()));
        }
        return row;
    }

    private static String cores(Saving saving) {
        return rounded(saving.cores());
    }

    private static String gibibytes(Saving saving) {
        return rounded(saving.bytes() / (1L << 30)) + "Gi";
    }

    private static String month(@Nullable Double hourly) {
        return hourly == null ? "-" : rounded(hourly * HOURS_A_MONTH);
    }

    private static String rounded(double amount) {
        return BigDecimal.valueOf(amount).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
    }
}
