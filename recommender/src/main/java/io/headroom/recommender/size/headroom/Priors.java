package io.headroom.recommender.size.headroom;

import io.headroom.model.topic.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * What was seen of other containers: how the rules of {@link CpuOutlook} and {@link MemoryOutlook}
 * have done on average. Shipped as a resource; a container's own past outweighs it within weeks.
 */
final class Priors {
    private static final int RISK_CLASSES = 6;
    private static final Priors SHIPPED = read("priors.json");

    private final double[] cpuWaste;
    private final double[] cpuUnserved;
    private final double[][][] memoryBreach;
    private final double[] cpuRisk;
    private final double[] memoryRisk;

    private Priors(Tables tables) {
        this.cpuWaste = tables.cpuWaste();
        this.cpuUnserved = tables.cpuUnserved();
        this.memoryBreach = tables.memoryBreach();
        this.cpuRisk = tables.cpuRisk();
        this.memoryRisk = tables.memoryRisk();
        boolean complete =
                cpuWaste.length == CpuOutlook.RULES
                        && cpuUnserved.length == CpuOutlook.RULES
                        && cpuRisk.length == RISK_CLASSES
                        && memoryRisk.length == RISK_CLASSES
                        && Arrays.stream(memoryBreach)
                                .allMatch(bases ->
                                        bases.length == MemoryOutlook.BASES
                                                && Arrays.stream(bases)
                                                        .allMatch(margins ->
                                                                margins.length
                                                                        == MemoryOutlook.MARGINS
                                                                                .length));
        if (!complete) {
            throw new IllegalArgumentException("the tables do not fit the rules");
        }
    }

    /** As they are stored. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    private record Tables(
            double[] cpuWaste,
            double[] cpuUnserved,
            double[][][] memoryBreach,
            double[] cpuRisk,
            double[] memoryRisk) {}

    static Priors shipped() {
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
     * @param volatility 0 for {@link MemoryOutlook#FIRST_PRIOR_CLASS}
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
