package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.headroom.collector.scrape.MetricsApi;
import io.headroom.collector.scrape.PodUsage;
import io.headroom.collector.scrape.PodUsage.ContainerUsage;
import io.headroom.collector.scrape.Refusal.Why;
import io.headroom.collector.scrape.RefusedException;
import io.headroom.model.topic.Json;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code metrics.k8s.io} by the Kubernetes client. The document is read here: the client's
 * own types take a window of {@code 9.998s} for one of 998 seconds.
 */
public final class MetricsReader implements MetricsApi {
    private static final String PATH = "/apis/metrics.k8s.io/v1beta1/pods";

    private final KubernetesClient client;
    private final Consumer<String> missing;

    /**
     * Asks nothing yet.
     *
     * @param missing is told {@code pod} or {@code container} for each of them that has no name,
     *     and is left out for it
     */
    public MetricsReader(KubernetesClient client, Consumer<String> missing) {
        this.client = client;
        this.missing = missing;
    }

    @Override
    public List<PodUsage> pods() throws RefusedException {
        String answer;
        try {
            answer = client.raw(PATH);
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
        if (answer == null) {
            throw new RefusedException(Why.NOT_FOUND, "");
        }
        return parse(answer, missing);
    }

    /** Reads a PodMetricsList; what is missing or malformed in it is left out. */
    static List<PodUsage> parse(String answer, Consumer<String> missing)
            throws RefusedException {
        JsonNode items;
        try {
            items = Json.mapper().readTree(answer).path("items");
        } catch (JacksonException e) {
            throw new RefusedException(Why.UNREADABLE, "");
        }
        if (!items.isArray()) {
            throw new RefusedException(Why.UNREADABLE, "");
        }
        List<PodUsage> pods = new ArrayList<>();
        for (JsonNode item : items) {
            String namespace = text(item.path("metadata").path("namespace"));
            String name = text(item.path("metadata").path("name"));
            if (namespace == null || name == null) {
                missing.accept("pod");
                continue;
            }
            pods.add(new PodUsage(namespace, name, null, containers(item, missing)));
        }
        return pods;
    }

    private static List<ContainerUsage> containers(JsonNode pod, Consumer<String> missing) {
        Instant at = Times.parse(text(pod.path("timestamp")));
        Duration window = Times.parseDuration(text(pod.path("window")));
        List<ContainerUsage> containers = new ArrayList<>();
        for (JsonNode container : pod.path("containers")) {
            String name = text(container.path("name"));
            if (name == null) {
                missing.accept("container");
                continue;
            }
            var cores = Amounts.base(quantity(container, "cpu")).map(BigDecimal::doubleValue);
            var bytes = Amounts.memory(quantity(container, "memory"));
            containers.add(
                    new ContainerUsage(
                            name,
                            null,
                            cores.<CpuReading>map(c ->
                                            new CpuReading.Rate(
                                                    at, window == null ? Duration.ZERO : window, c))
                                    .orElse(null),
                            bytes == null ? null : new MemoryReading(at, bytes.bytes(), null, null),
                            null));
        }
        return containers;
    }

    private static @Nullable Quantity quantity(JsonNode container, String resource) {
        String text = text(container.path("usage").path(resource));
        return text == null ? null : new Quantity(text);
    }

    private static @Nullable String text(JsonNode value) {
        return value.isString() ? value.stringValue() : null;
    }
}
