package io.headroom.deploy.cluster;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.headroom.model.topic.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A real Kubernetes control plane: etcd and kube-apiserver as processes on the loopback, and on
 * demand the controllers, the scheduler, kwok (which plays nodes, kubelets and the lives of pods),
 * metrics-server and the upstream VPA's recommender. A test takes one of the two that a test JVM
 * shares, and makes a namespace of its own in it: a namespace costs milliseconds, a control plane
 * seconds.
 */
public final class ControlPlane implements AutoCloseable {
    /** The bearer token of a cluster administrator. */
    public static final String ADMIN_TOKEN = "admin-token";

    /** The bearer token of a user without any rights. */
    public static final String NOBODY_TOKEN = "nobody-token";

    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private static @Nullable ControlPlane bare;
    private static @Nullable ControlPlane full;

    private final Path folder;
    private final Certificates certificates;
    private final int apiPort;
    private final Set<Part> parts;
    private final Deque<Runnable> closings = new ArrayDeque<>();
    private final KubernetesClient admin;
    private int etcdPort;
    private List<String> apiserverFlags = List.of();
    private @Nullable ApiServer apiServer;

    /** What may run beside the API server. */
    public enum Part {
        CONTROLLERS,
        SCHEDULER,
        KWOK,
        METRICS_SERVER,
        /** The upstream VPA's recommender, with its custom resources; not in {@link #full()}. */
        VPA_RECOMMENDER
    }

    private ControlPlane(Path folder, Certificates certificates, int apiPort, Set<Part> parts)
            throws IOException {
        this.folder = folder;
        this.certificates = certificates;
        this.apiPort = apiPort;
        this.parts = parts;
        this.admin = client(ADMIN_TOKEN);
    }

    /** The one without controllers: objects and their status stay as a test puts them. */
    public static synchronized ControlPlane bare() {
        ControlPlane shared = bare;
        if (shared == null) {
            shared = shared(Set.of());
            bare = shared;
        }
        return shared;
    }

    /** The one where workloads roll out, and their pods run on kwok's nodes. */
    public static synchronized ControlPlane full() {
        ControlPlane shared = full;
        if (shared == null) {
            shared = shared(EnumSet.complementOf(EnumSet.of(Part.VPA_RECOMMENDER)));
            full = shared;
        }
        return shared;
    }

