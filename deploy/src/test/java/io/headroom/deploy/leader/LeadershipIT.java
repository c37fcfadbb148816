package io.headroom.deploy.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.deploy.config.LeaderConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two candidates on one Lease, which is in memory here and refuses writes as the API does. */
class LeadershipIT {
    private final FakeLeases leases = new FakeLeases();

    @Test
    @SuppressWarnings("try") // closing it is what is tested
    void thereIsOneLeaderAndAnotherOnceItIsGone() {
        try (var first = candidate("first");
                var second = candidate("second")) {
            // Given
            first.start();
            await().atMost(60, TimeUnit.SECONDS).until(first::getAsBoolean);
            second.start();
            await().during(1_500, TimeUnit.MILLISECONDS)
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> !second.getAsBoolean());

            // When
            first.close();

            // Then
            await().atMost(60, TimeUnit.SECONDS).until(second::getAsBoolean);
            assertThat(first.getAsBoolean()).isFalse();
        }
    }

    @Test
    void aLeaderThatCannotRenewCeasesBeforeTheNextOneBegins() {
        try (var first = candidate("first");
                var second = candidate("second")) {
            first.start();
            await().atMost(60, TimeUnit.SECONDS).until(first::getAsBoolean);
            leases.unreachableFor = "first";
            second.start();
            await().pollInterval(5, TimeUnit.MILLISECONDS)
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> {
                        // in this order: the first one may not lead after the second one did
                        boolean begun = second.getAsBoolean();
                        assertThat(begun && first.getAsBoolean()).isFalse();
                        return begun;
                    });
        }
    }

    private Leadership candidate(String name) {
        return new Leadership(
                "collector",
                name,
                leases.as(name),
                new LeaderConfig(
                        LeaderConfig.Election.LEASE,
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofMillis(3_000),
                        Duration.ofMillis(1_800),
                        Duration.ofMillis(300)),
                new LeaderMetrics(new PrometheusRegistry()));
    }

    private static final class FakeLeases {
        private @Nullable LeaseState stored;
        private int writes;
        private volatile String unreachableFor = "";

        Leases as(String name) {
            return new Leases() {
                @Override
                public Optional<LeaseState> read() throws IOException {
                    return FakeLeases.this.read(name);
                }

                @Override
                public LeaseState write(LeaseState state) throws IOException {
                    return FakeLeases.this.write(name, state);
                }
            };
        }

        private synchronized Optional<LeaseState> read(String name) throws IOException {
            reach(name);
            return Optional.ofNullable(stored);
        }

        private synchronized LeaseState write(String name, LeaseState state) throws IOException {
            reach(name);
            String version = stored == null ? null : stored.version();
            if (!Objects.equals(version, state.version())) {
                throw new IOException("409 conflict");
            }
            writes++;
            LeaseState written =
                    new LeaseState(state.holder(), "t" + writes, state.transitions(), "v" + writes);
            stored = written;
            return written;
        }

        private void reach(String name) throws IOException {
            if (unreachableFor.equals(name)) {
                throw new IOException("no route to host");
            }
        }
    }
}
