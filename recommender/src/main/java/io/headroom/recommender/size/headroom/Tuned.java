package io.headroom.recommender.size.headroom;

/**
 * The numbers of the strategy that were chosen by what they came to on usage that was measured,
 * beside the {@link Priors}. Cross-validation chooses them anew, without the containers it judges.
 *
 * @param risk what CPU that is not served costs
 * @param breachPrice what a day whose memory does not suffice costs, in GiB-hours requested and not
 *     used
 * @param cpuPace of the gate of CPU, for a volatile container
 * @param memoryPace of the gate of memory, for a volatile container
 */
public record Tuned(Risk risk, double breachPrice, CpuPace cpuPace, MemoryPace memoryPace) {

    /**
     * When a request for CPU moves.
     *
     * @param upCores by how many it is raised at once
     * @param downCores by how many it is lowered at once
     * @param slowDownSum how long a smaller saving must last: the sum of the days' logarithms
     */
    public record CpuPace(double upCores, double downCores, double slowDownSum) {
        public static final CpuPace SHIPPED = new CpuPace(0.3, 0.5, 4);
    }

    /**
     * When a request for memory moves.
     *
     * @param up the factor from which on it is raised
     * @param down the factor below which it is to be lowered
     * @param downDays how many days in a row that has to be so
     */
    public record MemoryPace(double up, double down, int downDays) {
        public static final MemoryPace SHIPPED = new MemoryPace(1.15, 0.8, 4);
    }

    /** As it ships. */
    public static Tuned shipped(Risk risk) {
        return new Tuned(risk, risk.breachPrice(), CpuPace.SHIPPED, MemoryPace.SHIPPED);
    }

    /** With another's price and pace of memory. */
    public Tuned withMemory(Tuned other) {
        return new Tuned(risk, other.breachPrice, cpuPace, other.memoryPace);
    }
}
