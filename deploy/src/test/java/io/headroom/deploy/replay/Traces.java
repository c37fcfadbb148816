package io.headroom.deploy.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;

/**
 * Usage to replay: the real traces beside the project in {@code ../shared/traces}, or series of the
 * simulator where there are none.
 */
final class Traces {
    /** Where the replay lies: whole days are added to a trace so that all of them overlap. */
    static final Instant DAY = Instant.parse("2013-08-13T00:00:00Z");

    private static final String FOLDER = "shared/traces/containers";
    private static final int WORKLOADS = 20;

    private Traces() {}

    /** A workload of a trace, with one series per replica. */
    record Workload(String name, List<TraceSeries> replicas) {}

    /**
     * Twenty workloads over some days from {@link #DAY}: business machines with a replica each, one
     * job with nine replicas, and containers that were read every quarter of an hour. Without a
     * folder those of simulated clusters.
     */
    static List<Workload> twenty(Optional<Path> folder, int days) {
        if (folder.isEmpty()) {
            return simulated(Duration.ofDays(days));
        }
        List<Workload> workloads = new ArrayList<>();
        workloads.addAll(take(folder.get(), "bitbrains-faststorage", 17, days));
        workloads.addAll(take(folder.get(), "google-borg-2019", 1, days));
        workloads.addAll(take(folder.get(), "kruize-openshift", 2, days));
        return List.copyOf(workloads);
    }

    /** Where the real ones are, if they are there. */
    static Optional<Path> folder() {
        for (Path folder = Path.of("").toAbsolutePath();
                folder != null;
                folder = folder.getParent()) {
            Path traces = folder.resolveSibling(FOLDER);
            if (Files.isDirectory(traces)) {
                return Optional.of(traces);
            }
        }
        return Optional.empty();
    }

    /** The first workloads of a set that are long enough, by name. */
    private static List<Workload> take(Path folder, String set, int count, int days) {
        Map<String, List<String>> series = new TreeMap<>();
        for (String[] row : read(folder.resolve("index.csv"))) {
            if (row[0].equals(set)) {
                series.computeIfAbsent(row[2], workload -> new ArrayList<>()).add(row[1]);
            }
        }
        List<Workload> workloads = new ArrayList<>();
        for (Map.Entry<String, List<String>> workload : series.entrySet()) {
            List<TraceSeries> replicas =
                    workload.getValue().stream()
                            .map(name -> readSeries(folder, set, name, days))
                            .filter(replica -> replica.rows().size() >= 2)
                            .toList();
            if (!replicas.isEmpty() && workloads.size() < count) {
                workloads.add(new Workload(set + "-" + workload.getKey(), replicas));
            }
        }
        return workloads;
    }

    private static TraceSeries readSeries(Path folder, String set, String name, int days) {
        List<TraceSeries.Row> rows = new ArrayList<>();
        for (String[] cells : read(folder.resolve(set).resolve(name + ".csv.gz"))) {
            if (!cells[1].isEmpty() && !cells[4].isEmpty()) {
                rows.add(
                        new TraceSeries.Row(
                                Instant.ofEpochSecond(Long.parseLong(cells[0])),
                                Double.parseDouble(cells[1]),
                                (long) Double.parseDouble(cells[4])));
            }
        }
        TraceSeries series = new TraceSeries(rows);
        long startDay = Math.ceilDiv(rows.getFirst().at().getEpochSecond(), 86_400);
        Duration toDay = Duration.between(Instant.ofEpochSecond(startDay * 86_400), DAY);
        return series.movedBy(toDay).between(DAY, DAY.plus(Duration.ofDays(days)));
    }

    private static List<String[]> read(Path file) {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                file.toString().endsWith(".gz")
                                        ? new GZIPInputStream(Files.newInputStream(file))
                                        : Files.newInputStream(file),
                                StandardCharsets.UTF_8))) {
            return reader.lines().skip(1).map(line -> line.split(",", -1)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One simulated cluster has fewer than twenty that last. */
    private static List<Workload> simulated(Duration length) {
        return LongStream.of(1, 2)
                .boxed()
                .flatMap(seed ->
                        SimulatedSeries.of(seed, DAY, length).stream()
                                .map(each ->
                                        new Workload(
                                                "simulated-" + seed + "-" + each.name(),
                                                each.replicas())))
                .limit(WORKLOADS)
                .toList();
    }
}
