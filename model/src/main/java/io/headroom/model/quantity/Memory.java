package io.headroom.model.quantity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** An amount of memory, to the byte. On the wire it is the number of bytes. */
public record Memory(@JsonValue long bytes) implements Comparable<Memory> {
    private static final long KIBI = 1L << 10;
    private static final long MEBI = 1L << 20;

    @JsonCreator
    public Memory {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative: " + bytes);
        }
    }

    public static Memory ofMebibytes(long mebibytes) {
        return new Memory(Math.multiplyExact(mebibytes, MEBI));
    }

    public static Memory min(Memory a, Memory b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    public static Memory max(Memory a, Memory b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    @Override
    public int compareTo(Memory other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The Kubernetes quantity, such as {@code 128Mi}; plain bytes where no unit divides them. */
    @Override
    public String toString() {
        if (bytes > 0 && bytes % MEBI == 0) {
            return bytes / MEBI + "Mi";
        }
        if (bytes > 0 && bytes % KIBI == 0) {
            return bytes / KIBI + "Ki";
        }
        return Long.toString(bytes);
    }
}
