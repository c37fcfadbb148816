package io.headroom.recommender.replay.trace;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a folder with traces: {@code SET/SERIES.csv} or {@code SERIES.csv}, each also with
 * {@code .gz}; where there is a folder {@code containers}, those in it. An {@code index.csv} beside
 * the sets may say more of each series: {@code set,series,workload,step_seconds}.
 *
 * @param files by set and series
 * @param problems of the index
 */
public record TraceFolder(List<TraceFile> files, List<Problem> problems) {
    private static final String INDEX = "index.csv";
    private static final Comparator<TraceFile> BY_NAME =
            Comparator.comparing(TraceFile::set).thenComparing(TraceFile::series);

    public TraceFolder {
        files = List.copyOf(files);
        problems = List.copyOf(problems);
    }

    /**
     * Looks for files; reads none but the index.
     *
     * @throws IOException when the folder cannot be listed, or there is none
     */
    public static TraceFolder at(Path given) throws IOException {
        Path folder =
                Files.isDirectory(given.resolve("containers"))
                        ? given.resolve("containers")
                        : given;
        List<Problem> problems = new ArrayList<>();
        Map<String, TraceFile> index = index(folder, problems);
        List<TraceFile> files = new ArrayList<>();
        String ownName = folder.toAbsolutePath().normalize().getFileName().toString();
        for (Path entry : list(folder)) {
            if (Files.isDirectory(entry)) {
                String set = entry.getFileName().toString();
                for (Path file : list(entry)) {
                    addTrace(file, set, index, files);
                }
            } else if (!entry.getFileName().toString().equals(INDEX)) {
                addTrace(entry, ownName, index, files);
            }
        }
        index.values().stream()
                .sorted(BY_NAME)
                .forEach(missing ->
                        problems.add(
                                new Problem(
                                        folder.resolve(INDEX).toString(),
                                        0,
                                        "there is no file for "
                                                + missing.set()
                                                + "/"
                                                + missing.series(),
                                        1)));
        files.sort(BY_NAME);
        return new TraceFolder(files, problems);
    }

    private static void addTrace(
            Path file, String set, Map<String, TraceFile> index, List<TraceFile> files) {
        String name = file.getFileName().toString();
        String series = name.replaceFirst("\\.csv(\\.gz)?$", "");
        if (series.equals(name) || !Files.isRegularFile(file)) {
            return;
        }
        TraceFile indexed = index.remove(set + "/" + series);
        files.add(
                new TraceFile(
                        file,
                        set,
                        series,
                        indexed == null ? series : indexed.workload(),
                        indexed == null ? Optional.empty() : indexed.step()));
    }

    private static Map<String, TraceFile> index(Path folder, List<Problem> problems)
            throws IOException {
        Path file = folder.resolve(INDEX);
        Map<String, TraceFile> index = new HashMap<>();
        if (!Files.isRegularFile(file)) {
            return index;
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (MalformedInputException e) {
            problems.add(
                    new Problem(
                            file.toString(), 0, "is no text in UTF-8; the index is ignored", 1));
            return index;
        }
        List<String> header = lines.isEmpty() ? List.of() : cells(lines.getFirst());
        int set = header.indexOf("set");
        int series = header.indexOf("series");
        int workload = header.indexOf("workload");
        int step = header.indexOf("step_seconds");
        if (set < 0 || series < 0) {
            problems.add(
                    new Problem(
                            file.toString(),
                            1,
                            "has no columns set and series; the index is ignored",
                            1));
            return index;
        }
        for (int i = 1; i < lines.size(); i++) {
            List<String> row = cells(lines.get(i));
            if (row.size() <= Math.max(set, series)) {
                problems.add(new Problem(file.toString(), i + 1, "has too few cells", 1));
                continue;
            }
            String name = row.get(series);
            index.put(
                    row.get(set) + "/" + name,
                    new TraceFile(
                            file,
                            row.get(set),
                            name,
                            workload >= 0 && workload < row.size() && !row.get(workload).isEmpty()
                                    ? row.get(workload)
                                    : name,
                            step >= 0 && step < row.size()
                                    ? seconds(row.get(step))
                                    : Optional.empty()));
        }
        return index;
    }

    private static Optional<Duration> seconds(String cell) {
        try {
            double seconds = Double.parseDouble(cell);
            return seconds > 0 && seconds <= Duration.ofDays(1).toSeconds()
                    ? Optional.of(Duration.ofMillis(Math.round(seconds * 1_000)))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static List<String> cells(String line) {
        return List.of(line.strip().split(",", -1));
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }
}
