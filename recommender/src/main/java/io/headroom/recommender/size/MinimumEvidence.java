package io.headroom.recommender.size;

import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.profile.Windows;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.Advice.HoldCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much must have been seen before a number is given.
 *
 * @param samples of CPU
 * @param history between the first and the last of them
 */
public record MinimumEvidence(int samples, Duration history) {

    /** A number at any price. */
    public static final MinimumEvidence NONE = new MinimumEvidence(0, Duration.ZERO);

    public MinimumEvidence {
        if (samples < 0) {
            throw new IllegalArgumentException("samples must not be negative: " + samples);
        }
        if (history.isNegative()) {
            throw new IllegalArgumentException("history must not be negative: " + history);
        }
    }

    /** What keeps this container from having numbers, if anything does. */
    public Optional<Advice.Hold> missing(ContainerProfile profile, Instant asOf) {
        Instant first = profile.firstSampleAt();
        Instant last = profile.lastSampleAt();
        if (first == null || last == null) {
            return samples > 0 ? Optional.of(unseen(asOf)) : Optional.empty();
        }
        Duration seen = Duration.between(first, last);
        if (profile.samples() < samples) {
            return Optional.of(
                    new Advice.Hold(
                            HoldCode.TOO_FEW_SAMPLES,
                            profile.samples() + " of " + samples + " samples seen",
                            until(first, seen, profile.samples(), asOf)));
        }
        if (seen.compareTo(history) < 0) {
            return Optional.of(
                    new Advice.Hold(
                            HoldCode.TOO_SHORT_HISTORY,
                            "samples of " + words(seen) + " seen, " + words(history) + " needed",
                            until(first, seen, profile.samples(), asOf)));
        }
        return Optional.empty();
    }

    /**
     * What keeps a container of which no CPU was ever seen from having a number of memory. A window
     * stands for a sample: how many there were in it nobody has counted.
     */
    public Optional<Advice.Hold> missingMemory(ContainerProfile profile, Instant asOf) {
        int windows = profile.memoryPeak().known();
        if (windows == 0) {
            return Optional.of(unseen(asOf));
        }
        if (windows < samples) {
            return Optional.of(
                    new Advice.Hold(
                            HoldCode.TOO_FEW_SAMPLES,
                            windows + " of " + samples + " windows of memory seen, and no CPU",
                            asOf.plus(Windows.LENGTH.multipliedBy(samples - windows))));
        }
        Duration seen = Windows.LENGTH.multipliedBy(windows);
        return seen.compareTo(history) < 0
                ? Optional.of(
                        new Advice.Hold(
                                HoldCode.TOO_SHORT_HISTORY,
                                "memory of %s seen, and no CPU; %s needed"
                                        .formatted(words(seen), words(history)),
                                asOf.plus(history.minus(seen))))
                : Optional.empty();
    }

    /**
     * No usage of a container was seen: if readings began now, this is how long they would have to
     * go on.
     */
    public Advice.Hold unseen(Instant asOf) {
        return new Advice.Hold(
                HoldCode.NO_SAMPLES,
                "no usage of this container was seen yet: numbers come %s and %d samples after the first"
                        .formatted(words(history), samples),
                asOf.plus(history));
    }

    /** When both will do if samples go on at the pace so far; null when that time is over. */
    private @Nullable Instant until(Instant first, Duration seen, long count, Instant asOf) {
        Instant until = first.plus(history);
        if (count > 1) {
            Duration pace = seen.dividedBy(count - 1);
            Instant enough = first.plus(pace.multipliedBy(samples - 1L));
            until = enough.isAfter(until) ? enough : until;
        }
        return until.isAfter(asOf) ? until : null;
    }

    private static String words(Duration duration) {
        return duration.toSecondsPart() == 0
                ? duration.toMinutes() + " minutes"
                : duration.toSeconds() + " seconds";
    }
}
