package io.headroom.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Against servers that are newer, stricter, slower or something else. */
class RecommendationsCommandTest {
    private static final String HELD =
            """
            {"workload":{"namespace":"shop","kind":"Deployment","group":"apps","name":"cart"},
             "asOf":1772452800000,"strategy":"headroom",
             "completeness":{"windows":2,"validWindows":1},
             "containers":[{"name":"web","type":"app","requests":{},"limits":{},
               "advice":{"type":"hold","code":"%s","message":"wait"}}],
             "comesWithANewerVersion":{"a":[1]}}
            """;

    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;

    @FunctionalInterface
    private interface Behaviour {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void printsWhatANewerServerSaysAsFarAsItIsKnown() {
        serve(exchange -> respond(exchange, 200, HELD.formatted("no_samples")));

        assertThat(run("shop/Deployment/cart", "--output", "csv")).isZero();

        assertThat(out()).contains("shop,Deployment.apps,cart");
        assertThat(asked).containsExactly("/api/v1/recommendations/shop/Deployment/cart");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"no_samples | hibernates", "\"hold\" | \"rest\"", "\"app\" | \"unikernel\""})
    void saysThatAServerIsNewerWhereItHasOtherWords(String known, String unknown) {
        String body = HELD.formatted("no_samples").replace(known, unknown);
        serve(exchange -> respond(exchange, 200, body));

        assertThat(run("shop/Deployment/cart")).isEqualTo(1);

        assertThat(err())
                .startsWith(
                        "headroom: the Headroom at " + url() + " says what this version does not")
                .contains(unknown.replace("\"", ""))
                .endsWith("): use the version that runs there, or its REST API\n")
                .hasLineCount(1);
        assertThat(out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "[]", "<html>Sign in</html>", "{\"recommendations\":{}}"})
    void saysThatSomethingElseAnswers(String body) {
        serve(exchange -> respond(exchange, 200, body));

        assertThat(run()).isEqualTo(1);

        assertThat(err())
                .isEqualTo(
                        "headroom: what answers at " + url() + " is no Headroom: check --server\n");
    }

    @Test
    void saysThatATokenIsWantedOrAnotherOne() throws Exception {
        serve(exchange -> respond(exchange, 401, "{\"error\":\"a valid bearer token is needed\"}"));

        assertThat(run()).isEqualTo(1);
        assertThat(err()).endsWith(" wants a token: give it with --token-file\n").hasLineCount(1);

        Path token = Files.writeString(directory.resolve("token"), "s3cret\n");
        assertThat(run("--token-file", token.toString())).isEqualTo(1);
        assertThat(err())
                .endsWith(" wants another token: check --token-file\n")
                .doesNotContain("s3cret")
                .hasLineCount(1);
        assertThat(tokens).containsExactly("none", "Bearer s3cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | <html>Oops</html> | answers: HTTP 500",
                "404 | {\"error\":{\"code\":\"not_found\",\"message\":\"no such thing\"}} |"
                    + " answers: no such thing",
                "302 | '' | sends on to http://elsewhere/login: give the right --server"
            })
    void repeatsWhatTheServerSays(int status, String body, String sentence) {
        serve(exchange -> {
            exchange.getResponseHeaders().set("Location", "http://elsewhere/login");
            respond(exchange, status, body);
        });

        assertThat(run()).isEqualTo(1);

        assertThat(err()).contains(url()).contains(sentence).hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void doesNotWaitForEver(boolean begins) {
        serve(exchange -> {
            if (begins) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
            }
            over.await();
        });

        assertThat(run("--timeout", "1s")).isEqualTo(1);

        assertThat(err())
                .isEqualTo(
                        "headroom: the Headroom at "
                                + url()
                                + " has not answered within 1 s: check --server, or give it more"
                                + " time with --timeout\n");
    }

    @Test
    void saysThatAHostIsNotKnown() {
        assertThat(execute("recommendations", "--server", "http://headroom.invalid:8080"))
                .isEqualTo(1);
        assertThat(err())
                .startsWith("headroom: no Headroom answers at http://headroom.invalid:8080: check")
                .hasLineCount(1);
    }

    @Test
    void saysThatAnAuthorityCannotBeRead() throws Exception {
        Path empty = Files.writeString(directory.resolve("ca.pem"), "no certificate");

        for (String file : List.of(empty.toString(), "/no/such/ca.pem")) {
            assertThat(
                            execute(
                                    "recommendations",
                                    "--server=https://127.0.0.1:1",
                                    "--ca-file",
                                    file))
                    .isEqualTo(1);
            assertThat(err())
                    .startsWith("headroom: --ca-file " + file + " cannot be read (")
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--server=http://                    | --server",
                "--server=http:///api                | --server must be a URL such as"
                    + " http://127.0.0.1:8080",
                "--server=ftp://shop                 | --server must be a URL such as"
                    + " http://127.0.0.1:8080",
                "--server=http://a b                 | --server",
                "--server=http://me:secret@shop      | must end with the path and hold no password",
                "--server=http://shop?namespace=a    | must end with the path and hold no password",
                "--timeout=soon                      | --timeout must be a duration such as 30s or"
                    + " 2m: soon",
                "--timeout=0s                        | --timeout must be a duration such as 30s or"
                    + " 2m: 0s",
                "--ca-file=ca.pem                    | --ca-file goes with a --server that starts"
                    + " with https"
            })
    void refusesWhatCannotBeMeant(String argument, String sentence) {
        assertThat(execute("recommendations", argument)).isEqualTo(2);
        assertThat(err())
                .contains(sentence)
                .contains("see headroom recommendations --help")
                .hasLineCount(1);
    }

    private void serve(Behaviour behaviour) {
        server.createContext(
                "/",
                exchange -> {
                    asked.add(exchange.getRequestURI().getPath());
                    String token = exchange.getRequestHeaders().getFirst("Authorization");
                    tokens.add(token == null ? "none" : token);
                    try (exchange) {
                        behaviour.answer(exchange);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private int run(String... more) {
        List<String> arguments = new ArrayList<>(List.of("recommendations", "--server", url()));
        arguments.addAll(List.of(more));
        return execute(arguments.toArray(String[]::new));
    }

    private int execute(String... arguments) {
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
