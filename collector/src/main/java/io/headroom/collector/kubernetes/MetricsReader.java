package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.metrics.v1beta1.ContainerMetrics;
import io.fabric8.kubernetes.api.model.metrics.v1beta1.PodMetrics;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.headroom.collector.scrape.MetricsApi;
import io.headroom.collector.scrape.PodUsage;
import io.headroom.collector.scrape.PodUsage.ContainerUsage;
import io.headroom.collector.scrape.Refusal.Why;
import io.headroom.collector.scrape.RefusedException;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code metrics.k8s.io} by the Kubernetes client. */
public final class MetricsReader implements MetricsApi {
    private final KubernetesClient client;

    public MetricsReader(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public List<PodUsage> pods() throws RefusedException {
        try {
            return client.top().pods().metrics().getItems().stream()
                    .map(MetricsReader::pod)
                    .toList();
        } catch (KubernetesClientException e) {
            throw new RefusedException(
                    switch (e.getCode()) {
                        case 401 -> Why.UNAUTHORIZED;
                        case 403 -> Why.FORBIDDEN;
                        case 404 -> Why.NOT_FOUND;
                        case 0 -> Why.UNREACHABLE;
                        default -> Why.SERVER_ERROR;
                    },
                    e.getCode() < 500 ? "" : "HTTP status " + e.getCode());
        }
    }

    private static PodUsage pod(PodMetrics metrics) {
        Instant at = Times.parse(metrics.getTimestamp());
        Duration window =
                metrics.getWindow() == null ? Duration.ZERO : metrics.getWindow().getDuration();
        List<ContainerUsage> containers = new ArrayList<>();
        for (ContainerMetrics container : Containers.present(metrics.getContainers())) {
            var usage = Containers.present(container.getUsage());
            var cores = Amounts.base(usage.get("cpu")).map(BigDecimal::doubleValue);
            var bytes = Amounts.memory(usage.get("memory"));
            containers.add(
                    new ContainerUsage(
                            container.getName(),
                            null,
                            cores.<CpuReading>map(c -> new CpuReading.Rate(at, window, c))
                                    .orElse(null),
                            bytes == null ? null : new MemoryReading(at, bytes.bytes(), null, null),
                            null));
        }
        return new PodUsage(
                metrics.getMetadata().getNamespace(),
                metrics.getMetadata().getName(),
                null,
                containers);
    }
}
