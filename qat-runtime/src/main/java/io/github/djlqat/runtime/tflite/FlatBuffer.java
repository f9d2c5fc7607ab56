package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.MalformedModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A flatbuffer's bytes, little-endian at any alignment, with every access checked against the end.
 *
 * <p>It also counts what is decoded: offsets may share a target, so that without a budget a small
 * file could unfold to any size.
 */
final class FlatBuffer {

    /** Decoding this much is free, whatever the file's size. */
    private static final long BASE_BUDGET = 1 << 20;

    private final byte[] array;
    private final ByteBuffer buffer;
    private final Limits limits;
    private long budget;

    FlatBuffer(byte[] array, Limits limits) {
        this.array = array;
        this.buffer = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
        this.limits = limits;
        this.budget = BASE_BUDGET + (long) limits.maxExpansion() * array.length;
    }

    /** Returns the bytes themselves, for views. */
    byte[] array() {
        return array;
    }

    Limits limits() {
        return limits;
    }

    /** Returns the root table, after checking the file identifier. */
    FlatTable root(String identifier, String path) throws MalformedModelException {
        require(0, 8, path, "a file of at least 8 bytes");
        for (int i = 0; i < 4; i++) {
            if (array[4 + i] != (byte) identifier.charAt(i)) {
                throw new MalformedModelException(
                        "file identifier",
                        4,
                        String.format(
                                "expected '%s', found bytes %02x %02x %02x %02x",
                                identifier, array[4], array[5], array[6], array[7]));
            }
        }
        return FlatTable.at(this, target(0, path), path);
    }

    /** Checks that {@code size} bytes lie at {@code offset}. */
    void require(long offset, long size, String field, String what) throws MalformedModelException {
        if (offset < 0 || size < 0 || size > array.length - offset) {
            throw new MalformedModelException(
                    field,
                    Math.max(offset, 0),
                    String.format(
                            "expected %s (%d bytes at %d), found a file of %d bytes",
                            what, size, offset, array.length));
        }
    }

    /** Takes the cost of decoding {@code size} bytes out of the budget. */
    void charge(long size, long offset, String field) throws MalformedModelException {
        budget -= size;
        if (budget < 0) {
            throw new MalformedModelException(
                    field,
                    offset,
                    String.format(
                            "expected a file that unfolds to at most %d times its %d bytes,"
                                    + " found more",
                            limits.maxExpansion(), array.length));
        }
    }

    /** Follows the unsigned offset stored at {@code at}. */
    int target(int at, String field) throws MalformedModelException {
        require(at, 4, field, "an offset");
        long target = at + (buffer.getInt(at) & 0xFFFFFFFFL);
        require(target, 4, field, "a target inside the file");
        return (int) target;
    }

    // The following are called after require only.

    byte int8(int at) {
        return array[at];
    }

    int uint16(int at) {
        return buffer.getShort(at) & 0xFFFF;
    }

    int int32(int at) {
        return buffer.getInt(at);
    }

    long int64(int at) {
        return buffer.getLong(at);
    }
}
