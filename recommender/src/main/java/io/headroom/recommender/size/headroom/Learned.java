package io.headroom.recommender.size.headroom;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a container's days have taught so far, as far as the next one needs it. It outlasts the days
 * themselves, as text of 1.3 kB in single precision.
 *
 * @param cpuCost what each rule of CPU has cost, at the price of risk
 * @param cpu how CPU looked at the end of the last day
 * @param memory how memory looked then
 * @param memoryPast what the rules of memory have cost
 * @param peaksGib the peak of memory of the last day, of the one before it, and so on; {@code NaN}
 *     where none is known
 */
@SuppressWarnings("ArrayRecordComponent") // made once for one step, never compared
record Learned(
        double[] cpuCost,
        CpuOutlook cpu,
        MemoryOutlook memory,
        MemoryOutlook.Past memoryPast,
        double[] peaksGib) {
    /** Another one when the rules change: what was learned of other rules is of no use. */
    private static final double FORM = 1;

    private static final int[] PARTS = {
        5,
        CpuOutlook.RULES,
        CpuOutlook.RULES,
        MemoryOutlook.BASES,
        MemoryOutlook.RULES,
        MemoryOutlook.RULES,
        Days.RING
    };

    /** What an older version wrote has no peaks. */
    private static final int LENGTH_WITHOUT_PEAKS =
            Float.BYTES * (Arrays.stream(PARTS).sum() - Days.RING);

    /** Before anything is learned. */
    private static Learned nothing() {
        return new Learned(
                new double[CpuOutlook.RULES],
                CpuOutlook.NONE,
                MemoryOutlook.NONE,
                new MemoryOutlook.Past(),
                EarlierPeaks.NONE.gib());
    }

    /** The daily peaks of memory. */
    EarlierPeaks peaksAt(Instant lastMidnight) {
        return new EarlierPeaks(lastMidnight, peaksGib);
    }

    /** What was written; nothing where there is none, or it is of other rules. */
    static Learned of(@Nullable String text) {
        if (text == null) {
            return nothing();
        }
        byte[] bytes = withPeaks(Base64.getDecoder().decode(text));
        if (bytes.length != Float.BYTES * Arrays.stream(PARTS).sum()) {
            return nothing();
        }
        Iterator<double[]> parts = parts(ByteBuffer.wrap(bytes)).iterator();
        double[] numbers = parts.next();
        return numbers[0] == FORM ? of(numbers, parts) : nothing();
    }

    private static byte[] withPeaks(byte[] bytes) {
        if (bytes.length != LENGTH_WITHOUT_PEAKS) {
            return bytes;
        }
        ByteBuffer longer = ByteBuffer.allocate(bytes.length + Float.BYTES * Days.RING).put(bytes);
        while (longer.hasRemaining()) {
            longer.putFloat(Float.NaN);
        }
        return longer.array();
    }

    private static Learned of(double[] numbers, Iterator<double[]> parts) {
        double[] cost = parts.next();
        double[] candidates = known(parts.next());
        double[] bases = known(parts.next());
        MemoryOutlook.Past past = new MemoryOutlook.Past();
        System.arraycopy(parts.next(), 0, past.waste, 0, MemoryOutlook.RULES);
        System.arraycopy(parts.next(), 0, past.breaches, 0, MemoryOutlook.RULES);
        return new Learned(
                cost,
                new CpuOutlook(
                        null,
                        0,
                        false,
                        candidates,
                        Arrays.stream(candidates).map(CpuOutlook::logarithm).toArray(),
                        numbers[1] > 0,
                        new double[0],
                        numbers[2],
                        (int) numbers[3]),
                new MemoryOutlook(false, (int) numbers[4], bases, 0, new double[0], new double[0]),
                past,
                parts.next());
    }

    /** The same without what was asked for on the last day, which is not the one before. */
    Learned afterDaysUnseen() {
        return new Learned(
                cpuCost,
                new CpuOutlook(
                        null,
                        0,
                        false,
                        new double[0],
                        new double[0],
                        cpu.steady(),
                        new double[0],
                        cpu.dailyUse(),
                        cpu.lessons()),
                new MemoryOutlook(
                        false, memory.volatility(), new double[0], 0, new double[0], new double[0]),
                memoryPast,
                peaksGib);
    }

    String write() {
        double[] numbers = {
            FORM, cpu.steady() ? 1 : 0, cpu.dailyUse(), cpu.lessons(), memory.volatility()
        };
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * Arrays.stream(PARTS).sum());
        Stream.of(
                        numbers,
                        cpuCost,
                        filled(cpu.candidates(), CpuOutlook.RULES),
                        filled(memory.basesGib(), MemoryOutlook.BASES),
                        memoryPast.waste,
                        memoryPast.breaches,
                        peaksGib)
                .flatMapToDouble(Arrays::stream)
                .forEach(number -> bytes.putFloat((float) number));
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static List<double[]> parts(ByteBuffer bytes) {
        return Arrays.stream(PARTS)
                .mapToObj(length -> {
                    double[] part = new double[length];
                    for (int i = 0; i < length; i++) {
                        part[i] = bytes.getFloat();
                    }
                    return part;
                })
                .toList();
    }

    private static double[] filled(double[] values, int length) {
        double[] filled = Arrays.copyOf(values, length);
        Arrays.fill(filled, values.length, length, Double.NaN);
        return filled;
    }

    /** None where the first is none. */
    private static double[] known(double[] values) {
        return Double.isNaN(values[0]) ? new double[0] : values;
    }
}
