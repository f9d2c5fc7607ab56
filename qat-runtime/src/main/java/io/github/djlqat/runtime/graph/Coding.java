package io.github.djlqat.runtime.graph;

/**
 * How few bits stand for a weight: each element is an index of {@code bits} bits into a table of
 * signed 8-bit values. The elements, row-major, form one stream without gaps, lowest bit first:
 * element i is stream bits [i * bits, (i + 1) * bits), and stream bit k is bit k % 8 of byte k / 8.
 * The last byte is filled up with 0.
 *
 * @param bits 1 to 8
 * @param table {@code 2^bits} values; those that no element names may be anything
 */
public record Coding(int bits, Bytes table) {

    /** TFLite's INT4: 4 bits, two's complement, -8 to 7. */
    public static final Coding INT4 =
            new Coding(
                    4,
                    Bytes.of(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, -8, -7, -6, -5, -4, -3, -2, -1}));

    /** Checks the width and the table's size. */
    public Coding {
        if (bits < 1 || bits > 8) {
            throw new IllegalArgumentException("bits: expected 1 to 8, found " + bits);
        }
        if (table.size() != 1 << bits) {
            throw new IllegalArgumentException(
                    "table: expected " + (1 << bits) + " values, found " + table.size());
        }
    }

    /** Returns the bytes that a stream of so many elements takes. */
    public long byteSize(long elements) {
        return (elements * bits + 7) / 8;
    }

    /**
     * Returns whether the values are {k, -k}, index 0 first, of some k in [1, 127], so that a sum
     * of products needs no multiplication but one by k.
     */
    public boolean isBinary() {
        return bits == 1 && table.get(0) > 0 && table.get(1) == -table.get(0);
    }

    /** Returns the index that element {@code element} of a stream holds. */
    public int index(Bytes stream, long element) {
        long bit = element * bits;
        int at = (int) (bit >>> 3);
        int two = stream.get(at) & 0xff;
        if ((bit & 7) + bits > 8) {
            two |= (stream.get(at + 1) & 0xff) << 8;
        }
        return two >>> (bit & 7) & (1 << bits) - 1;
    }

    /** Returns the value that element {@code element} of a stream stands for. */
    public byte value(Bytes stream, long element) {
        return table.get(index(stream, element));
    }

    /**
     * Returns the stream of a list of indices.
     *
     * @throws IllegalArgumentException if one is negative or needs more bits
     */
    public Bytes pack(int... indices) {
        byte[] stream = new byte[Math.toIntExact(byteSize(indices.length))];
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] < 0 || indices[i] >= table.size()) {
                throw new IllegalArgumentException(
                        "index "
                                + i
                                + ": expected 0 to "
                                + (table.size() - 1)
                                + ", found "
                                + indices[i]);
            }
            long bit = (long) i * bits;
            int at = (int) (bit >>> 3);
            int two = indices[i] << (bit & 7);
            stream[at] |= (byte) two;
            if (two > 0xff) {
                stream[at + 1] |= (byte) (two >>> 8);
            }
        }
        return Bytes.view(stream, 0, stream.length);
    }

    /** Returns the values of the first {@code elements} elements of a stream. */
    public byte[] values(Bytes stream, int elements) {
        byte[] values = new byte[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = value(stream, i);
        }
        return values;
    }
}
