package io.headroom.recommender.scale.advice;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody follows one of the schedules that were advised for a workload lately. A minimum
 * that is what a schedule asks for may be one that a hand has set: only who has moved it twice,
 * each time to what the schedule asks for then, and never had it at anything else, follows it; and
 * still does while another schedule is taken in its place, until that one is followed. Immutable.
 *
 * @param advised the oldest first
 */
public record Following(List<Seen> advised) {
    /** Nothing was advised. */
    public static final Following NONE = new Following(List.of());

    /** A new schedule comes with each midnight, and not everybody takes it. */
    private static final int MOST_REMEMBERED = 7;

    private static final int LEAST_MOVES = 2;

    /**
     * What was seen of a schedule.
     *
     * @param minimum that was there the last time; null where it was none of its
     * @param moves of the minimum, each at its time, since then; no more than need be
     * @param inTriggers whether triggers of KEDA had its hours the last time
     */
    public record Seen(
            Scheduled scheduled, @Nullable Integer minimum, int moves, boolean inTriggers) {

        private static Seen nothing(Scheduled scheduled) {
            return new Seen(scheduled, null, 0, false);
        }

        private boolean isFollowed() {
            return inTriggers || moves >= LEAST_MOVES;
        }

        /** The same after a look at which the schedule asks for that minimum. */
        private Seen with(int now) {
            boolean moved = minimum != null && minimum != now;
            return new Seen(scheduled, now, Math.min(moves + (moved ? 1 : 0), LEAST_MOVES), false);
        }
    }

    public Following {
        advised = List.copyOf(advised);
    }

    /** The same once a schedule is advised, if it is another. */
    public Following advised(Scheduled scheduled) {
        if (advised.stream().anyMatch(each -> each.scheduled().equals(scheduled))) {
            return this;
        }
        List<Seen> all = new ArrayList<>(advised);
        all.add(Seen.nothing(scheduled));
        if (all.size() > MOST_REMEMBERED) {
            // what is followed may be old
            all.remove(all.getFirst().isFollowed() ? 1 : 0);
        }
        return new Following(all);
    }

    /**
     * The same after a look at an autoscaler whose minimum whoever likes may set.
     *
     * @param at when it was so
     */
    public Following seen(int minReplicas, int maxReplicas, Instant at) {
        Map<Boolean, List<Seen>> byAsking =
                advised.stream()
                        .collect(
                                Collectors.partitioningBy(each ->
                                        each.scheduled().asksFor(minReplicas, maxReplicas, at)));
        List<Seen> asking = Objects.requireNonNull(byAsking.get(true));
        // whoever takes the next schedule follows the one before until that is known
        boolean takesAnother = !asking.isEmpty() && asking.stream().noneMatch(Seen::isFollowed);
        return new Following(
                advised.stream()
                        .map(each ->
                                asking.contains(each)
                                        ? each.with(minReplicas)
                                        : takesAnother && each.isFollowed()
                                                ? each
                                                : Seen.nothing(each.scheduled()))
                        .toList());
    }

    /**
     * The same after a look at one that KEDA made.
     *
     * @param triggers those that go by the clock, each by {@link CronTrigger#metric}
     */
    public Following seen(Set<String> triggers, int maxReplicas) {
        return new Following(
                advised.stream()
                        .map(each ->
                                new Seen(
                                        each.scheduled(),
                                        null,
                                        0,
                                        each.scheduled().hasHoursOf(triggers, maxReplicas)))
                        .toList());
    }

    /**
     * What is followed, of several the latest; empty where nothing is, as far as is known.
     *
     * @param minReplicas of the autoscaler, as seen last
     */
    public Optional<Followed> followed(int minReplicas) {
        return advised.stream()
                .filter(Seen::isFollowed)
                .reduce((_, later) -> later)
                .map(seen ->
                        new Followed(
                                seen.scheduled().floor(),
                                // triggers leave the minimum as it is
                                seen.inTriggers()
                                        ? minReplicas
                                        : seen.scheduled().spec().minReplicas()));
    }
}
