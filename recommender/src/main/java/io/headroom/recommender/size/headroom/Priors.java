package io.headroom.recommender.size.headroom;

import io.headroom.model.topic.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * What was seen of other containers: how the rules of {@link CpuRules} and {@link MemoryRules} have
 * done on average ({@link PriorFit}). A container's own past outweighs it within weeks.
 */
public final class Priors {
    static final int RISK_CLASSES = 6;
    private static final Priors SHIPPED = read("priors.json");

    private final double[] cpuWaste;
    private final double[] cpuUnserved;
    private final double[][][] memoryBreach;
    private final double[] cpuRisk;
    private final double[] memoryRisk;

    Priors(Tables tables) {
        this.cpuWaste = tables.cpuWaste();
        this.cpuUnserved = tables.cpuUnserved();
        this.memoryBreach = tables.memoryBreach();
        this.cpuRisk = tables.cpuRisk();
        this.memoryRisk = tables.memoryRisk();
        boolean complete =
                cpuWaste.length == CpuRules.RULES
                        && cpuUnserved.length == CpuRules.RULES
                        && cpuRisk.length == RISK_CLASSES
                        && memoryRisk.length == RISK_CLASSES
                        && Arrays.stream(memoryBreach)
                                .allMatch(bases ->
                                        bases.length == MemoryRules.BASES
                                                && Arrays.stream(bases)
                                                        .allMatch(margins ->
                                                                margins.length
                                                                        == MemoryRules.MARGINS
                                                                                .length));
        if (!complete) {
            throw new IllegalArgumentException("the tables do not fit the rules");
        }
    }

    /** As they are stored. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Tables(
            double[] cpuWaste,
            double[] cpuUnserved,
            double[][][] memoryBreach,
            double[] cpuRisk,
            double[] memoryRisk) {}

    /** Those that ship, made from public traces. */
    public static Priors shipped() {
        return SHIPPED;
    }

    /** CPU requested and not used, per CPU used. */
    double cpuWaste(int rule) {
        return cpuWaste[rule];
    }

    /** CPU wanted beyond the request, per CPU used. */
    double cpuUnserved(int rule) {
        return cpuUnserved[rule];
    }

    /**
     * The share of days whose peak was higher.
     *
     * @param volatility 0 for {@link MemoryRules#FIRST_PRIOR_CLASS}
     */
    double memoryBreach(int volatility, int base, int margin) {
        return memoryBreach[volatility][base][margin];
    }

    /**
     * The share of days with more than 1 % of the use unserved.
     *
     * @param volatility 0 for few days, else 1 to 5
     */
    double cpuRisk(int volatility) {
        return cpuRisk[volatility];
    }

    /**
     * The share of days with a peak above the request.
     *
     * @param volatility 0 for few days, else 1 to 5
     */
    double memoryRisk(int volatility) {
        return memoryRisk[volatility];
    }

    private static Priors read(String resource) {
        try (InputStream stream = Priors.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return new Priors(Json.mapper().readValue(stream.readAllBytes(), Tables.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
