package io.headroom.analyzer.restarts;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.analyzer.usage.StateWriter;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.RestartRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BoundedStateTest {
    private static final WorkloadRef WORKLOAD =
            new WorkloadRef("payments", "Deployment", "apps", "payment-gateway");
    private static final String UID = "8f14e45f-ceea-467f-a0e6-2b1b5a3c9d10";

    private final Watcher watcher = new Watcher();
    private final ActingPod pod =
            new ActingPod(WORKLOAD, "payment-gateway-7d9c5b8f6d-x2x9k", UID).with("gateway");

    BoundedStateTest() {
        pod.longIds = true;
        pod.ownerUid = "c4ca4238-a0b9-4382-8dcc-509a6f75849b";
        pod.revision = "7d9c5b8f6d";
    }

    @Test
    void aContainerThatRunsTakesAFewHundredBytes() {
        watcher.tell(pod.fact(1));
        assertThat(bytes()).isLessThan(320);
    }

    @Test
    void aContainerThatIsKilledByItsProbeForeverTakesLessThanAKibibyte() {
        watcher.tell(pod.fact(1));
        int most = 0;
        for (int at = 100; at < 100_000; at += 130) {
            watcher.tell(
                    pod.killing(
                            "gateway",
                            "Container gateway failed liveness probe, will be restarted",
                            at - 2));
            watcher.tell(pod.event("Warning", "Unhealthy", "Liveness probe failed", null, at - 3));
            watcher.tell(pod.restart(137, "Error", at).fact(at + 6));
            most = Math.max(most, bytes());
        }
        assertThat(most).isLessThan(1_024);
        assertThat(watcher.incidents).hasSize(1);
        assertThat(watcher.states.entries).hasSize(1);
        assertThat(watcher.incident().restarts()).isEqualTo((int) watcher.increases);
    }

    @Test
    void manyEventsOfOnePodAreDroppedAndCounted() {
        watcher.tell(pod.fact(1));
        int before = bytes();
        for (int i = 0; i < 10_000; i++) {
            watcher.tell(
                    pod.event("Normal", "SandboxChanged", "Pod sandbox changed", null, 10 + i));
        }
        assertThat(bytes()).isLessThan(before + 400);
        assertThat(watcher.dropped).hasSize(9_996).containsOnly("too_many_events");
    }

    @Test
    void whatIsOverIsForgotten() {
        watcher.tell(pod.fact(1));
        for (int i = 1; i <= 500; i++) {
            watcher.tell(pod.restart(1, "Error", i * 1_000).fact(i * 1_000 + 6));
        }
        assertThat(watcher.records).isEqualTo(500);
        assertThat(watcher.states.entries).hasSizeLessThan(6);
        assertThat(watcher.restarts.values())
                .extracting(RestartRecord::incident)
                .doesNotContainNull();
    }

    @Test
    void endsOfManyPodsAtOnceAreBounded() {
        for (int i = 0; i < 1_000; i++) {
            ActingPod each = new ActingPod(WORKLOAD, "pod-" + i, "uid-" + i).with("app");
            watcher.tell(each.fact(1));
            each.deletionAt = 100;
            watcher.tell(each.fact(70), each.gone(80));
        }
        assertThat(watcher.disruptions).hasSize(1_000);
        assertThat(watcher.states.entries).hasSizeLessThanOrEqualTo(64);
        assertThat(watcher.workloads.entries.firstEntry().getValue()).hasSizeLessThan(16_384);
        assertThat(watcher.dropped).contains("too_many_incidents", "too_many_ended_pods");
    }

    @Test
    void stateOfTheFirstLayoutIsGoneOnFrom() {
        watcher.tell(pod.fact(1));
        String key = watcher.pods.entries.firstKey();
        var old = new StateWriter(1);
        old.number(pod.fact(1).observedAt().toEpochMilli()).number(0).number(1).text("gateway");
        ContainerSight.of(pod.fact(1).containers().getFirst()).write(old);
        watcher.pods.put(key, old.toBytes());
        watcher.killed();
        watcher.tell(pod.restart(137, "OOMKilled", 60).fact(66));
        assertThat(watcher.records).isEqualTo(1);
        assertThat(Watcher.outcome(watcher.restart()).recovery()).isEqualTo(Duration.ofSeconds(5));
    }

    private int bytes() {
        var entry = watcher.pods.entries.firstEntry();
        return entry.getKey().getBytes(StandardCharsets.UTF_8).length + entry.getValue().length;
    }
}
