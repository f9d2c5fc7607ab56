package io.github.djlqat.runtime.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/** An immutable run of little-endian bytes: a constant tensor's data, often a view into a file. */
public final class Bytes {

    private final byte[] array;
    private final int offset;
    private final int length;

    private Bytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** Returns a copy of {@code values}. */
    public static Bytes of(byte... values) {
        return new Bytes(values.clone(), 0, values.length);
    }

    /** Returns the values as 4 little-endian bytes each. */
    public static Bytes ofInts(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asIntBuffer().put(values);
        return new Bytes(buffer.array(), 0, values.length * 4);
    }

    /**
     * Returns a view that does not copy; the caller promises that nobody writes to {@code array}
     * any more.
     *
     * @throws IndexOutOfBoundsException if the range does not lie in the array
     */
    public static Bytes view(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return new Bytes(array, offset, length);
    }

    /** Returns the number of bytes. */
    public int size() {
        return length;
    }

    /** Returns the byte at {@code index}. */
    public byte get(int index) {
        return array[offset + Objects.checkIndex(index, length)];
    }

    /** Returns a copy of the bytes. */
    public byte[] toArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /** Returns a read-only little-endian buffer over the bytes. */
    public ByteBuffer asBuffer() {
        return ByteBuffer.wrap(array, offset, length)
                .slice()
                .asReadOnlyBuffer()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Returns the bytes read as little-endian 32-bit integers.
     *
     * @throws IllegalStateException if the size is no multiple of 4
     */
    public int[] toInts() {
        if (length % 4 != 0) {
            throw new IllegalStateException("expected a multiple of 4 bytes, found " + length);
        }
        int[] values = new int[length / 4];
        asBuffer().asIntBuffer().get(values);
        return values;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Bytes)) {
            return false;
        }
        Bytes that = (Bytes) other;
        return Arrays.equals(
                array, offset, offset + length, that.array, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        return asBuffer().hashCode();
    }

    @Override
    public String toString() {
        return length + " bytes";
    }
}
