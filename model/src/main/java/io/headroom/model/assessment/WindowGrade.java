package io.headroom.model.assessment;

/**
 * How well a window of a workload is covered by samples, after Cruise Control's extrapolations. The
 * ordinals are stored: constants are only ever added at the end.
 */
public enum WindowGrade {
    /** All the samples that were due. */
    COMPLETE,
    /** At least half of them: good for an average. */
    AVG_AVAILABLE,
    /** Fewer, but both neighbouring windows are at least {@link #AVG_AVAILABLE}. */
    AVG_ADJACENT,
    /** Some, and nothing to lean on. */
    FORCED_INSUFFICIENT,
    /** None at all. */
    NO_VALID_EXTRAPOLATION
}
