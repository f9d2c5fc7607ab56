package io.github.djlqat.runtime.writer;

import io.github.djlqat.runtime.graph.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A part of a flatbuffer to be written: a table, a vector or a string. */
interface FlatNode {

    /** Writes the part and all it refers to, and returns its place. */
    int write(FlatOutput out);

    /** Returns a vector of 32-bit integers. */
    static FlatNode ints(int... values) {
        return out -> {
            int at = vector(out, values.length, 4, 4);
            for (int i = 0; i < values.length; i++) {
                out.int32(at + 4 + 4 * i, values[i]);
            }
            return at;
        };
    }

    /** Returns a vector of 64-bit integers. */
    static FlatNode longs(long... values) {
        return out -> {
            int at = vector(out, values.length, 8, 8);
            for (int i = 0; i < values.length; i++) {
                out.int64(at + 4 + 8 * i, values[i]);
            }
            return at;
        };
    }

    /** Returns a vector of floats. */
    static FlatNode floats(float... values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return ints(bits);
    }

    /** Returns a vector of bytes whose first one stands at a multiple of 16. */
    static FlatNode bytes(Bytes bytes) {
        return out -> {
            int at = vector(out, bytes.size(), 1, 16);
            out.bytes(at + 4, bytes);
            return at;
        };
    }

    /** Returns a string: its UTF-8 bytes and a 0 behind them, which does not count. */
    static FlatNode string(String text) {
        Bytes utf8 = Bytes.of(text.getBytes(StandardCharsets.UTF_8));
        return out -> {
            int at = vector(out, utf8.size(), 1, 4);
            out.bytes(at + 4, utf8);
            out.reserve(1);
            return at;
        };
    }

    /** Returns a vector of tables. */
    static FlatNode tables(List<? extends FlatNode> tables) {
        return out -> {
            int at = vector(out, tables.size(), 4, 4);
            for (int i = 0; i < tables.size(); i++) {
                int place = at + 4 + 4 * i;
                out.int32(place, tables.get(i).write(out) - place);
            }
            return at;
        };
    }

    /** Writes a vector's count and zeros for its elements, the first one aligned. */
    private static int vector(FlatOutput out, int count, int width, int alignment) {
        if (count > (Integer.MAX_VALUE - 64) / width) {
            throw new IllegalArgumentException(
                    "expected a vector of less than 2^31 bytes, found " + count + " elements");
        }
        out.align(alignment, 4);
        int at = out.reserve(4 + count * width);
        out.int32(at, count);
        return at;
    }
}
