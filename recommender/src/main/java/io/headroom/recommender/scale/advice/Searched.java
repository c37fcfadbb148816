package io.headroom.recommender.scale.advice;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was searched of one workload since a midnight. Room comes and goes with all else in a
 * cluster, and a search takes seconds: less of it counts at once, and more from the next midnight
 * on. What was searched is not searched again.
 *
 * @param room the least that there was since
 * @param reports those that were made of the day, first the one that holds; never empty
 */
public record Searched(Most room, List<ScalingReport> reports) {
    /** Who changes an autoscaler to and fro has seen each of these. */
    private static final int REMEMBERED = 8;

    public Searched {
        reports = List.copyOf(reports);
    }

    /**
     * The first of a day.
     *
     * @param search makes the report of a case, within what its quotas let in; takes long
     */
    public static Searched of(ScalingCase now, Function<ScalingCase, ScalingReport> search) {
        return found(now, List.of(), search);
    }

    public ScalingReport report() {
        return reports.getFirst();
    }

    /** The same for a case as it is later. */
    public Searched with(ScalingCase now, Function<ScalingCase, ScalingReport> search) {
        ScalingCase before = report().of();
        boolean sameRoom = before.isOfSamePods(now);
        Instant day = now.asOf();
        return found(
                sameRoom ? now.with(room.and(now.most())) : now,
                reports.stream().filter(report -> report.of().asOf().equals(day)).toList(),
                search);
    }

    private static Searched found(
            ScalingCase now,
            List<ScalingReport> known,
            Function<ScalingCase, ScalingReport> search) {
        Optional<ScalingReport> held =
                known.stream().filter(report -> report.isOf(now)).findFirst();
        if (held.isPresent()) {
            return first(now.most(), List.of(held.get()), known);
        }
        Optional<ScalingReport> unbound =
                known.stream().filter(report -> report.isUnboundOf(now)).findFirst();
        ScalingReport free = unbound.orElseGet(() -> search.apply(now.with(Most.UNLIMITED)));
        return first(
                now.most(),
                free.needed().isWithin(now.most())
                        ? List.of(free)
                        : List.of(search.apply(now).beside(free), free),
                known);
    }

    private static Searched first(
            Most room, List<ScalingReport> latest, List<ScalingReport> known) {
        List<ScalingReport> all = new ArrayList<>(latest);
        known.stream()
                .filter(report -> !latest.contains(report))
                .limit(REMEMBERED - (long) latest.size())
                .forEach(all::add);
        return new Searched(room, all);
    }
}
