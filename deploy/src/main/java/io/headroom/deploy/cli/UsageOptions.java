package io.headroom.deploy.cli;

import io.headroom.collector.history.PrometheusConfig;
import io.headroom.deploy.CannotStartException;
import io.headroom.deploy.backtest.ProgressBar;
import io.headroom.deploy.backtest.PrometheusUsage;
import io.headroom.deploy.backtest.Usage;
import io.headroom.recommender.replay.trace.CpuSignal;
import io.headroom.recommender.replay.trace.Trace;
import io.headroom.recommender.replay.trace.TraceFile;
import io.headroom.recommender.replay.trace.TraceFolder;
import io.headroom.recommender.replay.trace.TraceReader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which usage a backtest runs over: that in files, or what a Prometheus remembers. */
final class UsageOptions {
    private static final String NAMESPACE = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

    @Parameters(arity = "0..1", paramLabel = "TRACES_DIR", description = "where the usage is")
    @Nullable Path traces;

    @Option(
            names = "--sets",
            paramLabel = "SET,...",
            split = ",",
            description = "the folders to replay; by default all")
    List<String> sets = List.of();

    @Option(
            names = "--prometheus",
            paramLabel = "URL",
            description = "takes the usage from there in place of TRACES_DIR")
    @Nullable String prometheus;

    @Option(
            names = "--namespace",
            paramLabel = "NAME,...",
            split = ",",
            description = "of that Prometheus only these; by default all")
    List<String> namespaces = List.of();

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "where its history ends, such as 2026-03-01T00:00:00Z; by default now")
    @Nullable Instant until;

    @Option(
            names = "--cpu-signal",
            paramLabel = "auto|mean|max",
            description =
                    "auto takes cpu_max_cores for windows of 10 minutes or more, else cpu_cores")
    CpuSignal signal = CpuSignal.AUTO;

    /** The settings that short flags stand for. */
    Map<String, String> settings() {
        return prometheus == null ? Map.of() : Map.of("prometheus.url", prometheus);
    }

    /**
     * Finds the usage; that of a Prometheus is read, files are not.
     *
     * @param settings how a Prometheus is asked, where there is one
     * @throws IllegalArgumentException when the options do not go together
     * @throws CannotStartException when there is nothing
     */
    Usage find(Optional<PrometheusConfig> settings, Terminal terminal) throws InterruptedException {
        if (traces != null) {
            return inFiles(traces);
        }
        return inPrometheus(
                settings.orElseThrow(() ->
                        new IllegalArgumentException(
                                "give TRACES_DIR or --prometheus URL: there is no usage to"
                                        + " replay")),
                terminal);
    }

    private Usage inFiles(Path folder) {
        for (var option :
                Map.of(
                                "--prometheus", prometheus != null,
                                "--namespace", !namespaces.isEmpty(),
                                "--until", until != null)
                        .entrySet()) {
            if (option.getValue()) {
                throw new IllegalArgumentException(
                        option.getKey() + " does not go with TRACES_DIR: give one of them");
            }
        }
        TraceFolder found = folder(folder);
        TraceReader reader = new TraceReader(signal);
        return new Usage(
                folder.toString(),
                chosen(sets, folder, found).stream()
                        .<Supplier<Trace>>map(file -> () -> reader.read(file))
                        .toList(),
                found.problems(),
                Optional.empty());
    }

    /**
     * The files of some sets.
     *
     * @param sets none for all
     * @throws CannotStartException when there is no such set
     */
    static List<TraceFile> chosen(List<String> sets, Path folder, TraceFolder found) {
        SortedSet<String> there =
                found.files().stream()
                        .map(TraceFile::set)
                        .collect(Collectors.toCollection(TreeSet::new));
        for (String set : sets) {
            if (!there.contains(set)) {
                throw new CannotStartException(
                        "--sets %s: there is no such set in %s; there are %s"
                                .formatted(
                                        set,
                                        folder,
                                        there.isEmpty() ? "none" : String.join(", ", there)));
            }
        }
        return found.files().stream()
                .filter(file -> sets.isEmpty() || sets.contains(file.set()))
                .toList();
    }

    private static TraceFolder folder(Path folder) {
        try {
            return TraceFolder.at(folder);
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new CannotStartException("there is no folder " + folder, e);
        } catch (IOException e) {
            throw new CannotStartException("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    private Usage inPrometheus(PrometheusConfig config, Terminal terminal)
            throws InterruptedException {
        if (!sets.isEmpty()) {
            throw new IllegalArgumentException(
                    "--sets goes with TRACES_DIR; of a Prometheus a set is a --namespace");
        }
        for (String namespace : namespaces) {
            if (!namespace.matches(NAMESPACE)) {
                throw new IllegalArgumentException(
                        "--namespace " + namespace + ": is no name of a namespace");
            }
        }
        terminal.say(
                "reading the history of " + config.span().toDays() + " days in " + config.url());
        return PrometheusUsage.read(
                config,
                new PrometheusUsage.Asked(
                        Set.copyOf(namespaces), until == null ? Instant.now() : until, signal),
                Runtime.getRuntime().maxMemory() / 2,
                ProgressBar.ofReading(terminal.err(), terminal.errorsAreSeenAtOnce()));
    }
}
