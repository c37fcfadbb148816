package io.headroom.collector.scrape;

import io.headroom.collector.scrape.Refusal.Why;
import io.headroom.model.cluster.NodeState;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks kubelets over HTTPS; whatever they do, the answer is a body of bounded size or a refusal.
 */
final class KubeletClient implements AutoCloseable {
    /*
     * The text format is asked for by name, because it is what a kubelet has besides others that
     * are not read here. Whoever goes by an Accept header to the letter may call it otherwise.
     */
    private static final String ACCEPT =
            "application/json,text/plain;version=0.0.4;q=0.9,*/*;q=0.1";

    private final KubeletAccess access;
    private final Duration timeout;
    private final long maxBytes;
    private final HttpClient http;

    KubeletClient(KubeletAccess access, Duration timeout, long maxBytes) {
        this.access = access;
        this.timeout = timeout;
        this.maxBytes = maxBytes;
        this.http =
                HttpClient.newBuilder()
                        .sslContext(access.tls())
                        .connectTimeout(timeout)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    byte[] get(NodeState node, String path) throws RefusedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(node, path)).timeout(timeout).header("Accept", ACCEPT);
        access.token().get().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        HttpResponse<byte[]> response = send(request.build());
        return switch (response.statusCode()) {
            case 200 -> response.body();
            case 401 -> throw new RefusedException(Why.UNAUTHORIZED, "");
            case 403 -> throw new RefusedException(Why.FORBIDDEN, "");
            case 404, 405, 501 -> throw new RefusedException(Why.NOT_FOUND, "");
            default ->
                    throw new RefusedException(
                            Why.SERVER_ERROR, "HTTP status " + response.statusCode());
        };
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws RefusedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes));
        try {
            // the request's own timeout ends with the headers; a body may drip for ever
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | CancellationException e) {
            answer.cancel(true);
            throw new RefusedException(Why.TIMEOUT, "");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new RefusedException(Why.TIMEOUT, "");
        } catch (ExecutionException e) {
            throw refusal(e.getCause());
        }
    }

    private static RefusedException refusal(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpTimeoutException) {
                return new RefusedException(Why.TIMEOUT, "");
            }
            if (cause instanceof CertificateException) {
                return new RefusedException(Why.TLS, String.valueOf(cause.getMessage()));
            }
            if (cause instanceof IOException
                    && String.valueOf(cause.getMessage()).contains("exceeds capacity")) {
                return new RefusedException(Why.TOO_LARGE, "");
            }
        }
        return failure instanceof SSLException
                ? new RefusedException(Why.TLS, String.valueOf(failure.getMessage()))
                : new RefusedException(Why.UNREACHABLE, "");
    }

    /*
     * The address and the path come from a node's status and annotations. The parts are put together
     * by their meaning, so that nothing in them can turn the token to another host.
     */
    private static URI uri(NodeState node, String path) throws RefusedException {
        String address = node.address();
        if (address == null) {
            throw new RefusedException(Why.UNREACHABLE, "its node reports no address");
        }
        int query = path.indexOf('?');
        try {
            return new URI(
                    "https",
                    null,
                    address.indexOf(':') >= 0 ? '[' + address + ']' : address,
                    node.kubeletPort(),
                    query < 0 ? path : path.substring(0, query),
                    query < 0 ? null : path.substring(query + 1),
                    null);
        } catch (URISyntaxException e) {
            throw new RefusedException(Why.UNREACHABLE, "its address or path is malformed");
        }
    }
}
