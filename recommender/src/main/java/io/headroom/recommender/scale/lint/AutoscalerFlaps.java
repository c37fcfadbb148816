package io.headroom.recommender.scale.lint;

import io.headroom.model.assessment.Flaps;
import io.headroom.recommender.scale.replay.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * When the autoscaler of a workload went back within half an hour on what it had done. Its count is
 * told since it was first seen, so that what of it is of late shows in how it rises. That is no
 * more than there was: of the count that is told first, as after a restart, when the topic has
 * mostly kept the last record alone, the latest is known and no other.
 *
 * @param count as it was told last
 * @param times of the latest at each rise that was seen, oldest first; of the others that a count
 *     rose by, between two of these, the earlier one
 */
public record AutoscalerFlaps(long count, List<Instant> times) {
    public static final AutoscalerFlaps NONE = new AutoscalerFlaps(0, List.of());

    private static final Duration REMEMBERED = Duration.ofDays(1);

    /** As many as it takes to be told. */
    private static final int MOST_REMEMBERED = Outcome.FLAPPING;

    public AutoscalerFlaps {
        times = List.copyOf(times);
    }

    /** What it comes to when the flaps of the workload are told anew. */
    public AutoscalerFlaps then(List<Flaps> told) {
        return told.stream()
                .filter(flaps -> flaps.kind() == Flaps.Kind.AUTOSCALER)
                .findFirst()
                .map(this::then)
                .orElse(this);
    }

    private AutoscalerFlaps then(Flaps told) {
        Instant at = told.lastAt();
        if (told.count() == count || times.contains(at)) {
            return new AutoscalerFlaps(told.count(), times);
        }
        // when those between were is not known, but not before the one that was told last
        List<Instant> between =
                times.isEmpty()
                        ? List.of()
                        : Collections.nCopies(
                                Math.clamp(told.count() - count - 1, 0, MOST_REMEMBERED),
                                times.getLast());
        List<Instant> all =
                Stream.of(times, between, List.of(at))
                        .flatMap(List::stream)
                        .filter(each -> each.isAfter(at.minus(REMEMBERED)))
                        .sorted()
                        .toList();
        return new AutoscalerFlaps(
                told.count(), all.subList(Math.max(0, all.size() - MOST_REMEMBERED), all.size()));
    }

    /** Those of the day before. */
    List<Instant> lately(Instant now) {
        return times.stream().filter(each -> each.isAfter(now.minus(REMEMBERED))).toList();
    }
}
