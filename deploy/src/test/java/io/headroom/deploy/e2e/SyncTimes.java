package io.headroom.deploy.e2e;

import io.headroom.model.topic.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** When the controller looked at an autoscaler, from what the API server has written of it. */
record SyncTimes(Path auditLog) {
    /** The API server writes of nothing but who asked for metrics. */
    static final String POLICY =
            """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived, ResponseStarted]
            rules:
            - {level: Metadata, resources: [{group: metrics.k8s.io}]}
            - {level: None}
            """;

    /** The requests for the metrics of one look come closer than this. */
    private static final Duration ONE_LOOK = Duration.ofSeconds(5);

    /** Those at the autoscaler of the pods that have the label {@code app}. */
    List<Instant> of(String namespace, String app) throws IOException {
        List<Instant> times = new ArrayList<>();
        String uri =
                "/apis/metrics.k8s.io/v1beta1/namespaces/"
                        + namespace
                        + "/pods?labelSelector=app%3D"
                        + app;
        for (String line : Files.readAllLines(auditLog)) {
            if (!line.contains("horizontal-pod-autoscaler")
                    && !line.contains("controller-manager")) {
                continue;
            }
            JsonNode event = Json.mapper().readTree(line);
            if (event.get("requestURI").asString().equals(uri)) {
                Instant at = Instant.parse(event.get("requestReceivedTimestamp").asString());
                if (times.isEmpty() || at.isAfter(times.getLast().plus(ONE_LOOK))) {
                    times.add(at);
                }
            }
        }
        return times;
    }
}
