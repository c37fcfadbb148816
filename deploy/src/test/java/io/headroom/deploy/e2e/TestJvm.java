package io.headroom.deploy.e2e;

import io.headroom.deploy.cluster.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A JVM of its own with this one's class path, so that a test may kill it. */
public final class TestJvm {
    private static final AtomicInteger STARTED = new AtomicInteger();

    private TestJvm() {}

    /** What a JVM said is in {@code output} and {@code log} while it runs and after. */
    public record Started(ChildProcess process, Path output, Path log) implements AutoCloseable {

        /** Its standard output so far. */
        public String said() {
            return read(output);
        }

        /** Its standard error so far. */
        public String logged() {
            return read(log);
        }

        @Override
        public void close() {
            process.close();
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Starts a main class; with as small a heap as a test needs. */
    public static Started start(Class<?> main, List<String> arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx384m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-Duser.timezone=UTC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        command.addAll(arguments);
        String name = main.getSimpleName() + "-" + STARTED.incrementAndGet();
        try {
            Path folder = Files.createDirectories(Path.of("target", "e2e").toAbsolutePath());
            Path output = Files.writeString(folder.resolve(name + ".out"), "");
            Path log = Files.writeString(folder.resolve(name + ".log"), "");
            return new Started(
                    ChildProcess.start(name, output, log, Map.of(), command), output, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
