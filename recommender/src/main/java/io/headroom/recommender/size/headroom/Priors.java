package io.headroom.recommender.size.headroom;

import io.headroom.model.topic.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of other containers: how the rules of {@link CpuOutlook} and {@link MemoryOutlook}
 * have done on average. Shipped as a resource; a container's own past outweighs it within weeks.
 */
public final class Priors {
    /** For few days, and by volatility. */
    static final int RISK_CLASSES = 6;

    private static final Priors SHIPPED = read("priors.json");

    private final double[] cpuWaste;
    private final double[] cpuUnserved;
    private final double[][][] memoryBreach;
    private final double[] cpuRisk;
    private final double[] memoryRisk;
    private final @Nullable LearnedPeaks learned;

    Priors(Tables tables) {
        this(tables, null);
    }

    private Priors(Tables tables, @Nullable LearnedPeaks learned) {
        this.learned = learned;
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

    /** The same with others of the rules. */
    Priors with(double[] ofCpuWaste, double[] ofCpuUnserved, double[][][] ofMemoryBreach) {
        return new Priors(
                new Tables(ofCpuWaste, ofCpuUnserved, ofMemoryBreach, cpuRisk, memoryRisk));
    }

    /** The same with others of answers. */
    Priors withRisks(double[] ofCpu, double[] ofMemory) {
        return new Priors(
                new Tables(cpuWaste, cpuUnserved, memoryBreach, ofCpu, ofMemory), learned);
    }

    /** The same beside what was learned of peaks of memory. */
    public Priors with(LearnedPeaks peaks) {
        return new Priors(
                new Tables(cpuWaste, cpuUnserved, memoryBreach, cpuRisk, memoryRisk), peaks);
    }

    /** What was learned of peaks of memory; null for nothing. */
    @Nullable LearnedPeaks learned() {
        return learned;
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
