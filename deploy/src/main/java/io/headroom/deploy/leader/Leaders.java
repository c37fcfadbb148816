package io.headroom.deploy.leader;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.headroom.deploy.config.LeaderConfig;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** The roles that this process stands for. */
public final class Leaders implements AutoCloseable {
    private final List<Leadership> leaderships = new ArrayList<>();
    private final LeaderMetrics metrics;

    public Leaders(LeaderMetrics metrics) {
        this.metrics = metrics;
    }

    /** Leads in a role for as long as the process runs, because nobody else can. */
    public BooleanSupplier always(String role) {
        BooleanSupplier always = () -> true;
        metrics.watch(role, always);
        return always;
    }

    /** Stands for a role by the Lease {@code headroom-ROLE}. */
    public BooleanSupplier elect(
            String role, KubernetesClient kubernetes, LeaderConfig config, InstantSource clock) {
        String namespace = config.namespace().orElseGet(() -> namespaceOf(kubernetes));
        Leadership leadership =
                new Leadership(
                        role,
                        config.identity().orElseGet(Leaders::uniqueName),
                        new KubernetesLeases(
                                kubernetes,
                                namespace,
                                "headroom-" + role,
                                config.leaseDuration(),
                                clock),
                        config,
                        metrics);
        leaderships.add(leadership);
        leadership.start();
        return leadership;
    }

    @Override
    public void close() {
        leaderships.forEach(Leadership::close);
    }

    private static String namespaceOf(KubernetesClient kubernetes) {
        String namespace = kubernetes.getConfiguration().getNamespace();
        return namespace == null ? "default" : namespace;
    }

    private static String uniqueName() {
        String host = System.getenv().getOrDefault("HOSTNAME", "headroom");
        return host + '_' + UUID.randomUUID();
    }
}
