package io.headroom.recommender.replay.trace;

/** Which of a window's CPU figures is taken for its usage. */
public enum CpuSignal {
    /**
     * The highest for windows of ten minutes or more, in which a mean hides peaks; else the mean.
     */
    AUTO,

    /** {@code cpu_cores}. */
    MEAN,

    /** {@code cpu_max_cores}, where a file has it. */
    MAX
}
