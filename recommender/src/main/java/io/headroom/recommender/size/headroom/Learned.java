package io.headroom.recommender.size.headroom;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What the rules have cost a container so far, as text: it outlasts the days that it was learned
 * on. In single precision.
 */
final class Learned {
    /** Another one when the rules change: what was learned of other rules is of no use. */
    private static final float FORM = 1;

    private static final int NUMBERS = 1 + CpuRules.LEARNED + MemoryRules.LEARNED;

    private Learned() {}

    static String write(CpuRules cpu, MemoryRules memory) {
        ByteBuffer bytes = ByteBuffer.allocate(NUMBERS * Float.BYTES).putFloat(FORM);
        for (double[] part : new double[][] {cpu.learned(), memory.learned()}) {
            for (double number : part) {
                bytes.putFloat((float) number);
            }
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** Goes on from it; false, and nothing changed, where there is none or it is of other rules. */
    static boolean resume(@Nullable String learned, CpuRules cpu, MemoryRules memory) {
        double[] numbers = learned == null ? new double[0] : numbers(learned);
        if (numbers.length != NUMBERS || numbers[0] != FORM) {
            return false;
        }
        cpu.resume(Arrays.copyOfRange(numbers, 1, 1 + CpuRules.LEARNED));
        memory.resume(Arrays.copyOfRange(numbers, 1 + CpuRules.LEARNED, NUMBERS));
        return true;
    }

    private static double[] numbers(String learned) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getDecoder().decode(learned));
        } catch (IllegalArgumentException _) {
            return new double[0];
        }
        double[] numbers = new double[bytes.remaining() / Float.BYTES];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = bytes.getFloat();
        }
        return numbers;
    }
}
