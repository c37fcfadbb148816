package io.headroom.analyzer.restarts;

import static io.headroom.analyzer.restarts.BadDelivery.LIVES;
import static io.headroom.analyzer.restarts.BadDelivery.SEED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.model.assessment.Classification;
import io.headroom.model.assessment.Confidence;
import io.headroom.model.assessment.DisruptionRecord;
import io.headroom.model.assessment.Incident;
import io.headroom.model.assessment.IncidentClass;
import io.headroom.model.assessment.RestartRecord;
import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.PodFact;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many lives of whole workloads, whose pods are deleted, evicted, preempted, lost with their nodes,
 * rolled over and scaled down, told as badly as those of {@link LivesTest}. Each end is one end,
 * each restart one restart, and what is called confirmed is true.
 */
@Tag("lives")
class PodLivesTest {
    private final Map<IncidentClass, Integer> ends = new TreeMap<>();
    private final Map<IncidentClass, Integer> confirmed = new TreeMap<>();
    private final Map<IncidentClass, Integer> right = new TreeMap<>();

    @Test
    void everyEndIsCountedOnceAndNoneIsWronglyCertain() {
        System.out.printf(
                "lives of workloads: -Dheadroom.lives=%d -Dheadroom.seed=%d%n", LIVES, SEED);
        RandomGenerator seeds = BadDelivery.random(SEED);
        for (int life = 0; life < LIVES; life++) {
            long seed = seeds.nextLong();
            live(life, seed);
        }
        System.out.printf(
                "lives of workloads: ends %s, confirmed %s, with their true class %s%n",
                ends, confirmed, right);
        int all = sum(ends);
        System.out.printf(
                "lives of workloads: %d ends, %d confirmed, %d with their true class%n",
                all, sum(confirmed), sum(right));
        assertThat(sum(confirmed)).isGreaterThan(all / 4);
        assertThat(sum(right)).isGreaterThan(all / 2);
        Set<IncidentClass> known =
                PodTable.TABLE.rows().stream().map(Row::result).collect(Collectors.toSet());
        assertThat(known).containsAll(ends.keySet());
        if (LIVES >= 1_000) {
            assertThat(ends).containsOnlyKeys(known);
        }
    }

    private void live(int number, long seed) {
        WorkloadLife life = new WorkloadLife(BadDelivery.random(seed), number);
        Watcher watcher = new Watcher();
        long shown = 0;
        Increases increases = new Increases();
        Set<String> sighted = new TreeSet<>();
        for (LifecycleFact fact :
                new BadDelivery(life.random)
                        .told(life.facts, life.events, life.now, life.list(life.now + 5_000))) {
            watcher.tell(fact);
            shown += increases.in(fact);
            if (fact instanceof PodFact pod && life.ends.containsKey(pod.podUid())) {
                sighted.add(pod.podUid());
            }
            if (life.random.nextInt(5) == 0) {
                watcher.killed();
            }
        }
        String which = "life " + number + ", seed " + seed;
        assertThat(watcher.increases).as(which).isEqualTo(shown);
        assertThat(watcher.records).as(which).isEqualTo(shown);
        sighted.removeAll(increases.endedBefore());
        assertThat(watcher.disruptions.keySet()).as(which).isEqualTo(sighted);
        for (DisruptionRecord end : watcher.disruptions.values()) {
            IncidentClass truth = Objects.requireNonNull(life.ends.get(end.podUid()));
            judge(which, end.classification(), truth, end);
        }
        for (RestartRecord restart : watcher.restarts.values()) {
            IncidentClass truth =
                    life.restarts.get(
                            WorkloadLife.instance(
                                    restart.podUid(), restart.container(), restart.endedAt()));
            Classification why = Watcher.why(restart);
            if (why.confidence() == Confidence.CONFIRMED) {
                assertThat(why.kind()).as(which + ": " + restart).isEqualTo(truth);
            }
        }
        if (watcher.dropped.stream().noneMatch("incident_forgotten"::equals)) {
            incidentsAreWhatTheirRecordsSay(which, watcher);
        }
    }

    private void judge(
            String which, Classification said, IncidentClass truth, DisruptionRecord end) {
        ends.merge(truth, 1, Integer::sum);
        if (said.confidence() == Confidence.CONFIRMED) {
            confirmed.merge(truth, 1, Integer::sum);
            assertThat(said.kind()).as(which + ": " + end).isEqualTo(truth);
        }
        if (said.kind() == truth) {
            right.merge(truth, 1, Integer::sum);
        }
    }

    private static void incidentsAreWhatTheirRecordsSay(String which, Watcher watcher) {
        for (Incident incident : watcher.incidents.values()) {
            long ends =
                    watcher.disruptions.values().stream()
                            .filter(end -> incident.id().equals(end.incident()))
                            .count();
            long restarts =
                    watcher.restarts.values().stream()
                            .filter(restart -> incident.id().equals(restart.incident()))
                            .mapToLong(RestartRecord::counted)
                            .sum();
            assertThat(incident.disruptions()).as(which + ": " + incident).isEqualTo(ends);
            assertThat(incident.restarts()).as(which + ": " + incident).isEqualTo(restarts);
        }
    }

    private static int sum(Map<IncidentClass, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
