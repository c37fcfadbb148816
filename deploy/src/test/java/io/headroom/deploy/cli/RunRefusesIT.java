package io.headroom.deploy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.kafka.EmbeddedKafka;
import io.headroom.deploy.kafka.EmbeddedKafkaConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with where {@code headroom run} is pointed at: one sentence, and no success. */
class RunRefusesIT {
    private static ControlPlane plane;

    @TempDir Path directory;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void startPlane() {
        plane = ControlPlane.bare();
    }

    @Test
    void aTokenThatTheClusterDoesNotKnow() {
        Path kubeconfig = plane.kubeconfig("stranger", "no-such-token");

        assertThat(run(kubeconfig)).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .contains("refuses these credentials (HTTP 401)")
                .contains("--kubeconfig");
    }

    @Test
    void anAuthorityOfKubeletsThatIsNotThere() {
        assertThat(run(plane.kubeconfig(), "--collector.kubelet-ca-file=/no/such/ca.pem"))
                .isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .contains("the certificates for kubelets cannot be read")
                .contains("collector.kubelet-ca-file=/no/such/ca.pem");
    }

    @Test
    void aDirectoryThatANewerHeadroomWrote() throws IOException {
        Path version = Files.createDirectories(directory.resolve("data")).resolve("format-version");
        Files.writeString(version, "2\n");

        assertThat(run(plane.kubeconfig())).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .contains("was written by a newer Headroom (format 2")
                .contains("--data-dir");
    }

    @Test
    void aDirectoryThatAnotherHeadroomUses() {
        try (var other = EmbeddedKafka.start(EmbeddedKafkaConfig.of(directory.resolve("data")))) {
            assertThat(other.bootstrapServers()).isNotEmpty();

            assertThat(run(plane.kubeconfig())).isEqualTo(1);
        }
        assertThat(err.toString(UTF_8))
                .contains(directory.resolve("data") + " is in use by another Headroom")
                .contains("--data-dir");
    }

    private int run(Path kubeconfig, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "run",
                                "--once",
                                "--rest.port=0",
                                "--kubeconfig=" + kubeconfig,
                                "--data-dir=" + directory.resolve("data")));
        arguments.addAll(List.of(more));
        int status =
                HeadroomCommand.execute(
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        Map.of(),
                        arguments.toArray(String[]::new));
        assertThat(out.toString(UTF_8)).isEmpty();
        return status;
    }
}
