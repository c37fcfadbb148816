package io.headroom.recommender.replay.trace;

import java.time.Duration;

/** Which of a window's CPU figures is taken for its usage. */
public enum CpuSignal {
    /**
     * The highest for windows of ten minutes or more, in which a mean hides peaks; else the mean.
     */
    AUTO,

    /** {@code cpu_cores}. */
    MEAN,

    /** {@code cpu_max_cores}, where a file has it. */
    MAX;

    private static final Duration HIDES_PEAKS = Duration.ofMinutes(10);

    /**
     * Whether the highest of each window is taken rather than the mean.
     *
     * @param step the length of a window
     * @param known of how many windows the highest is known: where that is less than half of them
     *     it is left aside
     * @param windows how many there are
     */
    public boolean takesHighest(Duration step, long known, long windows) {
        boolean wanted =
                switch (this) {
                    case AUTO -> step.compareTo(HIDES_PEAKS) >= 0;
                    case MEAN -> false;
                    case MAX -> true;
                };
        return wanted && 2 * known > windows;
    }
}
