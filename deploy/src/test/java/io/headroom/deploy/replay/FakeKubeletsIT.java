package io.headroom.deploy.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.deploy.cluster.Certificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FakeKubeletsIT {
    private static final Instant START = Instant.parse("2013-08-13T00:00:00Z");
    private static final List<PodUsage> USAGE =
            List.of(new PodUsage("shop", "web-0", "u-1", START, List.of()));

    private FakeKubelets kubelets;
    private HttpClient client;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.in(folder);
        kubelets = new FakeKubelets(certificates);
        kubelets.accept("good");
        client = HttpClient.newBuilder().sslContext(certificates.clientContext()).build();
    }

    @AfterEach
    void stop() {
        client.close();
        kubelets.close();
    }

    @Test
    void answersWhoeverShowsTheToken() throws Exception {
        FakeKubelets.Kubelet kubelet = kubelets.start("n1", () -> USAGE);

        assertThat(ask(kubelet, "good").body()).contains("web-0");
        assertThat(ask(kubelet, "bad").statusCode()).isEqualTo(401);
    }

    @Test
    void failsAsItIsToldToUntilItRecovers() throws Exception {
        FakeKubelets.Kubelet kubelet = kubelets.start("n1", () -> USAGE);

        kubelet.fail(FakeKubelets.Fault.SERVER_ERROR);
        assertThat(ask(kubelet, "good").statusCode()).isEqualTo(500);
        kubelet.fail(FakeKubelets.Fault.TRUNCATED);
        assertThatThrownBy(() -> ask(kubelet, "good")).isInstanceOf(IOException.class);
        kubelet.recover();
        assertThat(ask(kubelet, "good").statusCode()).isEqualTo(200);
    }

    @Test
    void showsACertificateThatNobodyTrusts() {
        FakeKubelets.Kubelet kubelet = kubelets.startSelfSigned("n1", () -> USAGE);

        assertThatThrownBy(() -> ask(kubelet, "good")).isInstanceOf(SSLHandshakeException.class);
    }

    private HttpResponse<String> ask(FakeKubelets.Kubelet kubelet, String token)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        "https://127.0.0.1:" + kubelet.port() + "/stats/summary"))
                        .header("Authorization", "Bearer " + token)
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
