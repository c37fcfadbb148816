package io.headroom.analyzer.restarts;

import static io.headroom.analyzer.restarts.ActingPod.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.headroom.analyzer.usage.StateWriter;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Flaps;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.RestartRecord;
import io.headroom.model.lifecycle.CpuSpan;
import io.headroom.model.lifecycle.ProcessKills;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
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
        assertThat(said("it runs", bytes())).isLessThan(256);
    }

    @Test
    void aContainerThatIsKilledByItsProbeForeverTakesHalfAKibibyte() {
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
        assertThat(said("its probe kills it for ever", most)).isLessThan(512);
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
        assertThat(said("the same, long names, each of " + containers, most / containers))
                .isLessThan(1_024);
        assertThat(watcher.records).isEqualTo(watcher.increases).isEqualTo(38L * containers);
    }

    @Test
    void soItIsWithEveryKindOfEventAtOnceAndAReasonWithoutEnd() {
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
        assertThat(said("every kind of event, long names", most)).isLessThan(1_024);
        assertThat(watcher.dropped).contains("too_many_events");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void soItIsWhenItEndsOfSomethingElseEachTime(boolean longNames) {
        ActingPod ending = longNames ? longest(1) : pod;
        String name = ending.app().name;
        watcher.tell(ending.fact(1));
        int most = 0;
        for (int at = 1_000; at < 60_000; at += 400) {
            switch (at / 400 % 5) {
                case 0 -> ending.restart(name, 137, "OOMKilled", at);
                case 1 -> {
                    watcher.tell(
                            ending.killing(
                                    name,
                                    "Container "
                                            + name
                                            + " failed liveness probe, will be restarted",
                                    at - 2));
                    ending.restart(name, 137, "Error", at);
                }
                case 2 -> ending.restart(name, 3, "Error", at);
                case 3 -> ending.restart(name, 0, "Completed", at);
                default -> ending.restart(name, 128, "StartError", at);
            }
            watcher.tell(ending.fact(at + 6));
            most = Math.max(most, bytes());
        }
        assertThat(said("it ends of something else each time, long names: " + longNames, most))
                .isLessThan(1_024);
        assertThat(watcher.records).isEqualTo(watcher.increases).isEqualTo(148);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void soItIsWhenItIsKilledForWantOfOtherMemoryEachTimeAndAllItsProbesFail(boolean longNames) {
        ActingPod ending = longNames ? longest(1) : pod;
        String name = ending.app().name;
        watcher.tell(ending.fact(1));
        int most = 0;
        for (int at = 100; at < 86_400; at += 330) {
            for (String probe : List.of("Liveness", "Readiness", "Startup")) {
                watcher.tell(
                        ending.event(
                                "Warning",
                                "Unhealthy",
                                probe + " probe failed",
                                "spec.containers{" + name + "}",
                                at - 3));
            }
            ending.app().memory = new Memory(3_000_000_001L + at);
            watcher.tell(ending.restart(137, "OOMKilled", at).fact(at + 6));
            most = Math.max(most, bytes());
        }
        assertThat(said("killed for other memory each time, long names: " + longNames, most))
                .isLessThan(1_024);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 30})
    void soItIsForEachContainerOfAWorkloadThatIsRolledOutAllDay(int replicas) {
        int most = 0;
        int pods = 0;
        List<ActingPod> alive = new ArrayList<>();
        for (int rollout = 0; rollout < 40; rollout++) {
            int at = 1 + rollout * 600;
            List<ActingPod> next = new ArrayList<>();
            for (int i = 0; i < replicas; i++, pods++) {
                ActingPod made = made(pods, at);
                watcher.tell(made.fact(at + 1));
                next.add(made);
            }
            for (ActingPod old : alive) {
                old.currentRevision = "r" + rollout;
                old.deletionAt = at + 30;
                watcher.tell(old.ofOwner("SuccessfulDelete", "Deleted pod: " + old.name, at));
                watcher.tell(old.fact(at + 2), old.gone(at + 20));
            }
            for (ActingPod made : next) {
                watcher.tell(made.readyAt(at + 25).fact(at + 26));
            }
            alive = next;
            most = Math.max(most, bytes() / pods);
        }
        assertThat(said("each of " + replicas + " that are rolled out all day", most))
                .isLessThan(1_024);
        assertThat(watcher.disruptions).hasSize(39 * replicas);
    }

    private static ActingPod made(int number, int at) {
        ActingPod made =
                new ActingPod(
                                WORKLOAD,
                                "payment-gateway-7d9c5b8f6d-" + (10_000 + number),
                                UID.substring(0, UID.length() - 5) + (10_000 + number))
                        .with("gateway");
        made.longIds = true;
        made.createdAt = at;
        made.ownerUid = "c4ca4238-a0b9-4382-8dcc-509a6f75849b";
        made.revision = "r" + number;
        return made.notReady(at);
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
        assertThat(watcher.dropped).hasSize(9_999).containsOnly("too_many_events");
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
        assertThat(watcher.workloads.entries.lastEntry().getValue()).hasSizeLessThan(8_192);
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

    @ParameterizedTest
    @MethodSource("worstCases")
    void soItIsWithEverythingAtOnce(String what, ActingPod worst) {
        List<String> names = List.copyOf(worst.containers.keySet());
        names.forEach(name -> worst.container(name).cpuLimit = new Cpu(400));
        watcher.tell(worst.fact(1));
        Most most = new Most(names.size());
        for (int at = 100; at < 40_000; at += 330) {
            worst.cpuBefore = new ArrayList<>();
            for (String name : names) {
                everythingIsSaid(worst, name, at);
                worst.container(name).memory = new Memory(3_000_000_001L + at);
                worst.cpuBefore.add(
                        new CpuSpan(name, at(at - 60), at(at), 60 * 390_000_000L, null, null));
                endsSomehow(worst, name, at);
            }
            watcher.tell(worst.notReady(at).fact(at + 6), worst.readyAt(at + 9).fact(at + 10));
            most.measure(at);
            names.forEach(name -> worst.container(name).ready = false);
            worst.kubeletStartedAt = at % 660 < 330 ? at + 50 : at - 50;
            watcher.tell(worst.notReady(at + 60).fact(at + 60));
            names.forEach(name -> worst.container(name).ready = true);
            watcher.tell(worst.readyAt(at + 70).fact(at + 70));
            most.measure(at);
        }
        names.forEach(name -> everythingIsSaid(worst, name, 40_000));
        worst.deletionAt = 40_030;
        watcher.tell(worst.disrupted("EvictionByEvictionAPI").fact(40_001));
        names.forEach(name -> everythingIsSaid(worst, name, 40_002));
        most.measure(40_002);
        watcher.tell(worst.gone(40_010));
        most.measure(40_010);
        said("everything at once, " + what + ": " + most.where, most.perContainer);
        assertThat(most.perContainer).as(most.where).isLessThan(1_024);
        assertThat(watcher.records).isEqualTo(watcher.increases);
        assertThat(watcher.workload(worst.workload).flapping().flaps())
                .extracting(Flaps::kind)
                .contains(Flaps.Kind.values());
        assertThat(watcher.disruption().classification().kind())
                .isEqualTo(IncidentClass.PREEMPT_SCHEDULER);
        assertThat(watcher.dropped).contains("too_many_events", "too_many_words");
    }

    /** The most that was stored at any time. */
    private final class Most {
        private final int containers;
        private int perContainer;
        private String where = "";

        Most(int containers) {
            this.containers = containers;
        }

        void measure(int at) {
            if (bytes() / containers > perContainer) {
                perContainer = bytes() / containers;
                where = "at %d %s".formatted(at, watcher.sizes());
            }
        }
    }

    private void endsSomehow(ActingPod pod, String name, int at) {
        switch (at / 330 % 5) {
            case 0 -> pod.restart(name, 137, "Error", at);
            case 1 -> pod.restart(name, 3, "x".repeat(1_000) + at, at);
            case 2 -> pod.restart(name, 128, "StartError", at);
            default -> pod.restart(name, 137, "OOMKilled", at);
        }
        if (at / 330 % 5 == 0) {
            String liveness = "Container " + name + " failed liveness probe, will be restarted";
            watcher.tell(pod.killing(name, liveness, at - 2));
        }
    }

    /** By kubelets, autoscalers, the scheduler and its owner, of which the last names others. */
    private void everythingIsSaid(ActingPod pod, String name, int at) {
        for (String probe : List.of("Liveness", "Readiness", "Startup")) {
            watcher.tell(
                    pod.event(
                            "Warning",
                            "Unhealthy",
                            probe + " probe failed",
                            "spec.containers{" + name + "}",
                            at - 3));
        }
        watcher.tell(
                new ProcessKills(
                        pod.workload, pod.name, pod.uid, name, at(at - 100), 3, 3, at(at - 5)));
        for (String how :
                List.of(
                        " failed startup probe, will be restarted",
                        " definition changed, will be restarted",
                        " resize requires restart")) {
            watcher.tell(pod.killing(name, "Container " + name + how + " why".repeat(50), at - 20));
        }
        for (String reason :
                List.of(
                        "InPlaceResizedByVPA",
                        "SandboxChanged",
                        "Preempted",
                        "EvictedByVPA",
                        "TaintManagerEviction",
                        "Evicted")) {
            watcher.tell(pod.event("Normal", reason, "why ".repeat(1_000) + at, null, at));
        }
        for (int i = 0; i < 40; i++) {
            String other = "p".repeat(240) + i;
            watcher.tell(pod.ofOwner("SuccessfulDelete", "Deleted pod: " + other, at - 10));
        }
        String rescaled = "New size: %d; reason: %s".formatted(at % 7 + 1, "why ".repeat(50));
        watcher.tell(pod.ofOwner("SuccessfulRescale", rescaled, at - 9));
    }

    static Stream<Arguments> worstCases() {
        ActingPod bare =
                new ActingPod(
                                new WorkloadRef("s".repeat(63), "Pod", "", "n".repeat(253)),
                                "n".repeat(253),
                                UID)
                        .with("c".repeat(63));
        bare.longIds = true;
        bare.node = "w".repeat(63);
        bare.ownerUid = null;
        ActingPod usual = made(1, 0);
        return Stream.of(
                arguments("usual names", usual),
                arguments("one container of a Deployment, names of 63", longest(1)),
                arguments("each of three", longest(3)),
                arguments("a bare pod whose name has 253 characters", bare));
    }

    @Test
    void whatManyPodsLeftIsForgottenADayAfterThem() {
        for (int i = 0; i < 500; i++) {
            ActingPod made = made(i, i * 100);
            watcher.tell(made.fact(i * 100 + 1));
            made.deletionAt = i * 100 + 80;
            watcher.tell(made.ofOwner("SuccessfulDelete", "Deleted pod: " + made.name, i * 100));
            watcher.tell(made.fact(i * 100 + 52), made.gone(i * 100 + 60));
        }
        assertThat(bytes() / 500).isLessThan(1_024);
        watcher.tell(made(500, 50_000).fact(50_001));
        watcher.forget(at(200_000));
        watcher.tell(made(501, 200_000).fact(200_001));
        assertThat(watcher.workload(WORKLOAD).pods()).isEqualTo(2);
        assertThat(watcher.workload(WORKLOAD).ended()).isEmpty();
        assertThat(bytes() / 2).isLessThan(512);
    }

    /** What controllers name is at most 63 characters long, as what a label may hold. */
    private static ActingPod longest(int containers) {
        String name = "n".repeat(63);
        ActingPod pod =
                new ActingPod(
                        new WorkloadRef("s".repeat(63), "Deployment", "apps", name),
                        name.substring(0, 46) + "-7d9c5b8f6d-x2x9k",
                        UID);
        for (int i = 0; i < containers; i++) {
            pod.with("c".repeat(62) + i);
        }
        pod.longIds = true;
        pod.node = "w".repeat(63);
        pod.ownerUid = "c4ca4238-a0b9-4382-8dcc-509a6f75849b";
        pod.revision = "7d9c5b8f6d";
        return pod;
    }

    /** For the table in the README. */
    private static int said(String what, int bytes) {
        System.out.printf(Locale.ROOT, "%,6d bytes: %s%n", bytes, what);
        return bytes;
    }

    /** Everything that is kept, of the workload and its incidents as well. */
    private int bytes() {
        return watcher.storedBytes();
    }
}
