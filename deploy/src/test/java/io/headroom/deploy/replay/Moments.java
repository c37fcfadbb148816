package io.headroom.deploy.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** When a replay has to look so that it misses no row of any series. */
final class Moments {
    /** A kubelet's reading may be this old when it is asked for: clocks differ by more. */
    private static final Duration TOGETHER = Duration.ofSeconds(20);

    private Moments() {}

    /** The times of all rows in order; those that are close together at the last of them. */
    static List<Instant> of(List<TraceSeries> series) {
        TreeSet<Instant> all = new TreeSet<>();
        series.forEach(each -> each.rows().forEach(row -> all.add(row.at())));
        List<Instant> moments = new ArrayList<>();
        Instant first = null;
        for (Instant at : all) {
            if (first != null && Duration.between(first, at).compareTo(TOGETHER) <= 0) {
                moments.set(moments.size() - 1, at);
            } else {
                moments.add(at);
                first = at;
            }
        }
        return moments;
    }
}
