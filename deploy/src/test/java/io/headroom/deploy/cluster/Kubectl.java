package io.headroom.deploy.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** kubectl, run as one user. */
public record Kubectl(Path program, Path kubeconfig, Path logs) {

    /** What a command said, and how it ended. */
    public record Answer(int exitCode, String output, String error) {}

    /**
     * Runs a command.
     *
     * @throws AssertionError with kubectl's own words when it fails
     */
    public String run(String... arguments) {
        Answer answer = tryRun(arguments);
        if (answer.exitCode() != 0) {
            throw new AssertionError(
                    "kubectl " + String.join(" ", arguments) + ": " + answer.error());
        }
        return answer.output();
    }

    /** Runs a command that may fail. */
    public Answer tryRun(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of("--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile(logs, "kubectl", ".out");
            Path error = Files.createTempFile(logs, "kubectl", ".err");
            try (ChildProcess kubectl =
                    ChildProcess.start("kubectl", output, error, Map.of(), command)) {
                int exitCode = kubectl.waitFor(2, TimeUnit.MINUTES);
                return new Answer(exitCode, Files.readString(output), Files.readString(error));
            } finally {
                Files.deleteIfExists(output);
                Files.deleteIfExists(error);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
