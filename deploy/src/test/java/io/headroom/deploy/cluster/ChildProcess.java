package io.headroom.deploy.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process of a test, with its output in a file. It ends when it is closed and, whatever happens
 * to the test, when this JVM ends: also when that is killed.
 */
public final class ChildProcess implements AutoCloseable {
    /*
     * A reader of the standard input outlives the exec and shares the program's process id. The
     * other end of that pipe is this JVM's: it closes with it, even after SIGKILL, when no shutdown
     * hook runs.
     */
    private static final String ENDS_WITH_ITS_PARENT =
            "exec 3<&0; (cat <&3 >/dev/null; kill -9 $$ 2>/dev/null) & exec \"$@\" 3<&- </dev/null";

    private final String name;
    private final Path log;
    private final Process process;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts a program.
     *
     * @param name what messages call it
     * @param log where its standard output and error go, appended to what is there
     * @param environment variables added to this process's own
     */
    public static ChildProcess start(
            String name, Path log, Map<String, String> environment, List<String> command) {
        return start(name, log, log, environment, command);
    }

    /** Starts a program whose standard output is kept apart from its standard error. */
    public static ChildProcess start(
            String name,
            Path output,
            Path log,
            Map<String, String> environment,
            List<String> command) {
        List<String> wrapped = new ArrayList<>(List.of("sh", "-c", ENDS_WITH_ITS_PARENT, name));
        wrapped.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(wrapped);
        builder.environment().putAll(environment);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        if (output.equals(log)) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        }
        try {
            Process process = builder.start();
            // once it has ended its id may become another process's: the reader must go at once
            var _ = process.onExit().thenRun(() -> closeQuietly(process));
            return new ChildProcess(name, log, process);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be started: " + command, e);
        }
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it has ended by itself, and gives its exit code. */
    public int waitFor(long timeout, TimeUnit unit) {
        try {
            if (!process.waitFor(timeout, unit)) {
                throw new AssertionError(
                        name + " still runs after " + timeout + " " + unit + ": " + logTail());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " ran", e);
        }
    }

    /** Ends it without a chance to do anything more (SIGKILL), and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        waitFor(30, TimeUnit.SECONDS);
    }

    /** Throws, with the end of its log, when it does not run any more. */
    public void assertAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    name + " ended with code " + process.exitValue() + ": " + logTail());
        }
    }

    /** The last lines of its log, for a message. */
    public String logTail() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()))
                    + "\n(all of it: "
                    + log
                    + ")";
        } catch (IOException e) {
            return "(no log at " + log + ")";
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // the pipe is gone, which is what was wanted
        }
    }
}
