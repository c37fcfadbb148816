package io.headroom.model.assessment;

/**
 * How well a window of a workload is covered by samples, after Cruise Control's extrapolations. The
 * steps are stored: none ever changes its meaning.
 */
public enum WindowGrade {
    /** All the samples that were due. */
    COMPLETE(0),
    /** At least half of them: good for an average. */
    AVG_AVAILABLE(1),
    /** Fewer, but both neighbouring windows are at least {@link #AVG_AVAILABLE}. */
    AVG_ADJACENT(2),
    /** Some, and nothing to lean on. */
    FORCED_INSUFFICIENT(3),
    /** None at all. */
    NO_VALID_EXTRAPOLATION(4);

    private final byte step;

    WindowGrade(int step) {
        this.step = (byte) step;
    }

    /** What stands for this grade in a ring: the lower, the better. */
    public byte step() {
        return step;
    }
}
