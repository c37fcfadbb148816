package io.headroom.model.assessment;

/**
 * How much of a workload's life since its first sample, at most 14 days, was seen.
 *
 * @param windows the windows of five minutes in that time
 * @param validWindows those of them that are at least {@link WindowGrade#AVG_ADJACENT}
 */
public record Completeness(int windows, int validWindows) {

    /** The share of windows that are valid, 0 to 1; 0 when there are none. */
    public double ratio() {
        return windows == 0 ? 0 : (double) validWindows / windows;
    }
}
