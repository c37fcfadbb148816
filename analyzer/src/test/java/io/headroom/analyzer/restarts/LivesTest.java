package io.headroom.analyzer.restarts;

import static io.headroom.analyzer.restarts.BadDelivery.LIVES;
import static io.headroom.analyzer.restarts.BadDelivery.SEED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.CpuShortage;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.RestartRecord;
import io.headroom.model.lifecycle.CpuSpan;
import io.headroom.model.lifecycle.EventDelta;
import io.headroom.model.lifecycle.LifecycleFact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many lives of pods whose truth is known, told as badly as can be: facts lost while nobody
 * watched, repeated and overtaken, events lost, merged, repeated and late, the analyzer killed
 * between any two records. The number is always exact; a class may be less certain, never wrongly
 * certain, and the clock of its node need not be right. Who is said to be starved was short of CPU.
 */
@Tag("lives")
class LivesTest {
    @Test
    void everyRestartIsCountedAndNoneIsWronglyCertain() {
        System.out.printf("lives: -Dheadroom.lives=%d -Dheadroom.seed=%d%n", LIVES, SEED);
        RandomGenerator seeds = BadDelivery.random(SEED);
        int confirmed = 0;
        int right = 0;
        int all = 0;
        int starved = 0;
        for (int life = 0; life < LIVES; life++) {
            long seed = seeds.nextLong();
            Life lived = new Life(BadDelivery.random(seed), life);
            Watcher watcher = new Watcher();
            List<LifecycleFact> told = lived.told();
            Increases increases = new Increases();
            long shown = 0;
            for (LifecycleFact fact : told) {
                watcher.tell(fact);
                shown += increases.in(fact);
                if (lived.random.nextInt(5) == 0) {
                    watcher.killed();
                }
            }
            String which = "life " + life + ", seed " + seed;
            assertThat(watcher.increases).as(which).isEqualTo(shown);
            assertThat(watcher.records).as(which).isEqualTo(shown);
            assertThat(watcher.restarts).as(which).hasSize((int) shown);
            for (RestartRecord restart : watcher.restarts.values()) {
                Classification why = Watcher.why(restart);
                IncidentClass truth =
                        lived.truth.get(restart.container() + '@' + restart.endedAt());
                all++;
                if (why.confidence() == Confidence.CONFIRMED) {
                    confirmed++;
                    assertThat(why.kind()).as(which + ": " + restart).isEqualTo(truth);
                }
                right += why.kind() == truth ? 1 : 0;
            }
            for (Incident incident : watcher.incidents.values()) {
                if (incident.starved() != null) {
                    starved++;
                    assertThat(watcher.restarts.values())
                            .as(which + ": " + incident)
                            .anyMatch(restart ->
                                    incident.id().equals(restart.incident())
                                            && lived.starved(restart));
                }
            }
        }
        System.out.printf(
                "lives: %d restarts, %d confirmed, %d with their true class; %d times starved%n",
                all, confirmed, right, starved);
        assertThat(confirmed).isGreaterThan(all / 10);
        assertThat(right).isGreaterThan(all / 3);
        assertThat(starved).isGreaterThan(LIVES / 50);
    }

    /** One pod, what happened to it, and how that is told. */
    private static final class Life {
        final RandomGenerator random;
        final Map<String, IncidentClass> truth = new HashMap<>();
        private final Set<String> shortOfCpu = new HashSet<>();
        private final ActingPod pod;
        private final List<String> names = new ArrayList<>();
        private final List<LifecycleFact> facts = new ArrayList<>();
        private final List<EventDelta> events = new ArrayList<>();
        private int now = 1;

        Life(RandomGenerator random, int number) {
            this.random = random;
            WorkloadRef web = new WorkloadRef("shop", "Deployment", "apps", "web-" + number);
            pod = new ActingPod(web, "web-r1-a", "uid-" + number);
            for (int i = 0; i <= random.nextInt(3); i++) {
                names.add("c" + i);
                pod.with("c" + i).container("c" + i).idsShown = random.nextInt(20) > 0;
            }
            int[] clocks = {0, 0, 0, -3_600, -300, 300, 3_600};
            pod.nodeClock = clocks[random.nextInt(clocks.length)];
            facts.add(pod.fact(now));
            int ends = random.nextInt(12);
            for (int i = 0; i < ends; i++) {
                now += 40 + random.nextInt(random.nextBoolean() ? 60 : 2_000);
                happen();
            }
        }

