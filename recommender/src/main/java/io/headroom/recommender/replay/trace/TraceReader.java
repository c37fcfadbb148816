package io.headroom.recommender.replay.trace;

import io.headroom.model.usage.Plausible;
import io.headroom.recommender.replay.ContainerSeries;
import io.headroom.recommender.size.UsageHistory;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads one file: a header and a row for each window, of which {@code timestamp} (the end of the
 * window, unix seconds) and {@code cpu_cores} or {@code memory_bytes} must be there; {@code
 * cpu_max_cores} and {@code cpu_throttled_cores} may be. An empty cell is not known.
 *
 * <p>What cannot be right is left out and said: a cell that is no number, negative or beyond any
 * machine; a row whose time is not known or was there already; a file that ends early, lacks a
 * column, or counts in another unit. Rows out of order are put in order.
 */
public final class TraceReader {
    private static final String TIMESTAMP = "timestamp";
    private static final Duration LONGEST_STEP = Duration.ofDays(1);
    private static final Duration LONGEST_SPAN = Duration.ofDays(3_660);
    private static final double LAST_SECOND = 4_102_444_800.0;

    private final CpuSignal signal;

    public TraceReader(CpuSignal signal) {
        this.signal = signal;
    }

    /** Reads a file, whatever is in it. */
    public Trace read(TraceFile file) {
        Complaints complaints = new Complaints(file.path());
        try (BufferedReader reader = open(file)) {
            String header = reader.readLine();
            if (header == null) {
                return unusable(complaints, 0, 0, "is empty");
            }
            Columns columns = Columns.of(header);
            if (columns.timestamp() < 0) {
                return unusable(complaints, 0, 1, "has no column " + TIMESTAMP);
            }
            if (columns.cpu() < 0 && columns.memory() < 0) {
                return unusable(
                        complaints, 0, 1, "has neither a column cpu_cores nor memory_bytes");
            }
            Rows rows = new Rows(columns, complaints);
            int line = 1;
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                line++;
                if (!text.isBlank()) {
                    rows.add(text, line);
                }
            }
            return trace(file, rows, line - 1, complaints);
        } catch (EOFException | ZipException e) {
            return unusable(
                    complaints,
                    0,
                    complaints.lastLine(),
                    "ends early or is damaged: " + e.getMessage());
        } catch (CharacterCodingException e) {
            return unusable(complaints, 0, complaints.lastLine(), "is no text in UTF-8");
        } catch (IOException e) {
            return unusable(complaints, 0, 0, "cannot be read: " + e.getMessage());
        }
    }

    private static BufferedReader open(TraceFile file) throws IOException {
        InputStream bytes = Files.newInputStream(file.path());
        try {
            InputStream text =
                    file.path().toString().endsWith(".gz")
                            ? new GZIPInputStream(bytes, 1 << 16)
                            : bytes;
            return new BufferedReader(
                    new InputStreamReader(text, StandardCharsets.UTF_8.newDecoder()));
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    private static Trace unusable(Complaints complaints, int rows, int line, String what) {
        return new Trace(Optional.empty(), rows, complaints.whole(line, what + "; left out"));
    }

    private Trace trace(TraceFile file, Rows rows, int count, Complaints complaints) {
        List<Row> sorted = rows.inOrder();
        if (sorted.size() < 2 && file.step().isEmpty()) {
            return unusable(
                    complaints,
                    count,
                    0,
                    "has no two usable rows, so the length of a window is not known");
        }
        if (sorted.isEmpty()) {
            return unusable(complaints, count, 0, "has no usable row");
        }
        Duration step = file.step().orElseGet(() -> step(sorted));
        if (step.compareTo(Duration.ofSeconds(1)) < 0 || step.compareTo(LONGEST_STEP) > 0) {
            return unusable(
                    complaints,
                    count,
                    0,
                    "has windows of " + step.toMillis() / 1_000.0 + " s: is timestamp in seconds?");
        }
        Duration span =
                Duration.ofMillis(sorted.getLast().endMillis() - sorted.getFirst().endMillis());
        if (span.compareTo(LONGEST_SPAN) > 0) {
            return unusable(
                    complaints,
                    count,
                    0,
                    "spans " + span.toDays() + " days: is timestamp in seconds?");
        }
        Units units = Units.of(sorted);
        units.complain(complaints);
        long known = sorted.stream().filter(row -> !Double.isNaN(row.cpuMax())).count();
        boolean highest = signal.takesHighest(step, known, sorted.size());
        UsageHistory.Builder usage = UsageHistory.withStep(step);
        for (Row row : sorted) {
            double cpu = highest && !Double.isNaN(row.cpuMax()) ? row.cpuMax() : row.cpu();
            usage.add(
                    Instant.ofEpochMilli(row.endMillis()),
                    cpu,
                    Double.isNaN(row.throttled()) ? 0 : row.throttled(),
                    units.memoryIsBytes() ? row.memory() : Double.NaN);
        }
        return new Trace(
                Optional.of(
                        new ContainerSeries(
                                file.set(), file.series(), file.workload(), usage.build())),
                count,
                complaints.all());
    }

    /** The median of what lies between two rows; of two in the middle the shorter. */
    private static Duration step(List<Row> rows) {
        long[] steps = new long[rows.size() - 1];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = rows.get(i + 1).endMillis() - rows.get(i).endMillis();
        }
        Arrays.sort(steps);
        return Duration.ofMillis(steps[(steps.length - 1) / 2]);
    }

    /** One window. */
    private record Row(
            long endMillis, double cpu, double cpuMax, double throttled, double memory, int line) {}

    /** Where each column is; -1 where there is none. */
    private record Columns(int timestamp, int cpu, int cpuMax, int throttled, int memory) {
        static Columns of(String header) {
            // a file that a spreadsheet saved begins with a mark of its encoding
            List<String> names =
                    TraceFolder.cells(header.startsWith("\uFEFF") ? header.substring(1) : header)
                            .stream()
                            .map(String::strip)
                            .toList();
            return new Columns(
                    names.indexOf(TIMESTAMP),
                    names.indexOf("cpu_cores"),
                    names.indexOf("cpu_max_cores"),
                    names.indexOf("cpu_throttled_cores"),
                    names.indexOf("memory_bytes"));
        }
    }

    /** Takes rows as they come. */
    private static final class Rows {
        private final Columns columns;
        private final Complaints complaints;
        private final List<Row> rows = new ArrayList<>();

        Rows(Columns columns, Complaints complaints) {
            this.columns = columns;
            this.complaints = complaints;
        }

        void add(String text, int line) {
            complaints.at(line);
            String[] cells = text.split(",", -1);
            double timestamp = number(cells, columns.timestamp(), TIMESTAMP, LAST_SECOND);
            if (Double.isNaN(timestamp)) {
                complaints.add("has no usable timestamp");
                return;
            }
            rows.add(
                    new Row(
                            Math.round(timestamp * 1_000),
                            number(cells, columns.cpu(), "cpu_cores", Plausible.MOST_CORES),
                            number(cells, columns.cpuMax(), "cpu_max_cores", Plausible.MOST_CORES),
                            number(
                                    cells,
                                    columns.throttled(),
                                    "cpu_throttled_cores",
                                    Plausible.MOST_CORES),
                            number(cells, columns.memory(), "memory_bytes", Plausible.MOST_BYTES),
                            line));
        }

        private double number(String[] cells, int column, String name, double most) {
            if (column < 0) {
                return Double.NaN;
            }
            if (column >= cells.length) {
                complaints.add("has too few cells for " + name);
                return Double.NaN;
            }
            String cell = cells[column].strip();
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
            if (Double.isNaN(value)) {
                complaints.add(name + " is NaN");
                return Double.NaN;
            }
            if (value < 0) {
                complaints.add(name + " is negative");
                return Double.NaN;
            }
            if (value > most) {
                complaints.add(name + " is beyond any machine: is it in another unit?");
                return Double.NaN;
            }
            return value;
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
    }

    /** Whether a whole column counts in what it says. */
    private record Units(boolean memoryIsBytes) {
        static Units of(List<Row> rows) {
            double most =
                    rows.stream()
                            .mapToDouble(Row::memory)
                            .filter(bytes -> !Double.isNaN(bytes))
                            .max()
                            .orElse(0);
            return new Units(most == 0 || most >= Plausible.LEAST_PEAK_BYTES);
        }

        void complain(Complaints complaints) {
            if (!memoryIsBytes) {
                complaints.at(0);
                complaints.add("memory_bytes never reaches 64 KiB: is it in bytes? left out");
            }
        }
    }
}
