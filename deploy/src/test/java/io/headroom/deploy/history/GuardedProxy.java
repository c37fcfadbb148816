package io.headroom.deploy.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.headroom.deploy.cluster.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * What stands in front of many a Prometheus: TLS, and nobody without the token gets through; some
 * questions may be too much for it.
 */
final class GuardedProxy implements AutoCloseable {
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI behind;
    private final String token;
    private final Predicate<URI> tooMuch;

    GuardedProxy(Certificates certificates, String certificate, URI behind, String token)
            throws IOException, GeneralSecurityException {
        this(certificates, certificate, behind, token, _ -> false);
    }

    GuardedProxy(
            Certificates certificates,
            String certificate,
            URI behind,
            String token,
            Predicate<URI> tooMuch)
            throws IOException, GeneralSecurityException {
        this.behind = behind;
        this.token = token;
        this.tooMuch = tooMuch;
        this.server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificates.serverContext(certificate)));
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    URI url() {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.shutdownNow();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            String shown = exchange.getRequestHeaders().getFirst("Authorization");
            if (!("Bearer " + token).equals(shown)) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            if (tooMuch.test(exchange.getRequestURI())) {
                byte[] words = "the query exceeds the limit of this proxy".getBytes(UTF_8);
                exchange.sendResponseHeaders(422, words.length);
                exchange.getResponseBody().write(words);
                return;
            }
            HttpResponse<byte[]> answer =
                    client.send(
                            HttpRequest.newBuilder(behind.resolve(exchange.getRequestURI()))
                                    .build(),
                            BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
