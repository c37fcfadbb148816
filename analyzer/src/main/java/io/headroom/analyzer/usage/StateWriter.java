package io.headroom.analyzer.usage;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes stored state, small: numbers take as many bytes as they need, seven bits each. The first
 * byte is the layout's version.
 */
public final class StateWriter {
    private byte[] bytes = new byte[256];
    private int length;

    public StateWriter(int version) {
        raw(1)[length - 1] = (byte) version;
    }

    /** A number that is more often small than negative. */
    public StateWriter number(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            raw(1)[length - 1] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        raw(1)[length - 1] = (byte) rest;
        return this;
    }

    public StateWriter fraction(double value) {
        raw(Double.BYTES);
        ByteBuffer.wrap(bytes).putDouble(length - Double.BYTES, value);
        return this;
    }

    public StateWriter text(String value) {
        return block(value.getBytes(StandardCharsets.UTF_8));
    }

    public StateWriter optionalText(@Nullable String value) {
        number(value == null ? 0 : 1);
        return value == null ? this : text(value);
    }

    public StateWriter block(byte[] value) {
        number(value.length);
        raw(value.length);
        System.arraycopy(value, 0, bytes, length - value.length, value.length);
        return this;
    }

    public StateWriter type(ContainerType type) {
        return text(type.label());
    }

    public StateWriter resources(Resources resources) {
        Cpu cpu = resources.cpu();
        Memory memory = resources.memory();
        number((cpu == null ? 0 : 1) | (memory == null ? 0 : 2));
        if (cpu != null) {
            number(cpu.millicores());
        }
        if (memory != null) {
            number(memory.bytes());
        }
        return this;
    }

    /** Room for {@code size} bytes, to be filled by the caller before anything else is written. */
    ByteBuffer reserve(int size) {
        raw(size);
        return ByteBuffer.wrap(bytes, length - size, size);
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private byte[] raw(int size) {
        int needed = Math.addExact(length, size);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
        length = needed;
        return Objects.requireNonNull(bytes);
    }
}
