package io.headroom.analyzer.usage;

import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads what {@link StateWriter} wrote. */
public final class StateReader {
    private final ByteBuffer bytes;
    private final int layout;

    /**
     * @throws IllegalStateException when the layout is of another version: state of a newer
     *     Headroom must not be taken for something else
     */
    public StateReader(byte[] stored, int version) {
        this(stored, version, version);
    }

    /**
     * Reads any of several layouts.
     *
     * @throws IllegalStateException when it is none of them
     */
    public StateReader(byte[] stored, int oldest, int newest) {
        this.bytes = ByteBuffer.wrap(stored);
        this.layout = bytes.get();
        if (layout < oldest || layout > newest) {
            throw new IllegalStateException(
                    "stored state has layout " + layout + ", this version reads " + newest);
        }
    }

    /** Which layout it is in. */
    public int layout() {
        return layout;
    }

    public long number() {
        long rest = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            rest |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (rest >>> 1) ^ -(rest & 1);
            }
        }
    }

    public int count() {
        return Math.toIntExact(number());
    }

    public double fraction() {
        return bytes.getDouble();
    }

    public String text() {
        return new String(block(), StandardCharsets.UTF_8);
    }

    public @Nullable String optionalText() {
        return number() == 0 ? null : text();
    }

    public byte[] block() {
        byte[] block = new byte[count()];
        bytes.get(block);
        return block;
    }

    public ContainerType type() {
        String label = text();
        for (ContainerType type : ContainerType.values()) {
            if (type.label().equals(label)) {
                return type;
            }
        }
        throw new IllegalStateException("stored state has an unknown container type: " + label);
    }

    public Resources resources() {
        long present = number();
        Cpu cpu = (present & 1) == 0 ? null : new Cpu(number());
        Memory memory = (present & 2) == 0 ? null : new Memory(number());
        return cpu == null && memory == null ? Resources.NONE : new Resources(cpu, memory);
    }

    ByteBuffer buffer() {
        return bytes;
    }
}
