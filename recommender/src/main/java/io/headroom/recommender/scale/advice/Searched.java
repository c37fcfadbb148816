package io.headroom.recommender.scale.advice;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was searched of one workload since a midnight. Room comes and goes with all else in a
 * cluster, and a search takes seconds: less of it counts at once, of nodes once it lasts, and more
 * from the next midnight on. What was searched is not searched again.
 *
 * @param quotas the least room that there was in them since
 * @param nodes what room there was on them since
 * @param reports those that were made of the day, first the one that holds; never empty
 */
public record Searched(Most quotas, LastingRoom nodes, List<ScalingReport> reports) {
    /** Who changes an autoscaler to and fro has seen each of these. */
    private static final int REMEMBERED = 8;

    public Searched {
        reports = List.copyOf(reports);
    }

    /**
     * The first of a day.
     *
     * @param at when there was that room
     * @param search makes the report of a case, within what its quotas let in; takes long
     */
    public static Searched of(
            ScalingCase now, Instant at, Function<ScalingCase, ScalingReport> search) {
        return found(now, LastingRoom.of(now.most().nodes(), at), List.of(), search);
    }

    /** The least room that there was since, on nodes as far as it lasts. */
    public Most room() {
        return quotas.beside(nodes.replicas());
    }

    public ScalingReport report() {
        return reports.getFirst();
    }

    /** The same for a case as it is later. */
    public Searched with(ScalingCase now, Instant at, Function<ScalingCase, ScalingReport> search) {
        ScalingCase before = report().of();
        Most room = now.most();
        boolean sameRoom = before.isOfSamePods(now);
        Instant day = now.asOf();
        return found(
                sameRoom ? now.with(quotas.and(room)) : now,
                sameRoom ? nodes.seen(room.nodes(), at) : LastingRoom.of(room.nodes(), at),
                reports.stream().filter(report -> report.of().asOf().equals(day)).toList(),
                search);
    }

    private static Searched found(
            ScalingCase now,
            LastingRoom nodes,
            List<ScalingReport> known,
            Function<ScalingCase, ScalingReport> search) {
        return new Searched(now.most(), nodes, reports(now, known, search));
    }

    private static List<ScalingReport> reports(
            ScalingCase now,
            List<ScalingReport> known,
            Function<ScalingCase, ScalingReport> search) {
        Optional<ScalingReport> held =
                known.stream().filter(report -> report.isOf(now)).findFirst();
        if (held.isPresent()) {
            return first(List.of(held.get()), known);
        }
        Optional<ScalingReport> unbound =
                known.stream().filter(report -> report.isUnboundOf(now)).findFirst();
        ScalingReport free = unbound.orElseGet(() -> search.apply(now.with(Most.UNLIMITED)));
        return first(
                free.needed().isWithin(now.most())
                        ? List.of(free)
                        : List.of(search.apply(now).beside(free), free),
                known);
    }

    private static List<ScalingReport> first(
            List<ScalingReport> latest, List<ScalingReport> known) {
        List<ScalingReport> all = new ArrayList<>(latest);
        known.stream()
                .filter(report -> !latest.contains(report))
                .limit(REMEMBERED - (long) latest.size())
                .forEach(all::add);
        return all;
    }
}
