package io.headroom.analyzer.restarts;

import io.headroom.analyzer.usage.StateReader;
import io.headroom.analyzer.usage.StateWriter;
import io.headroom.model.assessment.OomKill;
import io.headroom.model.quantity.Memory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The restarts of a workload since it was first seen.
 *
 * @param completeUntilMillis up to when nothing was missed: the time of the last fact before the
 *     snapshot that is being read, or of the very first one
 * @param observedMillis the time of the latest fact
 * @param snapshot whether that was part of a snapshot
 * @param totals by container
 * @param oomKills the latest of all containers, oldest first
 */
record WorkloadRestarts(
        long completeUntilMillis,
        long observedMillis,
        boolean snapshot,
        SortedMap<String, Long> totals,
        List<OomKill> oomKills) {
    private static final int LAYOUT = 1;

    /** Older ones are forgotten: a crash loop must not grow the state without end. */
    private static final int MAX_OOM_KILLS = 20;

    WorkloadRestarts {
        int kept = Math.min(oomKills.size(), MAX_OOM_KILLS);
        oomKills = List.copyOf(oomKills.subList(oomKills.size() - kept, oomKills.size()));
    }

    WorkloadRestarts with(List<OomKill> kills) {
        return new WorkloadRestarts(completeUntilMillis, observedMillis, snapshot, totals, kills);
    }

    /** Those of one container. */
    List<OomKill> oomKills(String container) {
        return oomKills.stream().filter(kill -> kill.container().equals(container)).toList();
    }

    byte[] toBytes() {
        StateWriter to = new StateWriter(LAYOUT);
        to.number(completeUntilMillis)
                .number(observedMillis)
                .number(snapshot ? 1 : 0)
                .number(totals.size());
        totals.forEach((container, total) -> to.text(container).number(total));
        to.number(oomKills.size());
        for (OomKill kill : oomKills) {
            to.text(kill.container())
                    .number(kill.at().toEpochMilli())
                    .number(kill.memory().bytes());
        }
        return to.toBytes();
    }

    static WorkloadRestarts of(byte[] stored) {
        StateReader from = new StateReader(stored, LAYOUT);
        long completeUntil = from.number();
        long observed = from.number();
        boolean snapshot = from.number() == 1;
        SortedMap<String, Long> totals = new TreeMap<>();
        int size = from.count();
        for (int i = 0; i < size; i++) {
            totals.put(from.text(), from.number());
        }
        List<OomKill> oomKills = new ArrayList<>();
        int kills = from.count();
        for (int i = 0; i < kills; i++) {
            oomKills.add(
                    new OomKill(
                            from.text(),
                            Instant.ofEpochMilli(from.number()),
                            new Memory(from.number())));
        }
        return new WorkloadRestarts(completeUntil, observed, snapshot, totals, oomKills);
    }
}
