package io.headroom.deploy.history;

import static org.awaitility.Awaitility.await;

import io.headroom.deploy.cluster.ChildProcess;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.cluster.Programs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real Prometheus that scrapes nothing and remembers what a file says. */
final class PrometheusServer implements AutoCloseable {
    private final ChildProcess process;
    private final URI url;

    private PrometheusServer(ChildProcess process, URI url) {
        this.process = process;
        this.url = url;
    }

    /** Makes blocks of the series, in a folder that servers can be started on. */
    static Path blocks(Path folder, OpenMetrics series) throws IOException {
        Files.createDirectories(folder);
        Path text = folder.resolve("series.txt");
        series.write(text);
        Path data = folder.resolve("data");
        try (ChildProcess promtool =
                ChildProcess.start(
                        "promtool",
                        folder.resolve("promtool.log"),
                        Map.of(),
                        List.of(
                                Programs.require("promtool").toString(),
                                "tsdb",
                                "create-blocks-from",
                                "--max-block-duration=48h",
                                "openmetrics",
                                text.toString(),
                                data.toString()))) {
            if (promtool.waitFor(120, TimeUnit.SECONDS) != 0) {
                throw new IllegalStateException("no blocks: " + promtool.logTail());
            }
        }
        return data;
    }

    /** Starts one on these blocks, with more flags. */
    static PrometheusServer start(Path data, String... flags) throws IOException {
        int port = ControlPlane.freePorts(1)[0];
        Path config = Files.writeString(data.resolveSibling("prometheus.yml"), "global: {}\n");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Programs.require("prometheus").toString(),
                                "--config.file=" + config,
                                "--storage.tsdb.path=" + data,
                                "--storage.tsdb.retention.time=100y",
                                "--web.listen-address=127.0.0.1:" + port));
        command.addAll(List.of(flags));
        ChildProcess process =
                ChildProcess.start(
                        "prometheus", data.resolveSibling("prometheus.log"), Map.of(), command);
        PrometheusServer server =
                new PrometheusServer(process, URI.create("http://127.0.0.1:" + port));
        try {
            await().atMost(Duration.ofMinutes(3)).until(server::ready);
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
        return server;
    }

    URI url() {
        return url;
    }

    @Override
    public void close() {
        process.close();
    }

    private boolean ready() throws InterruptedException {
        process.assertAlive();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                                    HttpRequest.newBuilder(url.resolve("/-/ready"))
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
