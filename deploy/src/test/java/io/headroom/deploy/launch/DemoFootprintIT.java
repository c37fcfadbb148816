package io.headroom.deploy.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.deploy.cluster.ChildProcess;
import io.headroom.model.topic.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demo as a user starts it: by the script, from the build. */
class DemoFootprintIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(DemoFootprintIT.class);
    private static final Path SCRIPT = Path.of("..", "headroom").toAbsolutePath().normalize();

    /**
     * The most memory that was resident since the start of the program, as the kernel counts it.
     */
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+([0-9]+) kB");

    private static final long MOST_KIBIBYTES = 700_000_000 >> 10;

    /** A shell is smaller than this, a JVM with a broker in it larger. */
    private static final long LEAST_KIBIBYTES = 100 << 10;

    @TempDir Path directory;

    @Test
    void sizesADozenWorkloadsInLessThan700Megabytes() throws IOException {
        Assumptions.assumeTrue(
                Files.exists(Path.of("/proc/self/status")),
                "there is no /proc here to read the resident memory from");
        assertThat(Path.of("target", "lib")).as("the build that the script starts").isDirectory();
        Path output = directory.resolve("out");
        Path log = directory.resolve("err");
        long begun = System.nanoTime();
        long[] peakKibibytes = {0};
        try (ChildProcess demo =
                ChildProcess.start(
                        "headroom demo",
                        output,
                        log,
                        Map.of("JAVA_HOME", System.getProperty("java.home")),
                        List.of(SCRIPT.toString(), "demo", "--once", "--output", "json"))) {
            await().atMost(Duration.ofMinutes(10))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        peakKibibytes[0] = Math.max(peakKibibytes[0], peakKibibytes(demo.handle()));
                        return !demo.isAlive();
                    });
            assertThat(demo.waitFor(1, TimeUnit.SECONDS)).as(demo::logTail).isZero();
        }

        LOGGER.info(
                "the demo took {} s and {} MiB",
                Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                peakKibibytes[0] >> 10);
        assertThat(peakKibibytes[0]).isBetween(LEAST_KIBIBYTES, MOST_KIBIBYTES);
        assertThat(
                        Json.mapper()
                                .readTree(Files.readString(output, StandardCharsets.UTF_8))
                                .get("recommendations")
                                .size())
                .isGreaterThanOrEqualTo(12);
    }

    /**
     * Of the script, which becomes the JVM under the same process id, and all that either has
     * started and that still runs.
     */
    private static long peakKibibytes(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants())
                .mapToLong(each -> peakKibibytes(each.pid()))
                .sum();
    }

    /** Zero when the process has gone. */
    private static long peakKibibytes(long pid) {
        try {
            var peak =
                    PEAK.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
            return peak.find() ? Long.parseLong(peak.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
