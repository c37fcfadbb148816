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
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.zip.GZIPInputStream;

/**
 * Real usage to replay: the traces beside the project in {@code ../shared/traces}, or seeded series
 * of the same shape where there are none.
 */
final class Traces {
    /** Where the replay lies: whole days are added to a trace so that all of them overlap. */
    static final Instant DAY = Instant.parse("2013-08-13T00:00:00Z");

    private static final String FOLDER = "shared/traces/containers";
    private static final Duration STEP = Duration.ofMinutes(5);

    private Traces() {}

    /** A workload of a trace, with one series per replica. */
    record Workload(String name, List<TraceSeries> replicas) {}

    /**
     * Twenty workloads over some days from {@link #DAY}: business machines with a replica each, one
     * job with nine replicas, and containers that were read every quarter of an hour.
     */
    static List<Workload> twenty(int days) {
        Optional<Path> folder = folder();
        if (folder.isEmpty()) {
            return seeded(days);
        }
        List<Workload> workloads = new ArrayList<>();
        workloads.addAll(take(folder.get(), "bitbrains-faststorage", 17, days));
        workloads.addAll(take(folder.get(), "google-borg-2019", 1, days));
        workloads.addAll(take(folder.get(), "kruize-openshift", 2, days));
        return List.copyOf(workloads);
    }

    private static Optional<Path> folder() {
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

    /** Days with a rhythm, bursts and noise; the same for the same seed. */
    private static List<Workload> seeded(int days) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20131);
        List<Workload> workloads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            double base = 0.01 * Math.exp(random.nextDouble() * 5);
            long memory = (long) (50e6 * Math.exp(random.nextDouble() * 5));
            List<TraceSeries> replicas = new ArrayList<>();
            for (int replica = 0; replica < (i % 5 == 0 ? 3 : 1); replica++) {
                List<TraceSeries.Row> rows = new ArrayList<>();
                for (int step = 0; step < days * 288; step++) {
                    double day = 1 + 0.5 * Math.sin(2 * Math.PI * step / 288);
                    double burst = random.nextInt(50) == 0 ? 4 : 1;
                    rows.add(
                            new TraceSeries.Row(
                                    DAY.plus(STEP.multipliedBy(step)).plusSeconds(46),
                                    base * day * burst * random.nextDouble(0.8, 1.2),
                                    (long) (memory * (1 + 0.2 * random.nextDouble()))));
                }
                replicas.add(new TraceSeries(rows));
            }
            workloads.add(new Workload("seeded-" + i, replicas));
        }
        return List.copyOf(workloads);
    }
}
