package io.headroom.collector.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of an import.
 *
 * @param from the beginning of what was asked for
 * @param to its end
 * @param containers the most that had usage in one chunk
 * @param readings how many were published
 * @param left what was told and not used
 * @param gaps what could not be read
 * @param warnings what the server warned of
 * @param failure why it ended before its end; empty when it did not
 */
public record Imported(
        Instant from,
        Instant to,
        int containers,
        long readings,
        Left left,
        List<Gap> gaps,
        List<String> warnings,
        Optional<String> failure) {

    public Imported {
        gaps = List.copyOf(gaps);
        warnings = List.copyOf(warnings);
    }

    /** Whether everything that was asked for was answered. */
    public boolean whole() {
        return failure.isEmpty() && gaps.isEmpty() && warnings.isEmpty();
    }

    /**
     * What was told and not used.
     *
     * @param unowned how many readings, because nobody tells whose pod it was
     * @param unusable values that cannot be right
     */
    public record Left(long unowned, List<Unusable> unusable) {
        public Left {
            unusable = List.copyOf(unusable);
        }
    }

    /** A part of the history that is missing, and why. */
    public record Gap(Instant from, Instant to, String reason) {}
}
