package io.headroom.analyzer.usage;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Bytes that take less room, to be had back as they were. */
final class Deflated {
    private Deflated() {}

    /** The same bytes make the same bytes. */
    static byte[] of(byte[] bytes) {
        try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] room = new byte[bytes.length + 64];
            int length = deflater.deflate(room);
            while (!deflater.finished()) {
                room = Arrays.copyOf(room, 2 * room.length);
                length += deflater.deflate(room, length, room.length - length);
            }
            return Arrays.copyOf(room, length);
        }
    }

    /**
     * What {@link #of} was given.
     *
     * @param length how many bytes those were
     * @throws IllegalStateException when it is something else
     */
    static byte[] inflate(byte[] deflated, int length) {
        byte[] bytes = new byte[length];
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(deflated);
            int inflated = inflater.inflate(bytes);
            if (inflated != length) {
                throw new IllegalStateException(
                        "stored state has " + inflated + " bytes in place of " + length);
            }
            return bytes;
        } catch (DataFormatException e) {
            throw new IllegalStateException("stored state cannot be read", e);
        }
    }
}
