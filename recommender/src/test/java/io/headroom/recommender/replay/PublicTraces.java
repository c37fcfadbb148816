package io.headroom.recommender.replay;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headroom.recommender.replay.trace.CpuSignal;
import io.headroom.recommender.replay.trace.TraceFolder;
import io.headroom.recommender.replay.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The real traces beside the project; a test that needs them is skipped elsewhere, save in CI. */
public final class PublicTraces {
    private PublicTraces() {}

    /** Every container of them. */
    static List<ContainerSeries> read() throws IOException {
        TraceReader reader = new TraceReader(CpuSignal.AUTO);
        return TraceFolder.at(folder()).files().stream()
                .map(file -> reader.read(file).series())
                .flatMap(Optional::stream)
                .toList();
    }

    /** Where they are; those of demand are in {@code demand}. */
    public static Path folder() {
        Optional<Path> traces = beside();
        if (!"true".equals(System.getenv("CI"))) {
            assumeTrue(traces.isPresent(), "there are no traces in ../shared/traces");
        }
        return traces.orElseThrow();
    }

    private static Optional<Path> beside() {
        for (Path folder = Path.of("").toAbsolutePath();
                folder != null;
                folder = folder.getParent()) {
            Path traces = folder.resolveSibling("shared/traces");
            if (Files.isDirectory(traces.resolve("containers"))) {
                return Optional.of(traces);
            }
        }
        return Optional.empty();
    }
}
