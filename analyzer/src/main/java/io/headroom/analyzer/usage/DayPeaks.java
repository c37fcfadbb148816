package io.headroom.analyzer.usage;

import io.headroom.model.profile.ByteScale;
import org.jspecify.annotations.Nullable;

/**
 * The highest windows of one container of one pod on its latest two days, as steps of the scales of
 * CPU and memory. Not thread-safe.
 */
final class DayPeaks {
    private long day = Long.MIN_VALUE;
    private byte cpu = ByteScale.MISSING;
    private byte memory = ByteScale.MISSING;
    private byte cpuBefore = ByteScale.MISSING;
    private byte memoryBefore = ByteScale.MISSING;

    /**
     * Takes in a window, no older than those before.
     *
     * @param cores its mean; null where not known
     * @param bytes its highest; null likewise
     */
    void take(long window, @Nullable Double cores, @Nullable Long bytes) {
        long now = DayBlock.day(window);
        if (now != day) {
            boolean next = now == day + 1;
            cpuBefore = next ? cpu : ByteScale.MISSING;
            memoryBefore = next ? memory : ByteScale.MISSING;
            cpu = ByteScale.MISSING;
            memory = ByteScale.MISSING;
            day = now;
        }
        if (cores != null) {
            cpu = higher(cpu, ByteScale.CPU_CORES.encode(cores));
        }
        if (bytes != null) {
            memory = higher(memory, ByteScale.MEMORY_BYTES.encode(bytes.doubleValue()));
        }
    }

    /** A step of CPU; {@link ByteScale#MISSING} while none is known. */
    byte cpu() {
        return higher(cpu, cpuBefore);
    }

    /** A step of memory; likewise. */
    byte memory() {
        return higher(memory, memoryBefore);
    }

    void write(StateWriter to) {
        to.number(day).block(new byte[] {cpu, memory, cpuBefore, memoryBefore});
    }

    static DayPeaks read(StateReader from) {
        DayPeaks peaks = new DayPeaks();
        peaks.day = from.number();
        byte[] steps = from.block();
        peaks.cpu = steps[0];
        peaks.memory = steps[1];
        peaks.cpuBefore = steps[2];
        peaks.memoryBefore = steps[3];
        return peaks;
    }

    /** The higher of two steps, either of which may be missing. */
    static byte higher(byte one, byte other) {
        if (one == ByteScale.MISSING || other == ByteScale.MISSING) {
            return one == ByteScale.MISSING ? other : one;
        }
        return Byte.compareUnsigned(one, other) >= 0 ? one : other;
    }
}
