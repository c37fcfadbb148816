package io.headroom.deploy.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A kube-apiserver that may be killed and started again at the same address. */
public final class ApiServer implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(4);

    private final Path log;
    private final int port;
    private final List<String> command;
    private final HttpClient probe;
    private @Nullable ChildProcess process;

    ApiServer(Path log, int port, List<String> command, Certificates certificates)
            throws IOException, GeneralSecurityException {
        this.log = log;
        this.port = port;
        this.command = List.copyOf(command);
        this.probe = HttpClient.newBuilder().sslContext(certificates.clientContext()).build();
    }

    public String url() {
        return "https://127.0.0.1:" + port;
    }

    /** Starts it and waits until it is ready. */
    public void start() {
        ChildProcess started = ChildProcess.start("kube-apiserver", log, Map.of(), command);
        process = started;
        await().atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    started.assertAlive();
                    return answers();
                });
    }

    /** Ends it as a crash would; what it has stored is in etcd. */
    public void kill() {
        ChildProcess running = process;
        if (running != null) {
            running.kill();
        }
    }

    @Override
    public void close() {
        ChildProcess running = process;
        if (running != null) {
            running.close();
        }
    }

    private boolean answers() throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url() + "/readyz"))
                        .timeout(Duration.ofSeconds(5))
                        .header("Authorization", "Bearer " + ControlPlane.ADMIN_TOKEN)
                        .build();
        try {
            return probe.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
