package io.github.djlqat.runtime.writer;

import io.github.djlqat.runtime.graph.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A flatbuffer being written, front to back. Parents come before their children, so that each
 * offset is written as 0 and set once the child's place is known.
 */
final class FlatOutput {

    private byte[] array = new byte[1024];
    private ByteBuffer buffer = wrap(array);
    private int size;
    private final Map<Bytes, Integer> vtables = new HashMap<>();

    /** Returns the place where the next byte goes. */
    int size() {
        return size;
    }

    /** Returns what was written. */
    byte[] toArray() {
        return Arrays.copyOf(array, size);
    }

    /** Writes zeros until {@code size + ahead} is a multiple of {@code alignment}. */
    void align(int alignment, int ahead) {
        reserve(Math.floorMod(-(size + ahead), alignment));
    }

    /** Makes room for {@code bytes} zeros and returns their place. */
    int reserve(int bytes) {
        int at = size;
        if (bytes > Integer.MAX_VALUE - 8 - size) {
            throw new IllegalArgumentException(
                    String.format(
                            "expected a model of at most %d bytes, found more",
                            Integer.MAX_VALUE - 8));
        }
        size += bytes;
        if (size > array.length) {
            long doubled = Math.min(2L * array.length, Integer.MAX_VALUE - 8);
            array = Arrays.copyOf(array, (int) Math.max(doubled, size));
            buffer = wrap(array);
        }
        return at;
    }

    private static ByteBuffer wrap(byte[] array) {
        return ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
    }

    void int8(int at, int value) {
        array[at] = (byte) value;
    }

    void int16(int at, int value) {
        buffer.putShort(at, (short) value);
    }

    void int32(int at, int value) {
        buffer.putInt(at, value);
    }

    void int64(int at, long value) {
        buffer.putLong(at, value);
    }

    /** Writes bytes into room made before. */
    void bytes(int at, Bytes bytes) {
        bytes.asBuffer().get(array, at, bytes.size());
    }

    /** Writes a vtable, or finds the same one, and returns its place. */
    int vtable(int[] entries) {
        Bytes key = Bytes.ofInts(entries);
        Integer known = vtables.get(key);
        if (known != null) {
            return known;
        }
        align(2, 0);
        int at = reserve(2 * entries.length);
        for (int i = 0; i < entries.length; i++) {
            int16(at + 2 * i, entries[i]);
        }
        vtables.put(key, at);
        return at;
    }
}
