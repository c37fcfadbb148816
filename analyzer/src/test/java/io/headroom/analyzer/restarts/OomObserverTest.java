package io.headroom.analyzer.restarts;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.assessment.OomKill;
import io.headroom.model.lifecycle.ContainerFact;
import io.headroom.model.lifecycle.ContainerState;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.quantity.Memory;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The table of the upstream VPA's OOM observer, row by row. */
@Tag("golden")
class OomObserverTest {
    private static final Instant AT = Instant.parse("2026-03-01T00:00:00Z");
    private static final ContainerState RUNNING = new ContainerState.Running(AT);
    private static final ContainerState CRASH_LOOP = new ContainerState.Waiting("CrashLoopBackOff");
    private static final ContainerState OOM = ended("OOMKilled");
    private static final ContainerState ERROR = ended("Error");

    @Test
    void aRunningContainerThatIsOomKilledIsOneKillOfItsRequest() {
        assertThat(kill(fact(RUNNING, null, 0, 1_024), fact(OOM, null, 0, 1_024)))
                .contains(new OomKill("app", AT, new Memory(1_024)));
    }

    @Test
    void aKillIsOfWhenItEndedAndNotOfWhenItWasSeen() {
        ContainerSight before = ContainerSight.of(fact(RUNNING, null, 0, 1_024));
        Instant seen = AT.plusSeconds(300);

        assertThat(OomObserver.between(before, fact(OOM, null, 0, 1_024), seen))
                .contains(new OomKill("app", AT, new Memory(1_024)));
        ContainerState unknownEnd =
                new ContainerState.Terminated(137, null, "OOMKilled", null, null, null, null);
        assertThat(OomObserver.between(before, fact(unknownEnd, null, 0, 1_024), seen))
                .contains(new OomKill("app", seen, new Memory(1_024)));
    }

    @Test
    void aKillTellsTheLimitThatWasInForce() {
        ContainerFact before = limited(fact(RUNNING, null, 0, 1_024), 2_048);
        ContainerFact after = limited(fact(RUNNING, OOM, 1, 1_024), 4_096);

        assertThat(kill(before, after))
                .contains(new OomKill("app", AT, new Memory(1_024), new Memory(2_048)));
    }

    @Test
    void aKillWithoutARequestIsOneOfZero() {
        assertThat(kill(fact(RUNNING, null, 0, null), fact(OOM, null, 0, null)))
                .contains(new OomKill("app", AT, new Memory(0)));
    }

    @Test
    void aRestartThatWasOnlySeenAfterwardsCountsWithTheRequestBefore() {
        assertThat(kill(fact(RUNNING, null, 0, 2_048), fact(RUNNING, OOM, 1, 4_096)))
                .contains(new OomKill("app", AT, new Memory(2_048)));
    }

    @Test
    void anInstanceThatIsKilledAfterOneThatFailedIsAKill() {
        assertThat(kill(fact(ERROR, null, 0, 1_024), fact(OOM, ERROR, 1, 1_024))).isPresent();
    }

    @Test
    void anotherEndIsNoKill() {
        assertThat(kill(fact(RUNNING, null, 0, 1_024), fact(ERROR, null, 0, 1_024))).isEmpty();
        assertThat(kill(fact(RUNNING, null, 0, 1_024), fact(RUNNING, ERROR, 1, 1_024))).isEmpty();
    }

    @Test
    void runningAgainAfterACrashLoopIsNoSecondKill() {
        assertThat(kill(fact(CRASH_LOOP, OOM, 1, 1_024), fact(RUNNING, OOM, 2, 1_024))).isEmpty();
    }

    @Test
    void aRelistThatShowsTheSameIsNoSecondKill() {
        assertThat(kill(fact(OOM, null, 0, 1_024), fact(OOM, null, 0, 1_024))).isEmpty();
        assertThat(kill(fact(RUNNING, OOM, 1, 1_024), fact(RUNNING, OOM, 1, 1_024))).isEmpty();
    }

    @Test
    void oneEndToldTwiceWithAnotherReasonIsNoKill() {
        assertThat(kill(fact(ERROR, null, 0, 1_024), fact(OOM, null, 0, 1_024))).isEmpty();
    }

    @Test
    void anEvictionNamesTheContainersThatUsedTooMuchMemory() {
        assertThat(OomObserver.evicted(eviction("app", "1024Ki", "memory")))
                .containsExactly(new OomKill("app", AT, new Memory(1_024 * 1_024)));
        assertThat(OomObserver.evicted(eviction("a,b", "1024Ki,2048Ki", "memory,memory")))
                .containsExactly(
                        new OomKill("a", AT, new Memory(1_024 * 1_024)),
                        new OomKill("b", AT, new Memory(2_048 * 1_024)));
    }

    @Test
    void anEvictionForAnotherResourceIsNoKill() {
        assertThat(OomObserver.evicted(eviction("a,b", "1024Ki,2048Ki", "memory,evictable")))
                .containsExactly(new OomKill("a", AT, new Memory(1_024 * 1_024)));
    }

    @Test
    void anEvictionWhoseAnnotationsDoNotMatchUpSaysNothing() {
        assertThat(OomObserver.evicted(eviction("a,b", "1024Ki", "memory,memory"))).isEmpty();
        assertThat(OomObserver.evicted(eviction("a", "plenty", "memory"))).isEmpty();
        assertThat(OomObserver.evicted(eviction("", "", ""))).isEmpty();
    }

    private static Optional<OomKill> kill(ContainerFact before, ContainerFact now) {
        return OomObserver.between(ContainerSight.of(before), now, AT);
    }

    private static ContainerFact fact(
            ContainerState state,
            @Nullable ContainerState last,
            int restarts,
            @Nullable Integer requestBytes) {
        return new ContainerFact(
                "app",
                ContainerType.APP,
                "containerd://" + restarts,
                restarts,
                true,
                true,
                state,
                last,
                requestBytes == null
                        ? Resources.NONE
                        : new Resources(null, new Memory(requestBytes)));
    }

    private static ContainerFact limited(ContainerFact fact, long bytes) {
        return new ContainerFact(
                fact.name(),
                fact.type(),
                fact.containerId(),
                fact.restartCount(),
                fact.ready(),
                fact.started(),
                fact.state(),
                fact.lastState(),
                fact.requests(),
                null,
                new Resources(null, new Memory(bytes)));
    }

    private static ContainerState ended(String reason) {
        return new ContainerState.Terminated(137, null, reason, null, AT, AT, "containerd://x");
    }

    private static EventDelta eviction(String containers, String used, String starved) {
        return new EventDelta(
                null,
                "uid",
                new EventDelta.Regarding("Pod", "shop", "cart", "pod-uid", null),
                "Warning",
                "Evicted",
                null,
                "kubelet",
                1,
                1,
                AT,
                AT,
                Map.of(
                        "offending_containers", containers,
                        "offending_containers_usage", used,
                        "starved_resource", starved),
                AT);
    }
}
