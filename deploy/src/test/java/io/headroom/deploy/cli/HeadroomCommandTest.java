package io.headroom.deploy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person at the terminal sees: results on one side, sentences on the other. */
class HeadroomCommandTest {
    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void printsItsVersion() {
        assertThat(run("version")).isZero();
        assertThat(out()).matches("headroom [0-9]+\\.[0-9]+.*\n");
        assertThat(err()).isEmpty();
    }

    @Test
    void showsItsCommandsWhenNothingIsAskedFor() {
        assertThat(run()).isEqualTo(2);
        assertThat(out()).isEmpty();
        assertThat(err()).contains("headroom demo").contains("headroom run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "demo", "recommendations", "backtest", "settings", "version"})
    void helpsWithEveryCommand(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out()).contains("Usage: headroom " + command);
    }

    @Test
    void refusesAnUnknownCommand() {
        assertThat(run("frobnicate")).isEqualTo(2);
        assertThat(err())
                .isEqualTo(
                        "headroom: no such command or option: frobnicate; see headroom --help\n");
    }

    @Test
    void refusesAnUnknownFlag() {
        assertThat(run("demo", "--onse")).isEqualTo(2);
        assertThat(err()).contains("--onse: no such option");
        assertThat(run("demo", "-x")).isEqualTo(2);
        assertThat(err()).contains("no such command or option: -x; see headroom demo --help");
    }

    @Test
    void takesThePrometheusAsAShortFlag() {
        assertThat(run("run", "--prometheus", "prometheus:9090")).isEqualTo(2);
        assertThat(err())
                .contains("--prometheus.url=prometheus:9090: must be a URL such as http://");
    }

    @Test
    void reportsEveryWrongSettingWhereverItComesFrom() throws Exception {
        Path file = Files.writeString(directory.resolve("headroom.yaml"), "rest: {prot: 1}\n");
        int status =
                run(
                        "run",
                        "--config",
                        file.toString(),
                        "--set",
                        "log.level=loud",
                        "--kafka.partitions",
                        "0",
                        "--rest.port");
        assertThat(status).isEqualTo(2);
        assertThat(err())
                .contains("rest.prot (in the file): no such setting; did you mean rest.port?")
                .contains("--log.level=loud: must be one of")
                .contains("--kafka.partitions=0: must be between")
                .contains("--rest.port: needs a value");
        assertThat(out()).isEmpty();
    }

    @Test
    void refusesAValueThatAnOptionCannotHave() {
        assertThat(run("demo", "--seed", "lots")).isEqualTo(2);
        assertThat(err()).contains("--seed").contains("lots");
        assertThat(run("run", "--output", "xml")).isEqualTo(2);
        assertThat(err()).contains("--output").contains("xml");
    }

    @Test
    void saysThatAKubeconfigIsNotThere() {
        assertThat(run("run", "--rest.port=0", "--kubeconfig", "/no/such/config")).isEqualTo(1);
        assertThat(err())
                .isEqualTo(
                        "headroom: kubeconfig /no/such/config does not exist: check"
                                + " --kubeconfig\n");
    }

    @Test
    void saysThatAKubeconfigIsNoneWithoutQuotingIt() throws Exception {
        Path file = Files.writeString(directory.resolve("config"), "token s3cret");
        assertThat(run("run", "--rest.port=0", "--kubeconfig", file.toString())).isEqualTo(1);
        assertThat(err())
                .contains(file + " is not a kubeconfig")
                .doesNotContain("s3cret")
                .hasLineCount(1);
    }

    @Test
    void saysWhichContextsThereAre() throws Exception {
        Path file = kubeconfig("https://127.0.0.1:1");
        assertThat(run("run", "--rest.port=0", "--kubeconfig=" + file, "--kubernetes.context=prod"))
                .isEqualTo(1);
        assertThat(err()).contains("no context 'prod'").contains("[here]").hasLineCount(1);
    }

    @Test
    void saysThatNoClusterAnswers() throws Exception {
        Path file = kubeconfig("https://127.0.0.1:1");
        int status =
                run(
                        "run",
                        "--rest.port=0",
                        "--kubeconfig",
                        file.toString(),
                        "--data-dir",
                        directory.resolve("data").toString());
        assertThat(status).isEqualTo(1);
        assertThat(err())
                .contains("no cluster answers at https://127.0.0.1:1")
                .contains("--kubeconfig")
                .hasLineCount(1);
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void saysThatThePortIsTaken() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("run", "--rest.port", Integer.toString(socket.getLocalPort())))
                    .isEqualTo(1);
            assertThat(err())
                    .contains("port " + socket.getLocalPort() + " on 127.0.0.1 is taken")
                    .hasLineCount(1);
        }
    }

    @Test
    void saysThatNoHeadroomAnswers() {
        assertThat(run("recommendations", "--server", "http://127.0.0.1:1")).isEqualTo(1);
        assertThat(out()).isEmpty();
        assertThat(err())
                .isEqualTo(
                        "headroom: no Headroom answers at http://127.0.0.1:1: check --server, or"
                                + " start one with headroom run\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--server=shop        | --server must be a URL such as http://127.0.0.1:8080: shop",
                "shop/cart            | the workload must be NAMESPACE/KIND/NAME",
                "--output=xml         | Invalid value for option '--output'",
                "--namespac=shop      | no such command or option: --namespac=shop"
            })
    void refusesToAskForWhatCannotBeAnswered(String argument, String sentence) {
        assertThat(run("recommendations", argument)).isEqualTo(2);
        assertThat(err()).contains(sentence).contains("see headroom recommendations --help");
    }

    @Test
    void saysThatATokenCannotBeRead() {
        assertThat(run("recommendations", "--token-file", "/no/such/token")).isEqualTo(1);
        assertThat(err()).contains("--token-file /no/such/token cannot be read").hasLineCount(1);
    }

    private Path kubeconfig(String server) throws Exception {
        return Files.writeString(
                directory.resolve("kubeconfig"),
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: here, cluster: {server: "%s"}}]
                users: [{name: me, user: {token: s3cret}}]
                contexts: [{name: here, context: {cluster: here, user: me}}]
                current-context: here
                """
                        .formatted(server));
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return HeadroomCommand.execute(
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Map.of(),
                arguments);
    }

    private String out() {
        return out.toString(UTF_8);
    }

    private String err() {
        return err.toString(UTF_8);
    }
}
