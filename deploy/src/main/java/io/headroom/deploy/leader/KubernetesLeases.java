package io.headroom.deploy.leader;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A Lease object of the Kubernetes API. */
final class KubernetesLeases implements Leases {
    private final KubernetesClient kubernetes;
    private final String namespace;
    private final String name;
    private final Duration leaseDuration;
    private final InstantSource clock;

    KubernetesLeases(
            KubernetesClient kubernetes,
            String namespace,
            String name,
            Duration leaseDuration,
            InstantSource clock) {
        this.kubernetes = kubernetes;
        this.namespace = namespace;
        this.name = name;
        this.leaseDuration = leaseDuration;
        this.clock = clock;
    }

    @Override
    public Optional<LeaseState> read() throws IOException {
        try {
            Lease lease = kubernetes.leases().inNamespace(namespace).withName(name).get();
            return lease == null ? Optional.empty() : Optional.of(state(lease));
        } catch (KubernetesClientException e) {
            throw new IOException("reading lease " + namespace + '/' + name + ": " + reason(e), e);
        }
    }

    @Override
    public LeaseState write(LeaseState state) throws IOException {
        var now =
                ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)
                        .truncatedTo(ChronoUnit.MICROS);
        Lease lease =
                new LeaseBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .withResourceVersion(state.version())
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(state.holder())
                        .withRenewTime(now)
                        .withLeaseDurationSeconds((int) leaseDuration.toSeconds())
                        .withLeaseTransitions(state.transitions())
                        .endSpec()
                        .build();
        try {
            var resource = kubernetes.leases().inNamespace(namespace).resource(lease);
            return state(state.version() == null ? resource.create() : resource.update());
        } catch (KubernetesClientException e) {
            throw new IOException("writing lease " + namespace + '/' + name + ": " + reason(e), e);
        }
    }

    private static LeaseState state(Lease lease) {
        LeaseSpec spec = lease.getSpec() == null ? new LeaseSpec() : lease.getSpec();
        return new LeaseState(
                spec.getHolderIdentity() == null ? "" : spec.getHolderIdentity(),
                String.valueOf(spec.getRenewTime()),
                spec.getLeaseTransitions() == null ? 0 : spec.getLeaseTransitions(),
                lease.getMetadata().getResourceVersion());
    }

    private static String reason(KubernetesClientException e) {
        return e.getStatus() == null
                ? String.valueOf(e.getMessage())
                : String.valueOf(e.getStatus().getMessage());
    }
}
