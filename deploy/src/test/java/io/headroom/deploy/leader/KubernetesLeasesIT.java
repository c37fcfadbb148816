package io.headroom.deploy.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.headroom.deploy.cluster.ControlPlane;
import io.headroom.deploy.config.LeaderConfig;
import io.headroom.deploy.replay.ReplayClock;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Lease of a real API server. */
class KubernetesLeasesIT {
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00.123456Z");
    private static final String NAME = "headroom-recommender";

    private final KubernetesClient admin = ControlPlane.bare().admin();
    private final ReplayClock clock = new ReplayClock(NOW);
    private String namespace;
    private Leases leases;

    @BeforeEach
    void makeNamespace() {
        namespace = ControlPlane.bare().newNamespace("lease");
        leases = leases(clock);
    }

    @Test
    void createsAndRenewsTheLease() throws IOException {
        assertThat(leases.read()).isEmpty();

        LeaseState created = leases.write(new LeaseState("me", "", 0, null));

        assertThat(leases.read()).contains(created);
        assertThat(spec().getHolderIdentity()).isEqualTo("me");
        assertThat(spec().getLeaseDurationSeconds()).isEqualTo(3);
        assertThat(spec().getRenewTime().toInstant()).isEqualTo(NOW);

        clock.set(NOW.plusSeconds(2));
        LeaseState renewed = leases.write(created);

        assertThat(renewed.holder()).isEqualTo("me");
        assertThat(renewed.sameSignOfLife(created)).isFalse();
        assertThat(leases.read()).contains(renewed);
        assertThat(spec().getRenewTime().toInstant()).isEqualTo(NOW.plusSeconds(2));
    }

    @Test
    void refusesToCreateWhatAnotherHasCreated() throws IOException {
        leases.write(new LeaseState("quicker", "", 0, null));

        assertThatThrownBy(() -> leases.write(new LeaseState("me", "", 0, null)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(namespace + '/' + NAME)
                .hasRootCauseInstanceOf(KubernetesClientException.class)
                .rootCause()
                .extracting("code")
                .isEqualTo(409);
        assertThat(spec().getHolderIdentity()).isEqualTo("quicker");
    }

    @Test
    void refusesToWriteOverWhatAnotherHasWritten() throws IOException {
        LeaseState read = leases.write(new LeaseState("other", "", 0, null));
        clock.set(NOW.plusSeconds(1));
        leases.write(read);

        assertThatThrownBy(() ->
                        leases.write(new LeaseState("me", read.renewTime(), 1, read.version())))
                .isInstanceOf(IOException.class)
                .rootCause()
                .extracting("code")
                .isEqualTo(409);
        assertThat(spec().getHolderIdentity()).isEqualTo("other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT1H", "PT1H"})
    @SuppressWarnings("try") // closing it is what is tested
    void isTakenOverAfterSilenceWhateverTheHoldersClockSays(Duration off) throws IOException {
        leases(InstantSource.offset(InstantSource.system(), off))
                .write(new LeaseState("dead", "", 0, null));
        LeaderMetrics metrics = new LeaderMetrics(new PrometheusRegistry());
        try (var candidate = candidate("me", metrics)) {
            long begun = System.nanoTime();
            candidate.start();
            await().atMost(DEADLINE).until(candidate::getAsBoolean);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(LEASE);
            assertThat(spec().getHolderIdentity()).isEqualTo("me");
            assertThat(spec().getLeaseTransitions()).isEqualTo(1);

            candidate.close();

            assertThat(leases.read().orElseThrow().holder()).isEmpty();
        }
    }

    private Leadership candidate(String name, LeaderMetrics metrics) {
        return new Leadership(
                "recommender",
                name,
                leases(InstantSource.system()),
                new LeaderConfig(
                        LeaderConfig.Election.LEASE,
                        Optional.empty(),
                        Optional.empty(),
                        LEASE,
                        Duration.ofMillis(1_800),
                        Duration.ofMillis(300)),
                metrics);
    }

    private Leases leases(InstantSource source) {
        return new KubernetesLeases(admin, namespace, NAME, LEASE, source);
    }

    private LeaseSpec spec() {
        return admin.leases().inNamespace(namespace).withName(NAME).get().getSpec();
    }
}
