package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Window;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Pooling by what does not depend on order or on repetition, such as the maximum: the rows of a
 * window first, whole rows of the input at a time, then its columns.
 */
final class PoolRows {

    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;

    private final Image in;
    private final Image out;
    private final Window window;
    private final int pixelBytes;
    private final Merge merge;

    /** Takes bytes into those that are there. */
    @FunctionalInterface
    interface Merge {

        /** Merges {@code count} bytes from {@code from[at]} on into {@code to[place]} on. */
        void merge(byte[] from, int at, byte[] to, int place, int count);
    }

    PoolRows(Image in, Image out, Window window, int pixelBytes, Merge merge) {
        this.in = in;
        this.out = out;
        this.window = window;
        this.pixelBytes = pixelBytes;
        this.merge = merge;
    }

    int scratchBytes() {
        return in.width * pixelBytes;
    }

    /**
     * Computes a row of outputs.
     *
     * @param input where the images are
     * @param from where the first starts
     * @param row the row, all images' rows counted
     * @param output where the row goes
     * @param to where it starts
     * @param rows scratch
     */
    void run(byte[] input, int from, int row, byte[] output, int to, byte[] rows) {
        int size = scratchBytes();
        int top = row % out.height * window.strideH - window.padTop;
        int first = from + row / out.height * in.height * size;
        int begin = Math.max(top, 0);
        System.arraycopy(input, first + begin * size, rows, 0, size);
        for (int y = begin + 1; y < Math.min(top + window.height, in.height); y++) {
            merge.merge(input, first + y * size, rows, 0, size);
        }
        for (int x = 0; x < out.width; x++) {
            int left = x * window.strideW - window.padLeft;
            int start = Math.max(left, 0);
            int place = to + x * pixelBytes;
            System.arraycopy(rows, start * pixelBytes, output, place, pixelBytes);
            for (int c = start + 1; c < Math.min(left + window.width, in.width); c++) {
                merge.merge(rows, c * pixelBytes, output, place, pixelBytes);
            }
        }
    }

    /** Keeps the higher of two signed bytes. */
    static void maximum(byte[] from, int at, byte[] to, int place, int count) {
        int i = 0;
        for (; i <= count - BYTES.length(); i += BYTES.length()) {
            ByteVector there = ByteVector.fromArray(BYTES, to, place + i);
            there.max(ByteVector.fromArray(BYTES, from, at + i)).intoArray(to, place + i);
        }
        for (; i < count; i++) {
            to[place + i] = (byte) Math.max(to[place + i], from[at + i]);
        }
    }

    /** Keeps the bits that both bytes have. */
    static void and(byte[] from, int at, byte[] to, int place, int count) {
        int i = 0;
        for (; i <= count - BYTES.length(); i += BYTES.length()) {
            ByteVector there = ByteVector.fromArray(BYTES, to, place + i);
            there.and(ByteVector.fromArray(BYTES, from, at + i)).intoArray(to, place + i);
        }
        for (; i < count; i++) {
            to[place + i] &= from[at + i];
        }
    }
}
