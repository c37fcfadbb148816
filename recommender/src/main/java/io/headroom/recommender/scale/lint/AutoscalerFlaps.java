package io.headroom.recommender.scale.lint;

import io.headroom.model.assessment.Flaps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * When the autoscaler of a workload went back within half an hour on what it had done. Its count is
 * told since it was first seen, so that what of it is of late shows in how it rises.
 *
 * @param count as it was told last
 * @param times of each rise that was seen, and the latest before, oldest first
 */
public record AutoscalerFlaps(long count, List<Instant> times) {
    public static final AutoscalerFlaps NONE = new AutoscalerFlaps(0, List.of());

    private static final Duration REMEMBERED = Duration.ofDays(1);

    /** One in a quarter of an hour. */
    private static final int MOST_REMEMBERED = 96;

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
        List<Instant> all =
                Stream.concat(times.stream(), Stream.of(at))
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
