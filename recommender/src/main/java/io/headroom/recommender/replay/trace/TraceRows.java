package io.headroom.recommender.replay.trace;

import io.headroom.model.usage.Plausible;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Takes the rows of a file as they come, and notes what cannot be right. Not thread-safe. */
final class TraceRows {
    static final String TIMESTAMP = "timestamp";

    /** Most of what runs takes more for an instant. */
    private static final double LEAST_PEAK_CORES = 1e-5;

    private static final double LAST_SECOND = 4_102_444_800.0;
    private static final Duration LONGEST_GAP = Duration.ofDays(7);

    private final Columns columns;
    private final Complaints complaints;
    private final List<Row> rows = new ArrayList<>();

    /** One window. */
    record Row(
            long endMillis, double cpu, double cpuMax, double throttled, double memory, int line) {

        boolean isEmpty() {
            return Double.isNaN(cpu) && Double.isNaN(cpuMax) && Double.isNaN(memory);
        }
    }

    TraceRows(Columns columns, Complaints complaints) {
        this.columns = columns;
        this.complaints = complaints;
    }

    void add(String text, int line) {
        complaints.at(line);
        String[] cells = text.split(",", -1);
        double timestamp = columns.timestamp().read(cells, complaints);
        if (Double.isNaN(timestamp)) {
            complaints.add("has no usable timestamp");
            return;
        }
        rows.add(
                new Row(
                        Math.round(timestamp * 1_000),
                        columns.cpu().read(cells, complaints),
                        columns.cpuMax().read(cells, complaints),
                        columns.throttled().read(cells, complaints),
                        columns.memory().read(cells, complaints),
                        line));
    }

