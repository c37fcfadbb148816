package io.headroom.deploy.replay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.deploy.cluster.Certificates;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The kubelets of many nodes: HTTPS on the loopback, one port per node, a bearer token checked.
 * Each serves what its usage gives at that moment, or fails in the way that a test asks for.
 */
public final class FakeKubelets implements AutoCloseable {
    static {
        // else every answer waits for the acknowledgement of its own headers, 40 ms
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** More than any reader should take. */
    private static final int HUGE_BYTES = 512 << 20;

    private final SSLContext trusted;
    private final SSLContext selfSigned;
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Kubelet> kubelets = new ArrayList<>();

    /** The two things of a kubelet that are read. */
    public enum Endpoint {
        SUMMARY("/stats/summary"),
        RESOURCE("/metrics/resource");

        private final String path;

        Endpoint(String path) {
            this.path = path;
        }
    }

    /** How an answer may be bad. */
    public enum Fault {
        UNAUTHORIZED,
        FORBIDDEN,
        NOT_FOUND,
        SERVER_ERROR,
        /** A success whose body is no such thing. */
        GARBAGE,
        /** A body that does not end. */
        HUGE,
        /** The headers, and then nothing. */
        SLOW,
        /** A connection that closes before the announced length. */
        TRUNCATED
    }

    /** Kubelets whose certificates are signed by {@code authority}. */
    public FakeKubelets(Certificates authority) {
        try {
            authority.sign("fake-kubelet", "/O=system:nodes/CN=system:node:fake");
            authority.selfSign("stranger", "/CN=stranger");
            trusted = authority.serverContext("fake-kubelet");
            selfSigned = authority.serverContext("stranger");
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no certificates for the kubelets", e);
        }
    }

    /** Lets in whoever shows this bearer token. */
    public void accept(String token) {
        tokens.add(token);
    }

    /** Starts the kubelet of one more node. */
    public Kubelet start(String node, Supplier<List<PodUsage>> usage) {
        return start(node, usage, trusted);
    }

    /** Starts a kubelet whose certificate nobody knows. */
    public Kubelet startSelfSigned(String node, Supplier<List<PodUsage>> usage) {
        return start(node, usage, selfSigned);
    }

    @Override
    public void close() {
        closed.countDown();
        kubelets.forEach(Kubelet::stop);
        threads.shutdownNow();
    }

    private Kubelet start(String node, Supplier<List<PodUsage>> usage, SSLContext tls) {
        try {
            HttpsServer server =
                    HttpsServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            server.setExecutor(threads);
            Kubelet kubelet = new Kubelet(node, usage, server);
            for (Endpoint endpoint : Endpoint.values()) {
                server.createContext(endpoint.path, exchange -> kubelet.answer(endpoint, exchange));
            }
            server.start();
            kubelets.add(kubelet);
            return kubelet;
        } catch (IOException e) {
            throw new IllegalStateException("no kubelet for " + node, e);
        }
    }

    /** One node's kubelet. */
    public final class Kubelet {
        private final String node;
        private final Supplier<List<PodUsage>> usage;
        private final HttpsServer server;
        private volatile Runnable before = () -> {};
        private final Map<Endpoint, Fault> faults = new EnumMap<>(Endpoint.class);
        private final Map<Endpoint, Integer> requests = new EnumMap<>(Endpoint.class);

        private Kubelet(String node, Supplier<List<PodUsage>> usage, HttpsServer server) {
            this.node = node;
            this.usage = usage;
            this.server = server;
        }

        public String node() {
            return node;
        }

        public int port() {
            return server.getAddress().getPort();
        }

        /**
         * Creates its node in the API as a kubelet does: Ready, of a size, and with its address.
         */
        public void register(KubernetesClient api, Map<String, Quantity> size) {
            Node registered =
                    new NodeBuilder()
                            .withNewMetadata()
                            .withName(node)
                            .endMetadata()
                            .withNewStatus()
                            .withCapacity(size)
                            .withAllocatable(size)
                            .addNewAddress("127.0.0.1", "InternalIP")
                            .withNewDaemonEndpoints()
                            .withNewKubeletEndpoint(port())
                            .endDaemonEndpoints()
                            .addNewCondition()
                            .withType("Ready")
                            .withStatus("True")
                            .endCondition()
                            .endStatus()
                            .build();
            api.nodes().resource(registered).create();
            api.nodes().resource(registered).patchStatus();
        }

        /** Called before each answer, on the thread that gives it. */
        public void beforeAnswering(Runnable called) {
            before = called;
        }

        /** From now on every answer is bad. */
        public void fail(Fault fault) {
            for (Endpoint endpoint : Endpoint.values()) {
                fail(endpoint, fault);
            }
        }

        /** From now on one endpoint's answers are bad. */
        public synchronized void fail(Endpoint endpoint, Fault fault) {
            faults.put(endpoint, fault);
        }

        /** From now on it answers as it should. */
        public synchronized void recover() {
            faults.clear();
        }

        /** How often an endpoint was asked, whatever came of it. */
        public synchronized int requests(Endpoint endpoint) {
            return requests.getOrDefault(endpoint, 0);
        }

        private synchronized void count(Endpoint endpoint) {
            requests.merge(endpoint, 1, Integer::sum);
        }

        private synchronized @Nullable Fault fault(Endpoint endpoint) {
            return faults.get(endpoint);
        }

        /** From now on it serves this path, too. */
        public void also(String path, Function<List<PodUsage>, String> body) {
            server.createContext(
                    path,
                    exchange -> {
                        try (exchange) {
                            if (allowed(exchange)) {
                                send(exchange, 200, body.apply(usage.get()));
                            } else {
                                send(exchange, 401, "Unauthorized");
                            }
                        }
                    });
        }

        private void stop() {
            server.stop(0);
        }

        private void answer(Endpoint endpoint, HttpExchange exchange) throws IOException {
            count(endpoint);
            before.run();
            try (exchange) {
                Fault fault = fault(endpoint);
                if (fault != null) {
                    fail(exchange, fault, endpoint);
                } else if (!allowed(exchange)) {
                    send(exchange, 401, "Unauthorized");
                } else {
                    send(exchange, 200, body(endpoint));
                }
            }
        }

        private String body(Endpoint endpoint) {
            return switch (endpoint) {
                case SUMMARY -> KubeletAnswers.summary(node, usage.get());
                case RESOURCE -> KubeletAnswers.resource(usage.get());
            };
        }

        private void fail(HttpExchange exchange, Fault fault, Endpoint endpoint)
                throws IOException {
            switch (fault) {
                case UNAUTHORIZED -> send(exchange, 401, "Unauthorized");
                case FORBIDDEN -> send(exchange, 403, "Forbidden (user=x, verb=get)");
                case NOT_FOUND -> send(exchange, 404, "404 page not found");
                case SERVER_ERROR -> send(exchange, 500, "internal error");
                case GARBAGE -> send(exchange, 200, "<html>{\"pods\": [oops");
                case HUGE -> sendWithoutEnd(exchange);
                case SLOW -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().flush();
                    awaitClose();
                }
                case TRUNCATED -> {
                    byte[] whole = body(endpoint).getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, whole.length);
                    exchange.getResponseBody().write(whole, 0, whole.length / 2);
                    exchange.getResponseBody().flush();
                }
            }
        }
    }

    private boolean allowed(HttpExchange exchange) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        return authorization != null
                && authorization.startsWith("Bearer ")
                && tokens.contains(authorization.substring("Bearer ".length()));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void sendWithoutEnd(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] spaces = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        OutputStream out = exchange.getResponseBody();
        for (int sent = 0; sent < HUGE_BYTES; sent += spaces.length) {
            out.write(spaces); // fails once the reader has had enough, which ends this
        }
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
