package io.headroom.recommender.replay.trace;

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
 * machine; a row whose time is not known or was there already; a column that counts in another
 * unit; a file that ends early, lacks a column, or has times in another unit. Rows out of order are
 * put in order; a gap of more than a week is said.
 */
public final class TraceReader {
    private static final Duration LONGEST_STEP = Duration.ofDays(1);
    private static final Duration LONGEST_SPAN = Duration.ofDays(3_660);

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
            TraceRows.Columns columns = TraceRows.Columns.of(header);
            if (!columns.hasTime()) {
                return unusable(complaints, 0, 1, "has no column " + TraceRows.TIMESTAMP);
            }
            if (!columns.hasUsage()) {
                return unusable(
                        complaints, 0, 1, "has neither a column cpu_cores nor memory_bytes");
            }
            columns.complainOfDoubles(complaints);
            TraceRows rows = new TraceRows(columns, complaints);
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

    private Trace trace(TraceFile file, TraceRows rows, int count, Complaints complaints) {
        List<TraceRows.Row> sorted = rows.inOrder();
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
        rows.complainOfGaps(sorted);
        List<TraceRows.Row> usable = rows.inTheRightUnit(sorted);
        if (usable.stream().allMatch(TraceRows.Row::isEmpty)) {
            return unusable(complaints, count, 0, "has no usable usage");
        }
        return new Trace(
                Optional.of(
                        new ContainerSeries(
                                file.set(), file.series(), file.workload(), history(step, usable))),
                count,
                complaints.all());
    }

    private UsageHistory history(Duration step, List<TraceRows.Row> rows) {
        long known = rows.stream().filter(row -> !Double.isNaN(row.cpuMax())).count();
        boolean highest = signal.takesHighest(step, known, rows.size());
        UsageHistory.Builder usage = UsageHistory.withStep(step);
        for (TraceRows.Row row : rows) {
            usage.add(
                    Instant.ofEpochMilli(row.endMillis()),
                    highest && !Double.isNaN(row.cpuMax()) ? row.cpuMax() : row.cpu(),
                    Double.isNaN(row.throttled()) ? 0 : row.throttled(),
                    row.memory());
        }
        return usage.build();
    }

    /** The median of what lies between two rows; of two in the middle the shorter. */
    private static Duration step(List<TraceRows.Row> rows) {
        long[] steps = new long[rows.size() - 1];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = rows.get(i + 1).endMillis() - rows.get(i).endMillis();
        }
        Arrays.sort(steps);
        return Duration.ofMillis(steps[(steps.length - 1) / 2]);
    }
}
