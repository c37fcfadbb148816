package io.headroom.recommender.size;

import io.headroom.model.assessment.ContainerProfile;
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
    Optional<Advice.Hold> missing(ContainerProfile profile, Instant asOf) {
        if (profile.samples() < samples) {
            return Optional.of(
                    profile.samples() == 0
                            ? noSamples()
                            : hold(
                                    HoldCode.TOO_FEW_SAMPLES,
                                    profile.samples() + " of " + samples + " samples seen",
                                    profile,
                                    asOf));
        }
        if (profile.samples() > 0 && seen(profile).compareTo(history) < 0) {
            return Optional.of(
                    hold(
                            HoldCode.TOO_SHORT_HISTORY,
                            "%s of %s seen".formatted(words(seen(profile)), words(history)),
                            profile,
                            asOf));
        }
        return Optional.empty();
    }

    static Advice.Hold noSamples() {
        return new Advice.Hold(
                HoldCode.NO_SAMPLES, "no usage of this container was seen yet", null);
    }

    private Advice.Hold hold(
            HoldCode code, String message, ContainerProfile profile, Instant asOf) {
        return new Advice.Hold(code, message, until(profile, asOf));
    }

    /** When both will do if samples go on at the pace so far; null when that time is over. */
    private @Nullable Instant until(ContainerProfile profile, Instant asOf) {
        Instant until = profile.firstSampleAt().plus(history);
        if (profile.samples() > 1) {
            Duration pace = seen(profile).dividedBy(profile.samples() - 1);
            Instant enough = profile.firstSampleAt().plus(pace.multipliedBy(samples - 1L));
            until = enough.isAfter(until) ? enough : until;
        }
        return until.isAfter(asOf) ? until : null;
    }

    private static Duration seen(ContainerProfile profile) {
        return Duration.between(profile.firstSampleAt(), profile.lastSampleAt());
    }

    private static String words(Duration duration) {
        return duration.toSecondsPart() == 0
                ? duration.toMinutes() + " minutes"
                : duration.toSeconds() + " seconds";
    }
}