    /** By time; of rows with the same time the first. */
    List<Row> inOrder() {
        List<Row> sorted = new ArrayList<>(rows);
        for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i).endMillis() < rows.get(i - 1).endMillis()) {
                complaints.at(rows.get(i).line());
                complaints.add("is earlier than the row before; put in order");
            }
        }
        sorted.sort((a, b) -> Long.compare(a.endMillis(), b.endMillis()));
        List<Row> kept = new ArrayList<>();
        for (Row row : sorted) {
            if (!kept.isEmpty() && kept.getLast().endMillis() == row.endMillis()) {
                complaints.at(row.line());
                complaints.add("has the timestamp of an earlier row; the first one counts");
            } else {
                kept.add(row);
            }
        }
        return kept;
    }

    /**
     * Says where nothing is known for long.
     *
     * @param sorted by time
     */
    void complainOfGaps(List<Row> sorted) {
        for (int i = 1; i < sorted.size(); i++) {
            long gap = sorted.get(i).endMillis() - sorted.get(i - 1).endMillis();
            if (gap > LONGEST_GAP.toMillis()) {
                complaints.at(sorted.get(i).line());
                complaints.add("comes more than a week after the row before; nothing in between");
            }
        }
    }

    /** The same without columns that count in another unit. */
    List<Row> inTheRightUnit(List<Row> sorted) {
        boolean cpu = usable(columns.cpu());
        boolean cpuMax = usable(columns.cpuMax());
        boolean throttled = usable(columns.throttled());
        boolean memory = usable(columns.memory()) && countsInBytes(sorted);
        complainOfNextToNothing(sorted);
        return cpu && cpuMax && throttled && memory
                ? sorted
                : sorted.stream()
                        .map(row ->
                                new Row(
                                        row.endMillis(),
                                        cpu ? row.cpu() : Double.NaN,
                                        cpuMax ? row.cpuMax() : Double.NaN,
                                        throttled ? row.throttled() : Double.NaN,
                                        memory ? row.memory() : Double.NaN,
                                        row.line()))
                        .toList();
    }

    private boolean usable(Column column) {
        if (column.isInAnotherUnit()) {
            complaints.at(0);
            complaints.add(
                    column.name()
                            + " is often beyond any machine: is it in another unit? the whole"
                            + " column is left out");
            return false;
        }
        return true;
    }

    /** What hardly does anything may look like this: it is only said. */
    private void complainOfNextToNothing(List<Row> sorted) {
        double most = most(sorted, Row::cpu);
        if (most > 0 && most < LEAST_PEAK_CORES) {
            complaints.at(0);
            complaints.add("cpu_cores never reaches 10 millionths of a core: is it in cores?");
        }
    }

    private static double most(List<Row> sorted, ToDoubleFunction<Row> amount) {
        return sorted.stream()
                .mapToDouble(amount)
                .filter(known -> !Double.isNaN(known))
                .max()
                .orElse(0);
    }

    private boolean countsInBytes(List<Row> sorted) {
        double most = most(sorted, Row::memory);
        if (most == 0 || most >= Plausible.LEAST_PEAK_BYTES) {
            return true;
        }
        complaints.at(0);
        complaints.add("memory_bytes never reaches 64 KiB: is it in bytes? left out");
        return false;
    }

    /** The columns that count. */
    record Columns(Column timestamp, Column cpu, Column cpuMax, Column throttled, Column memory) {
        static Columns of(String header) {
            // a file that a spreadsheet saved begins with a mark of its encoding
            List<String> names =
                    TraceFolder.cells(header.startsWith("\uFEFF") ? header.substring(1) : header)
                            .stream()
                            .map(String::strip)
                            .toList();
            return new Columns(
                    new Column(names, TIMESTAMP, LAST_SECOND),
                    new Column(names, "cpu_cores", Plausible.MOST_CORES),
                    new Column(names, "cpu_max_cores", Plausible.MOST_CORES),
                    new Column(names, "cpu_throttled_cores", Plausible.MOST_CORES),
                    new Column(names, "memory_bytes", Plausible.MOST_BYTES));
        }

        /** Says which of them a header names more than once. */
        void complainOfDoubles(Complaints complaints) {
            for (Column column : List.of(timestamp, cpu, cpuMax, throttled, memory)) {
                if (column.isThereTwice()) {
                    complaints.at(1);
                    complaints.add("has more than one " + column.name() + "; the first one counts");
                }
            }
        }

        boolean hasTime() {
            return timestamp.isThere();
        }

        boolean hasUsage() {
            return cpu.isThere() || memory.isThere();
        }
    }

    /** Reads the cells of one column, and counts what cannot be right. */
    private static final class Column {
        /** Of fewer cells nothing is concluded. */
        private static final int FEW = 3;

        private final String name;
        private final int index;
        private final boolean thereTwice;
        private final double most;
        private int usable;
        private int beyond;

        Column(List<String> names, String name, double most) {
            this.name = name;
            this.index = names.indexOf(name);
            this.thereTwice = names.lastIndexOf(name) > index;
            this.most = most;
        }

        String name() {
            return name;
        }

        boolean isThere() {
            return index >= 0;
        }

        boolean isThereTwice() {
            return thereTwice;
        }

        /**
         * Whether so much is beyond any machine that what is below it is no more right: a container
         * that does little may be so even when counted in millionths.
         */
        boolean isInAnotherUnit() {
            return beyond >= FEW && 10 * beyond > usable + beyond;
        }

        /** Hexadecimal, or with a letter at the end. */
        private static boolean isOfJavaAlone(String cell, double value) {
            return Double.isFinite(value)
                    && cell.chars().anyMatch(c -> Character.isLetter(c) && c != 'e' && c != 'E');
        }

        /** NaN where there is nothing that can be used. */
        double read(String[] cells, Complaints complaints) {
            if (index < 0) {
                return Double.NaN;
            }
            if (index >= cells.length) {
                complaints.add("has too few cells for " + name);
                return Double.NaN;
            }
            String cell = cells[index].strip();
            if (cell.isEmpty()) {
                return Double.NaN;
            }
            double value;
            try {
                value = Double.parseDouble(cell);
            } catch (NumberFormatException e) {
                complaints.add(name + " is no number");
                return Double.NaN;
            }
            if (isOfJavaAlone(cell, value)) {
                complaints.add(name + " is no number");
                return Double.NaN;
            }
            if (Double.isNaN(value)) {
                complaints.add(name + " is NaN");
                return Double.NaN;
            }
            if (value < 0) {
                complaints.add(name + " is negative");
                return Double.NaN;
            }
            if (value > most) {
                beyond++;
                complaints.add(name + " is beyond any machine: is it in another unit?");
                return Double.NaN;
            }
            usable++;
            return value;
        }
    }
}