        private void happen() {
            if (random.nextInt(25) == 0) {
                ActingPod.Acting reset = pod.container(any());
                reset.count = 0;
                facts.add(pod.fact(now));
                return;
            }
            if (random.nextInt(15) == 0) {
                sandbox();
                return;
            }
            String container = any();
            IncidentClass[] kinds = {
                IncidentClass.OOM_KILLED,
                IncidentClass.LIVENESS_KILL,
                IncidentClass.STARTUP_KILL,
                IncidentClass.RESIZE_RESTART,
                IncidentClass.SPEC_CHANGE_RESTART,
                IncidentClass.START_ERROR,
                IncidentClass.STATUS_LOST,
                IncidentClass.CLEAN_EXIT_RESTART,
                IncidentClass.SIGNAL,
                IncidentClass.KILLED_UNATTRIBUTED,
                IncidentClass.APP_ERROR
            };
            IncidentClass kind = kinds[random.nextInt(kinds.length)];
            switch (kind) {
                case OOM_KILLED -> end(container, kind, 137, "OOMKilled");
                case LIVENESS_KILL ->
                        killed(container, kind, " failed liveness probe, will be restarted");
                case STARTUP_KILL ->
                        killed(container, kind, " failed startup probe, will be restarted");
                case RESIZE_RESTART -> killed(container, kind, " resize requires restart");
                case SPEC_CHANGE_RESTART ->
                        killed(container, kind, " definition changed, will be restarted");
                case START_ERROR -> end(container, kind, 128, "StartError");
                case STATUS_LOST -> end(container, kind, 137, "ContainerStatusUnknown");
                case CLEAN_EXIT_RESTART -> end(container, kind, 0, "Completed");
                case SIGNAL -> end(container, kind, 139, "Error");
                case KILLED_UNATTRIBUTED -> end(container, kind, 137, "Error");
                default -> end(container, kind, 1 + random.nextInt(100), "Error");
            }
            // noise that says nothing
            if (random.nextInt(3) == 0) {
                events.add(
                        pod.event(
                                "Warning",
                                "Unhealthy",
                                "Liveness probe failed: timeout",
                                "spec.containers{" + any() + "}",
                                now));
            }
        }

        private void killed(String container, IncidentClass kind, String note) {
            String prefix = random.nextInt(8) == 0 ? "(combined from similar events): " : "";
            events.add(pod.killing(container, prefix + "Container " + container + note, now - 3));
            int[] codes = {0, 1, 137, 143};
            end(container, kind, codes[random.nextInt(codes.length)], "Error");
        }

        private void end(String container, IncidentClass kind, int code, String why) {
            know(container, kind);
            pod.end(container, code, why, now);
            facts.add(pod.fact(now + 1));
            pod.cpuBefore = List.of();
            if (random.nextInt(3) > 0) {
                read(container);
            }
            now += 2 + random.nextInt(20);
            pod.start(container, now);
            facts.add(pod.fact(now + 1));
            now += 1 + random.nextInt(4);
            facts.add(pod.readyAt(now).fact(now + 1));
        }

        /** Its kubelet was read for the last time ten seconds before the end. */
        private void read(String container) {
            int second = now + pod.nodeClock;
            boolean held = random.nextBoolean();
            pod.cpuBefore =
                    List.of(
                            new CpuSpan(
                                    container,
                                    ActingPod.at(second - 40),
                                    ActingPod.at(second - 10),
                                    6_000_000_000L,
                                    held ? 3_000_000_000L : 100_000_000L,
                                    null));
            if (held) {
                shortOfCpu.add(container + '@' + ActingPod.at(second));
            }
        }

        boolean starved(RestartRecord restart) {
            String end = restart.container() + '@' + restart.endedAt();
            IncidentClass kind = truth.get(end);
            return shortOfCpu.contains(end) && kind != null && CpuShortage.isProbes(kind);
        }

        private void sandbox() {
            pod.cpuBefore = List.of();
            EventDelta event =
                    pod.event(
                            "Normal",
                            "SandboxChanged",
                            "Pod sandbox changed",
                            null,
                            now + 1 + pod.nodeClock);
            events.add(ActingPod.toldAt(event, now + 2));
            for (String container : names) {
                know(container, IncidentClass.NODE_REBOOT_OR_SANDBOX_LOSS);
                pod.end(container, 137, "Error", now);
            }
            for (String container : names) {
                pod.start(container, now + 3);
            }
            now += 5;
            facts.add(pod.readyAt(now).fact(now + 1));
        }

        private void know(String container, IncidentClass kind) {
            truth.put(container + '@' + ActingPod.at(now + pod.nodeClock), kind);
        }

        private String any() {
            return names.get(random.nextInt(names.size()));
        }

        /** Everything in the order in which it arrives. */
        List<LifecycleFact> told() {
            return new BadDelivery(random)
                    .told(facts, events, now, List.of(pod.fact(now + 5_000, true)));
        }
    }
}
