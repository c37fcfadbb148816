package io.headroom.recommender.scale.trace;

import io.headroom.recommender.replay.trace.Problem;
import io.headroom.recommender.replay.trace.TraceFile;
import io.headroom.recommender.replay.trace.TraceFolder;
import io.headroom.recommender.scale.replay.Demand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;

/**
 * Reads demand from CSV files with the columns {@code timestamp} (the end of a window, in unix
 * seconds) and {@code demand} (what all replicas together had to serve). What cannot be right is
 * left out and told. Steps of less than a sync are averaged to one.
 */
public final class DemandReader {
    private static final int SYNC_SECONDS = 15;
    private static final double LAST_SECOND = 4_102_444_800.0;

    private DemandReader() {}

    /**
     * The files with demand: those in the folder {@code demand} where there is one.
     *
     * @throws IOException when the folder cannot be listed, or there is none
     */
    public static TraceFolder folder(Path traces) throws IOException {
        Path demand = traces.resolve("demand");
        return TraceFolder.at(Files.isDirectory(demand) ? demand : traces);
    }

    /** Reads a file; what is wrong with it is among the problems. */
    public static DemandTrace read(TraceFile file) {
        Rows rows = new Rows(file.path());
        try (BufferedReader lines = open(file.path())) {
            rows.read(lines);
        } catch (IOException e) {
            rows.complain("ends early, is damaged or no text in UTF-8: " + e.getMessage());
            return rows.trace(file, none());
        }
        if (rows.demand.size() < (file.step().isEmpty() ? 2 : 1)) {
            rows.complain("has too few usable rows; left out");
            return rows.trace(file, none());
        }
        Duration step = file.step().orElseGet(() -> medianStep(rows.demand));
        if (step.compareTo(Duration.ofSeconds(1)) < 0) {
            rows.complain("has windows of less than a second: is timestamp in seconds? left out");
            return rows.trace(file, none());
        }
        Demand.Builder demand = Demand.withStep(step);
        rows.demand.forEach(demand::add);
        return rows.trace(file, demand.build().averagedTo(SYNC_SECONDS));
    }

    private static BufferedReader open(Path path) throws IOException {
        InputStream bytes = Files.newInputStream(path);
        try {
            InputStream text =
                    path.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes;
            return new BufferedReader(
                    new InputStreamReader(text, StandardCharsets.UTF_8.newDecoder()));
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    private static Demand none() {
        return Demand.withStep(Duration.ofSeconds(SYNC_SECONDS)).build();
    }

    private static Duration medianStep(SortedMap<Long, Double> rows) {
        long[] ends = rows.keySet().stream().mapToLong(Long::longValue).toArray();
        long[] steps =
                LongStream.range(1, ends.length)
                        .map(i -> ends[(int) i] - ends[(int) i - 1])
                        .sorted()
                        .toArray();
        return Duration.ofSeconds(steps[(steps.length - 1) / 2]);
    }

    /** What was read so far. */
    private static final class Rows {
        private final Path file;
        private final TreeMap<Long, Double> demand = new TreeMap<>();
        private final Map<String, Problem> problems = new LinkedHashMap<>();
        private int line = 1;

        Rows(Path file) {
            this.file = file;
        }

        void read(BufferedReader lines) throws IOException {
            String header = Optional.ofNullable(lines.readLine()).orElse("");
            List<String> names =
                    List.of(header.replace("\uFEFF", "").strip().split("\\s*,\\s*", -1));
            int timestamp = names.indexOf("timestamp");
            int amount = names.indexOf("demand");
            if (timestamp < 0 || amount < 0) {
                complain("has no columns timestamp and demand; left out");
                return;
            }
            for (String row = lines.readLine(); row != null; row = lines.readLine()) {
                line++;
                if (!row.isBlank()) {
                    add(row.split(",", -1), timestamp, amount);
                }
            }
        }

        private void add(String[] cells, int timestamp, int amount) {
            double end = number(cells, timestamp, "timestamp");
            double value = number(cells, amount, "demand");
            if (Double.isNaN(end) || Double.isNaN(value)) {
                return;
            }
            if (end <= 0 || end > LAST_SECOND) {
                complain("has a timestamp that is not in unix seconds");
            } else if (value < 0) {
                complain("demand is negative");
            } else if (demand.putIfAbsent(Math.round(end), value) != null) {
                complain("has the timestamp of an earlier row; the first one counts");
            }
        }

        /** NaN where there is nothing that can be used. */
        private double number(String[] cells, int index, String name) {
            if (index >= cells.length) {
                complain("has too few cells for " + name);
                return Double.NaN;
            }
            String cell = cells[index].strip();
            if (cell.isEmpty()) {
                return Double.NaN;
            }
            try {
                double number = Double.parseDouble(cell);
                if (Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            complain(name + " is no number");
            return Double.NaN;
        }

        void complain(String what) {
            problems.merge(
                    what,
                    new Problem(file.toString(), line, what, 1),
                    (first, _) ->
                            new Problem(first.where(), first.line(), what, first.count() + 1));
        }

        DemandTrace trace(TraceFile from, Demand found) {
            return new DemandTrace(
                    from.set(), from.series(), found, new ArrayList<>(problems.values()));
        }
    }
}
