package io.headroom.deploy.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.collector.Collector;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CollectorRoleTest {
    private static final Duration MARGIN = Duration.ofSeconds(5);
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger started = new AtomicInteger();

    @Test
    void whoDoesNotLeadStartsNothingAndWaitsForNothing() {
        try (CollectorRole role = role(false)) {
            await().atMost(DEADLINE).until(() -> asked.get() >= 3);

            assertThat(started).hasValue(0);
            assertThat(role.notReadyReason()).isEmpty();
        }
    }

    @Test
    void aCollectorThatDoesNotStartSaysWhyAndIsTriedAgain() {
        try (CollectorRole role = role(true)) {
            await().atMost(DEADLINE).until(() -> started.get() >= 2);

            assertThat(role.notReadyReason()).contains("does not start: no such certificate");
        }
    }

    private CollectorRole role(boolean leads) {
        return new CollectorRole(
                () -> {
                    asked.incrementAndGet();
                    return leads;
                },
                this::fail,
                MARGIN);
    }

    private Collector fail() {
        started.incrementAndGet();
        throw new IllegalArgumentException("no such certificate");
    }
}
