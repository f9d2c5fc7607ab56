package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Window;

/**
 * The input rows that some output rows see, widened to ints, with padding in place: [row][column
 * from -padLeft on][channel], columns and rows outside the image holding the zero point. Channels
 * may be repeated (a depth multiplier) and filled up to a multiple of the lanes.
 */
final class WideRows {

    /** Ints aimed at: 192 KiB, less than half of a common second-level cache. */
    private static final int TARGET = 3 << 14;

    /** More than this and a kernel does without. */
    private static final long LIMIT = 1 << 20;

    private final Image in;
    private final Window window;
    private final int repeat;
    private final int pixelSize;
    private final int columns;
    private final int zeroPoint;
    private final int base;
    private final boolean twice;
    private int capacity;

    /**
     * Plans rows for as many output rows at a time as are of a reasonable size together.
     *
     * @param in the input's shape
     * @param out the output's shape
     * @param window how the filter slides
     * @param repeat times each channel is repeated
     * @param pixelSize ints of a pixel, at least channels * repeat; those behind stay undefined
     * @param zeroPoint the code of padding
     * @param base where the rows go in the scratch
     * @param twice whether ints hold their code {@link Lanes#twice}
     */
    WideRows(
            Image in,
            Image out,
            Window window,
            int repeat,
            int pixelSize,
            int zeroPoint,
            int base,
            boolean twice) {
        this(in, out, window, repeat, pixelSize, zeroPoint, base, twice, 1);
        while (capacity < out.height && inputRows(capacity + 1) * rowSize() <= TARGET) {
            capacity++;
        }
    }

    /** Plans rows for {@code capacity} output rows at a time. */
    WideRows(
            Image in,
            Image out,
            Window window,
            int repeat,
            int pixelSize,
            int zeroPoint,
            int base,
            boolean twice,
            int capacity) {
        this.in = in;
        this.window = window;
        this.repeat = repeat;
        this.pixelSize = pixelSize;
        this.zeroPoint = twice ? Lanes.twice(zeroPoint) : zeroPoint;
        this.base = base;
        this.twice = twice;
        this.capacity = capacity;
        columns = columns(out, window);
    }

    /** Returns whether the rows for one output row are of a reasonable size. */
    static boolean fits(Image in, Image out, Window window, int repeat) {
        long height = (window.height - 1L) * window.dilationH + 1;
        long pixel = (long) in.channels * repeat + Lanes.COUNT;
        long width = (out.width - 1L) * window.strideW + (window.width - 1L) * window.dilationW + 1;
        return height <= LIMIT && width <= LIMIT && height * width <= LIMIT / pixel;
    }

    private static int columns(Image out, Window window) {
        return (out.width - 1) * window.strideW + (window.width - 1) * window.dilationW + 1;
    }

    /** Returns the input rows that some output rows see; a long, for strides may be huge. */
    private long inputRows(int outputRows) {
        return (outputRows - 1L) * window.strideH + (window.height - 1L) * window.dilationH + 1;
    }

    /** Returns the ints of a row. */
    int rowSize() {
        return columns * pixelSize;
    }

    /** Returns how many output rows fit. */
    int capacity() {
        return capacity;
    }

    /** Returns the ints that the rows take. */
    int scratchInts() {
        return Math.toIntExact(inputRows(capacity) * rowSize());
    }

    /**
     * Widens the rows for output rows {@code y} to {@code y + count} of an image.
     *
     * @param codes the input
     * @param offset where it starts
     * @param image which image of the batch
     * @param y the first output row
     * @param count how many, at most {@link #capacity}
     * @param ints the scratch
     */
    void load(byte[] codes, int offset, int image, int y, int count, int[] ints) {
        int first = y * window.strideH - window.padTop;
        int rows = Math.toIntExact(inputRows(count));
        int leftPad = Math.min(window.padLeft, columns);
        int inside = Math.max(0, Math.min(in.width, columns - leftPad));
        // Padding wider than the window's reach leaves only part of the image, or none, in sight.
        int rightPad = columns - leftPad - inside;
        for (int row = 0; row < rows; row++) {
            int iy = first + row;
            int to = base + row * rowSize();
            if (iy < 0 || iy >= in.height) {
                Lanes.fill(ints, to, rowSize(), zeroPoint);
                continue;
            }
            int from = offset + (image * in.height + iy) * in.rowSize();
            Lanes.fill(ints, to, leftPad * pixelSize, zeroPoint);
            int start = to + leftPad * pixelSize;
            copy(codes, from, ints, start, inside);
            Lanes.fill(ints, start + inside * pixelSize, rightPad * pixelSize, zeroPoint);
        }
    }

    /** Widens {@code pixels} pixels. */
    private void copy(byte[] codes, int from, int[] ints, int to, int pixels) {
        int channels = in.channels;
        if (repeat == 1 && pixelSize == channels) {
            Lanes.widen(codes, from, ints, to, pixels * channels, twice);
            return;
        }
        for (int x = 0; x < pixels; x++) {
            int source = from + x * channels;
            int target = to + x * pixelSize;
            if (repeat == 1) {
                Lanes.widen(codes, source, ints, target, channels, twice);
                continue;
            }
            for (int c = 0; c < channels; c++) {
                Lanes.fill(ints, target + c * repeat, repeat, code(codes[source + c]));
            }
        }
    }

    private int code(byte code) {
        return twice ? Lanes.twice(code) : code;
    }
}