    /**
     * Starts another one, for a test that needs it otherwise.
     *
     * @param apiserverFlags added to those of kube-apiserver, such as {@code
     *     --etcd-compaction-interval=10s}
     */
    public static ControlPlane start(Set<Part> parts, String... apiserverFlags) {
        List<String> programs = new ArrayList<>(List.of("openssl", "etcd", "kube-apiserver"));
        parts.forEach(part -> programs.add(program(part)));
        programs.forEach(Programs::require);
        Path folder =
                Path.of(
                                "target",
                                "control-plane",
                                ProcessHandle.current().pid() + "-" + STARTED.incrementAndGet())
                        .toAbsolutePath();
        try {
            Files.createDirectories(folder);
            int[] ports = freePorts(3);
            ControlPlane started =
                    new ControlPlane(
                            folder,
                            Certificates.in(folder.resolve("pki")),
                            ports[2],
                            parts.isEmpty() ? Set.of() : EnumSet.copyOf(parts));
            try {
                started.startAll(ports[0], ports[1], List.of(apiserverFlags));
                return started;
            } catch (RuntimeException | IOException | GeneralSecurityException e) {
                started.close();
                throw e;
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no control plane in " + folder, e);
        }
    }

    /** The API server's address. */
    public String url() {
        return "https://127.0.0.1:" + apiPort;
    }

    /** The API server itself, for a test that lets it crash. */
    public ApiServer apiServer() {
        return Objects.requireNonNull(apiServer);
    }

    /** An administrator's client of one more API server, which shows the same objects. */
    public KubernetesClient anotherApiServer() {
        try {
            ApiServer another = startApiServer("kube-apiserver-2", freePorts(1)[0]);
            return client(another.url(), ADMIN_TOKEN);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no second API server in " + folder, e);
        }
    }

    /**
     * Lets etcd forget every version but the latest, as otherwise every five minutes: a watch that
     * wants to go on from an earlier one is told that it is gone.
     */
    public void forgetVersions() {
        String latest =
                etcd("range", "{\"key\":\"AA==\",\"limit\":1}")
                        .get("header")
                        .get("revision")
                        .asString();
        etcd("compaction", "{\"revision\":\"" + latest + "\",\"physical\":true}");
    }

    private JsonNode etcd(String call, String body) {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + etcdPort + "/v3/kv/" + call))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("etcd says: " + answer.body());
            }
            return Json.mapper().readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The authority that has signed every certificate here, to sign more with. */
    public Certificates certificates() {
        return certificates;
    }

    /** Where the logs are, one file per process; a test may put more there. */
    public Path logs() {
        return folder.resolve("logs");
    }

    /** A kubeconfig file of the cluster's administrator. */
    public Path kubeconfig() {
        return kubeconfig("admin", ADMIN_TOKEN);
    }

    /** Writes a kubeconfig file for whoever has the token. */
    public Path kubeconfig(String name, String token) {
        Path file = folder.resolve("kubeconfig-" + name);
        try {
            Files.writeString(file, kubeconfigText(url(), token));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The administrator's client; it is closed with the control plane. */
    public KubernetesClient admin() {
        return admin;
    }

    /** A client for whoever has the token, to be closed by its user. */
    public KubernetesClient client(String token) {
        return client(url(), token);
    }

    private KubernetesClient client(String url, String token) {
        Config config = Config.fromKubeconfig(kubeconfigText(url, token));
        config.setRequestRetryBackoffLimit(0);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** A bearer token of a service account that exists. */
    public String serviceAccountToken(String namespace, String name) {
        return admin.serviceAccounts()
                .inNamespace(namespace)
                .withName(name)
                .tokenRequest(
                        new TokenRequestBuilder()
                                .withNewSpec()
                                .withExpirationSeconds(3_600L)
                                .endSpec()
                                .build())
                .getStatus()
                .getToken();
    }

    /** Makes a namespace that no other test has, ready for pods, and gives its name. */
    public String newNamespace(String hint) {
        String name = hint + "-" + NAMESPACES.incrementAndGet();
        admin.namespaces()
                .resource(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .build())
                .create();
        ensureServiceAccount(name);
        return name;
    }

    /** Runs kubectl as the administrator. */
    public Kubectl kubectl() {
        return kubectl("admin", ADMIN_TOKEN);
    }

    /** Runs kubectl as whoever has the token. */
    public Kubectl kubectl(String name, String token) {
        return new Kubectl(Programs.require("kubectl"), kubeconfig(name, token), logs());
    }

    @Override
    public void close() {
        admin.close();
        while (!closings.isEmpty()) {
            closings.pop().run();
        }
        deleteData();
    }

    /** Ports of the loopback that nobody listened on a moment ago. */
    public static int[] freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private static ControlPlane shared(Set<Part> parts) {
        ControlPlane started = start(parts);
        Runtime.getRuntime().addShutdownHook(new Thread(started::close, "control-plane-shutdown"));
        return started;
    }

    private static String program(Part part) {
        return switch (part) {
            case CONTROLLERS -> "kube-controller-manager";
            case SCHEDULER -> "kube-scheduler";
            case KWOK -> "kwok";
            case METRICS_SERVER -> "metrics-server";
            case VPA_RECOMMENDER -> "vpa-recommender";
        };
    }

    private void startAll(int etcdPort, int peerPort, List<String> apiserverFlags)
            throws IOException, GeneralSecurityException {
        Files.createDirectories(logs());
        Commands commands = new Commands(folder, certificates, apiPort);
        Files.writeString(folder.resolve("tokens.csv"), Commands.TOKENS);
        certificates.sign("server", "/CN=kube-apiserver");
        certificates.sign("kubelet-client", "/O=system:masters/CN=kube-apiserver-kubelet-client");
        certificates.sign("kubelet", "/O=system:nodes/CN=system:node:fake");
        certificates.sign("front-proxy", "/CN=front-proxy");
        certificates.selfSign("service-accounts", "/CN=service-accounts");
        launch("etcd", commands.etcd(etcdPort, peerPort));
        this.etcdPort = etcdPort;
        this.apiserverFlags = apiserverFlags;
        this.apiServer = startApiServer("kube-apiserver", apiPort);
        ensureServiceAccount("default");
        ensureServiceAccount("kube-system");
        int[] ports = freePorts(5);
        if (parts.contains(Part.CONTROLLERS)) {
            kubeconfig("controllers", ADMIN_TOKEN);
            launch("kube-controller-manager", commands.controllers(ports[0]));
        }
        if (parts.contains(Part.SCHEDULER)) {
            kubeconfig("scheduler", Commands.SCHEDULER_TOKEN);
            launch("kube-scheduler", commands.scheduler(ports[1]));
        }
        if (parts.contains(Part.KWOK)) {
            kubeconfig();
            ChildProcess kwok = launch("kwok", commands.kwok(ports[2]));
            awaitReady(kwok, () -> accepts(ports[2]));
        }
        if (parts.contains(Part.METRICS_SERVER)) {
            kubeconfig();
            ChildProcess metricsServer = launch("metrics-server", commands.metricsServer(ports[3]));
            admin.resourceList(Commands.metricsApi(ports[3])).create();
            awaitReady(metricsServer, () -> accepts(ports[3]));
        }
        if (parts.contains(Part.VPA_RECOMMENDER)) {
            kubeconfig();
            kubectl()
                    .run(
                            "apply",
                            "--server-side",
                            "-f",
                            Programs.requireSchema("verticalpodautoscaler.yaml").toString());
            ChildProcess vpa = launch("vpa-recommender", commands.vpaRecommender(ports[4]));
            awaitReady(vpa, () -> accepts(ports[4]));
        }
    }

    /** The logs and keys stay for whoever looks into a failure; the data is large, and is not. */
    private void deleteData() {
        Path data = folder.resolve("etcd");
        if (!Files.isDirectory(data)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(data)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ChildProcess launch(String name, List<String> command) {
        ChildProcess process =
                ChildProcess.start(name, logs().resolve(name + ".log"), Map.of(), command);
        closings.push(process::close);
        return process;
    }

    private ApiServer startApiServer(String name, int port)
            throws IOException, GeneralSecurityException {
        ApiServer started =
                new ApiServer(
                        logs().resolve(name + ".log"),
                        port,
                        new Commands(folder, certificates, port)
                                .apiserver(etcdPort, apiserverFlags),
                        certificates);
        closings.push(started::close);
        started.start();
        return started;
    }

    private static void awaitReady(ChildProcess process, Callable<Boolean> ready) {
        await().atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    process.assertAlive();
                    return ready.call();
                });
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Pods are only admitted where there is one; without the controllers nobody else makes it. */
    private void ensureServiceAccount(String namespace) {
        var accounts = admin.serviceAccounts().inNamespace(namespace);
        if (parts.contains(Part.CONTROLLERS)) {
            if (namespace.equals("default") || namespace.equals("kube-system")) {
                return;
            }
            await().atMost(DEADLINE).until(() -> accounts.withName("default").get() != null);
            return;
        }
        await().atMost(DEADLINE)
                .ignoreExceptions() // the system's own namespaces appear a moment after readiness
                .until(() ->
                        accounts.withName("default").get() != null
                                || accounts.resource(
                                                        new ServiceAccountBuilder()
                                                                .withNewMetadata()
                                                                .withName("default")
                                                                .endMetadata()
                                                                .build())
                                                .create()
                                        != null);
    }

    private String kubeconfigText(String url, String token) {
        return """
        apiVersion: v1
        kind: Config
        current-context: test
        clusters: [{name: test, cluster: {server: "%s", certificate-authority: "%s"}}]
        users: [{name: user, user: {token: "%s"}}]
        contexts: [{name: test, context: {cluster: test, user: user}}]
        """
                .formatted(url, certificates.authority(), token);
    }
}
