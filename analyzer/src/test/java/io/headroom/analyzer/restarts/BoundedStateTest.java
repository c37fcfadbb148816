package io.headroom.analyzer.restarts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.headroom.analyzer.usage.StateWriter;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.RestartRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertThat(watcher.incident().restarts()).isEqualTo(watcher.increases);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10})
    void withTheLongestNamesThatControllersGiveItIsStillLessThanAKibibyte(int containers) {
        ActingPod longest = longest(containers);
        watcher.tell(longest.fact(1));
        int most = 0;
        for (int at = 100; at < 5_000; at += 130) {
            for (String name : longest.containers.keySet()) {
                watcher.tell(
                        longest.killing(
                                name,
                                "Container " + name + " failed liveness probe, will be restarted",
                                at - 2));
                watcher.tell(longest.restart(name, 137, "ContainerStatusUnknown", at).fact(at + 6));
                most = Math.max(most, bytes());
            }
        }
        assertThat(most / containers).isLessThan(1_024);
        assertThat(watcher.records).isEqualTo(watcher.increases).isEqualTo(38L * containers);
    }

    @Test
    void everyKindOfEventAtOnceAndAReasonWithoutEndTakeAFewHundredBytesMore() {
        ActingPod longest = longest(1);
        String name = longest.app().name;
        watcher.tell(longest.fact(1));
        int most = 0;
        for (int at = 100; at < 5_000; at += 130) {
            for (String what :
                    List.of(
                            " failed liveness probe, will be restarted",
                            " failed startup probe, will be restarted",
                            " definition changed, will be restarted",
                            " resize requires restart")) {
                watcher.tell(longest.killing(name, "Container " + name + what, at - 2));
            }
            for (String reason : List.of("InPlaceResizedByVPA", "SandboxChanged", "Preempted")) {
                watcher.tell(
                        longest.event("Normal", reason, "why ".repeat(1_000) + at, null, at - 1));
            }
            watcher.tell(longest.restart(name, 137, "x".repeat(100_000), at).fact(at + 6));
            most = Math.max(most, bytes());
        }
        assertThat(most).isLessThan(1_792);
        assertThat(watcher.dropped).contains("too_many_events");
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

    /** The file is what an earlier version stored of these facts; see {@link Stored}. */
    @Test
    void stateThatWasStoredWithNamesAndLabelsIsGoneOnFrom() throws IOException {
        ActingPod earlier = ActingPod.web().with("other");
        earlier.longIds = true;
        earlier.restart("app", 137, "Error", 60).restart("app", 137, "Error", 90);
        for (String line : resource("stored-with-names.txt").lines().toList()) {
            String[] parts = line.split(" ", -1);
            MemoryStore store =
                    switch (parts[0]) {
                        case "pods" -> watcher.pods;
                        case "workloads" -> watcher.workloads;
                        default -> watcher.states;
                    };
            Base64.Decoder base64 = Base64.getDecoder();
            store.put(
                    new String(base64.decode(parts[1]), StandardCharsets.UTF_8),
                    base64.decode(parts[2]));
        }

        watcher.tell(earlier.restart("other", 1, "Error", 120).fact(126));
        String startup = "Container other failed startup probe, will be restarted";
        assertThat(watcher.why().evidence())
                .extracting(Classification.Evidence::text)
                .containsExactly(startup);
        String liveness = "Container app failed liveness probe, will be restarted";
        watcher.tell(ActingPod.toldAt(earlier.killing("app", liveness, 88), 600));
        assertThat(watcher.restarts.values())
                .extracting(RestartRecord::container, each -> Watcher.why(each).kind())
                .contains(tuple("app", IncidentClass.LIVENESS_KILL));
        assertThat(watcher.records).isEqualTo(1).isEqualTo(watcher.increases);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(BoundedStateTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What controllers name is at most 63 characters long, as what a label may hold. */
    private static ActingPod longest(int containers) {
        String name = "n".repeat(63);
        ActingPod pod = new ActingPod(new WorkloadRef(name, "Deployment", "apps", name), name, UID);
        for (int i = 0; i < containers; i++) {
            pod.with("n".repeat(62) + i);
        }
        pod.longIds = true;
        pod.node = name;
        pod.ownerUid = "c4ca4238-a0b9-4382-8dcc-509a6f75849b";
        pod.revision = "7d9c5b8f6d";
        return pod;
    }

    private int bytes() {
        var entry = watcher.pods.entries.firstEntry();
        return entry.getKey().getBytes(StandardCharsets.UTF_8).length + entry.getValue().length;
    }
}
