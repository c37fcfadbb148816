package io.headroom.deploy.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What it prints of advice is seen where a Headroom runs, in DemoIT. */
class ScalingCommandTest {
    private static final String TRIED =
            """
            {"workload":{"namespace":"shop","kind":"Deployment","group":"apps","name":"cart"},
             "asOf":1772452800000,"minReplicas":2,"maxReplicas":9,"maxHeldBy":"quota",
             "pod":{"capacityMillicores":900,"readySeconds":30},"ranReplicas":6.5,
             "tried":{"days":2,"replicaHours":240,"requestedCoreHours":120,"unservedRatio":0.0125,
               "minutesAtMax":35,"events":12,"flaps":1,"peakReplicas":9,"cost":3.6},
             "none":{"days":2,"replicaHours":336,"unservedRatio":0,"minutesAtMax":0,
               "events":0,"flaps":0,"peakReplicas":7},
             "noneReplicas":7,"currency":"EUR","comesWithANewerVersion":true}
            """;

    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @Test
    void anAutoscalerInAFileIsTried() throws Exception {
        Path file = Files.writeString(directory.resolve("hpa.yaml"), "kind: Any\n");

        try (var server = answering(200, TRIED)) {
            assertThat(server.run("shop/Deployment/cart", "--try", file.toString())).isZero();
            assertThat(out.toString(UTF_8))
                    .isEqualTo(
                            """
                                       REPLICAS  UNSERVED  AT MAX  MOVES  FLAPS  MOST  CORE-HOURS  COST EUR
                            tried           5.0     1.25%  35 min     12      1     9       120.0      3.60
                            always 7        7.0     0.00%   0 min      0      0     7           -         -
                            as it ran       6.5         -       -      -      -     -           -         -

                            shop/Deployment.apps/cart on the 2.0 days up to 2026-03-02T12:00:00Z, with 2 to 9 replicas (its quota lets in no more); a pod has no limit, is only known to serve 900m of CPU and is Ready after 30 s
                            """);
            assertThat(server.run("shop/Deployment/cart", "--try", file.toString(), "--output=svg"))
                    .isZero();
            assertThat(out.toString(UTF_8)).isEqualTo(TRIED);
        }

        assertThat(asked)
                .containsExactly(
                        "POST /api/v1/scaling/shop/Deployment/cart kind: Any\n",
                        "POST /api/v1/scaling/shop/Deployment/cart?format=svg kind: Any\n");
    }

    @Test
    void whatIsWrongWithWhatIsTriedIsSaid() throws Exception {
        Path file = Files.writeString(directory.resolve("hpa.yaml"), "kind: Any\n");
        Path latin = Files.writeString(directory.resolve("latin.yaml"), "# für\n", ISO_8859_1);

        try (var server =
                answering(
                        400, "{\"error\":{\"code\":\"bad_request\",\"message\":\"not an Any\"}}")) {
            assertThat(server.run("shop/Deployment/cart", "--try", file.toString())).isEqualTo(1);
            assertThat(err.toString(UTF_8)).endsWith(" answers: not an Any\n").hasLineCount(1);
            assertThat(server.run("shop/Deployment/cart", "--try", directory + "/gone.yaml"))
                    .isEqualTo(1);
            assertThat(err.toString(UTF_8))
                    .isEqualTo("headroom: there is no file %s/gone.yaml\n".formatted(directory));
            assertThat(server.run("shop/Deployment/cart", "--try", latin.toString())).isEqualTo(1);
            assertThat(err.toString(UTF_8))
                    .isEqualTo("headroom: %s must be in UTF-8\n".formatted(latin));
        }
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    private Answering answering(int status, String body) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        asked.add(
                                "%s %s %s"
                                        .formatted(
                                                exchange.getRequestMethod(),
                                                exchange.getRequestURI(),
                                                new String(
                                                        exchange.getRequestBody().readAllBytes(),
                                                        UTF_8)));
                        byte[] bytes = body.getBytes(UTF_8);
                        exchange.sendResponseHeaders(status, bytes.length);
                        exchange.getResponseBody().write(bytes);
                    }
                });
        server.start();
        return new Answering(server);
    }

    /** A server that is asked by the command line. */
    private final class Answering implements AutoCloseable {
        private final HttpServer server;

        Answering(HttpServer server) {
            this.server = server;
        }

        int run(String... more) {
            out.reset();
            err.reset();
            return HeadroomCommand.execute(
                    new PrintStream(out, true, UTF_8),
                    new PrintStream(err, true, UTF_8),
                    Map.of(),
                    Stream.concat(
                                    Stream.of(
                                            "scaling",
                                            "--server=http://127.0.0.1:"
                                                    + server.getAddress().getPort()),
                                    Stream.of(more))
                            .toArray(String[]::new));
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shop/search | the workload must be NAMESPACE/KIND/NAME",
                "shop/Deployment/search --namespace shop | cannot both be given",
                "--output keda | --output keda is for one workload: name it",
                "--output pdf | pdf",
                "--try hpa.yaml | --try is for one workload: name it, such as shop/Deployment/search",
                "shop/Deployment/search --try hpa.yaml --output keda | --output of what is tried is table, json or svg: keda"
            })
    void saysWhatIsWrongWithTheArguments(String arguments, String sentence) {
        var err = new ByteArrayOutputStream();

        int status =
                HeadroomCommand.execute(
                        new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        Map.of(),
                        Stream.concat(Stream.of("scaling"), Stream.of(arguments.split(" ")))
                                .toArray(String[]::new));

        assertThat(status).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains(sentence);
    }
}
