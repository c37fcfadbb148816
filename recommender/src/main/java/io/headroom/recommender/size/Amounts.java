package io.headroom.recommender.size;

/**
 * What a strategy would request for one container.
 *
 * @param cpuCores {@code NaN} where it abstains: what was requested before stays
 * @param memoryBytes likewise
 */
public record Amounts(double cpuCores, double memoryBytes) {
    /** No advice on either resource. */
    public static final Amounts ABSTAINED = new Amounts(Double.NaN, Double.NaN);

    /**
     * @throws IllegalArgumentException when an amount is negative or infinite
     */
    public Amounts {
        if (cpuCores < 0 || Double.isInfinite(cpuCores)) {
            throw new IllegalArgumentException(
                    "cpuCores must be finite and not negative: " + cpuCores);
        }
        if (memoryBytes < 0 || Double.isInfinite(memoryBytes)) {
            throw new IllegalArgumentException(
                    "memoryBytes must be finite and not negative: " + memoryBytes);
        }
    }
}
