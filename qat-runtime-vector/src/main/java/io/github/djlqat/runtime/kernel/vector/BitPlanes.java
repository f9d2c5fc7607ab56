package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.kernel.BinaryConv2DSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Window;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes of input rows with those of the same eight channels together: a plane for each byte of
 * a tap, in which what a tap sees for consecutive outputs of a row is consecutive. With a stride
 * across, the columns of each remainder are together. Columns outside the image are there, and one
 * more row for all rows outside.
 *
 * <p>A tap outside that is to be skipped is one where half of the bits differ, whatever the
 * weights: its byte has two bits of each four set, and one more plane, clear there, says that they
 * are not to be compared.
 */
final class BitPlanes {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long BYTES = 0x00FF00FF00FF00FFL;
    private static final long PAIRS = 0x0000FFFF0000FFFFL;
    private static final long HALVES = 0x00000000FFFFFFFFL;

    private final BinaryConv2DSpec spec;
    private final int slots;
    private final int rowSize;
    private final int phaseSize;
    private final int firstShift;

    /** For each tap across where in a row the first output's is. */
    private final int[] columns;

    private final boolean[] phases;

    /** Bytes of a tap. */
    final int tapBytes;

    /** Bytes from a plane to the next. */
    final int planeSize;

    /** Whether there are taps to skip, and so the plane that says where. */
    final boolean masked;

    /**
     * Plans planes.
     *
     * @param rows output rows that may be looked at together
     */
    BitPlanes(BinaryConv2DSpec spec, int rows) {
        this.spec = spec;
        Window w = spec.window;
        tapBytes = (spec.depth + 7) / 8;
        masked = !spec.onePadding && seesOutside(spec);
        int stride = w.strideW;
        columns = new int[w.width];
        phases = new boolean[stride];
        firstShift = Math.floorDiv(-w.padLeft, stride);
        int lastShift = Math.floorDiv((w.width - 1) * w.dilationW - w.padLeft, stride);
        phaseSize = spec.outputShape.width + lastShift - firstShift;
        for (int kx = 0; kx < w.width; kx++) {
            int at = kx * w.dilationW - w.padLeft;
            int phase = Math.floorMod(at, stride);
            phases[phase] = true;
            columns[kx] = phase * phaseSize + Math.floorDiv(at, stride) - firstShift;
        }
        int most = 0;
        int all = spec.outputShape.batch * spec.outputShape.height;
        for (int row = 0; row < all; row++) {
            most = Math.max(most, inputRows(row, Math.min(row + rows, all) - 1));
        }
        slots = most;
        rowSize = stride * phaseSize;
        planeSize = Math.multiplyExact(slots + 1, rowSize);
    }

    /** Returns whether some output's window has taps outside the image. */
    static boolean seesOutside(BinaryConv2DSpec spec) {
        Window w = spec.window;
        Image in = spec.inputShape;
        Image out = spec.outputShape;
        int bottom = (out.height - 1) * w.strideH - w.padTop + (w.height - 1) * w.dilationH;
        int right = (out.width - 1) * w.strideW - w.padLeft + (w.width - 1) * w.dilationW;
        return w.padTop > 0 || w.padLeft > 0 || bottom >= in.height || right >= in.width;
    }

    /** Returns the bytes of all planes. */
    long size() {
        return (tapBytes + 1L) * planeSize;
    }

    /** Returns the first input row, of all images, that an output row may see. */
    private int firstInput(int row) {
        int height = spec.inputShape.height;
        int outputs = spec.outputShape.height;
        int top = row % outputs * spec.window.strideH - spec.window.padTop;
        return row / outputs * height + Math.max(0, Math.min(height, top));
    }

    private int inputRows(int first, int last) {
        Window w = spec.window;
        int height = spec.inputShape.height;
        int outputs = spec.outputShape.height;
        int bottom = last % outputs * w.strideH - w.padTop + (w.height - 1) * w.dilationH;
        int end = last / outputs * height + Math.max(-1, Math.min(height - 1, bottom)) + 1;
        return Math.max(0, end - firstInput(first));
    }

    /** Fills the planes with what output rows {@code first} to {@code last} see. */
    void fill(byte[] input, int first, int last, byte[] planes) {
        int rows = inputRows(first, last);
        int rowBytes = spec.inputShape.rowSize() * 4;
        int from = spec.input.offset() + firstInput(first) * rowBytes;
        for (int slot = 0; slot < rows; slot++) {
            for (int phase = 0; phase < phases.length; phase++) {
                if (phases[phase]) {
                    int to = slot * rowSize + phase * phaseSize;
                    row(input, from + slot * rowBytes, phase, planes, to);
                }
            }
        }
        for (int plane = 0; plane <= tapBytes; plane++) {
            int at = plane * planeSize + slots * rowSize;
            Arrays.fill(planes, at, at + rowSize, outside(plane));
        }
    }

    private byte outside(int plane) {
        if (!masked || plane == tapBytes) {
            return 0;
        }
        return (byte) (spec.depth - 8 * plane >= 8 ? 0x33 : 0x03);
    }

    /** Returns the first column of a phase that is inside. */
    private int begin() {
        return Math.min(phaseSize, Math.max(0, -firstShift));
    }

    /** Returns one past the last column of a phase that is inside, at least {@link #begin}. */
    private int end(int phase) {
        int stride = spec.window.strideW;
        int inside = (Math.max(0, spec.inputShape.width - phase) + stride - 1) / stride;
        return Math.max(begin(), Math.min(phaseSize, inside - firstShift));
    }

    private void row(byte[] input, int from, int phase, byte[] planes, int to) {
        int pixel = spec.inputShape.channels * 4;
        int step = spec.window.strideW * pixel;
        int begin = begin();
        int end = end(phase);
        for (int plane = 0; plane <= tapBytes && begin + phaseSize > end; plane++) {
            int at = to + plane * planeSize;
            byte outside = outside(plane);
            Arrays.fill(planes, at, at + begin, outside);
            Arrays.fill(planes, at + end, at + phaseSize, outside);
        }
        int source = from + (begin + firstShift) * step + phase * pixel;
        int i = begin;
        for (; tapBytes % 8 == 0 && i <= end - 8; i += 8) {
            for (int plane = 0; plane < tapBytes; plane += 8) {
                int at = to + plane * planeSize + i;
                transpose(input, source + plane, step, planes, at, planeSize);
            }
            source += 8 * step;
        }
        for (; i < end; i++) {
            int at = to + i;
            for (int plane = 0; plane < tapBytes; plane++) {
                planes[at] = input[source + plane];
                at += planeSize;
            }
            source += step;
        }
        if (masked) {
            int at = to + tapBytes * planeSize;
            Arrays.fill(planes, at + begin, at + end, (byte) -1);
        }
    }

    /** Turns 8 runs of 8 bytes round: the first of each become the first run. */
    private static void transpose(
            byte[] input, int from, int step, byte[] planes, int to, int planeStep) {
        long a = (long) LONGS.get(input, from);
        long b = (long) LONGS.get(input, from + step);
        long c = (long) LONGS.get(input, from + 2 * step);
        long d = (long) LONGS.get(input, from + 3 * step);
        long e = (long) LONGS.get(input, from + 4 * step);
        long f = (long) LONGS.get(input, from + 5 * step);
        long g = (long) LONGS.get(input, from + 6 * step);
        long h = (long) LONGS.get(input, from + 7 * step);
        // Bytes of neighbours, then pairs, then halves.
        long t = (a >>> 8 ^ b) & BYTES;
        a ^= t << 8;
        b ^= t;
        t = (c >>> 8 ^ d) & BYTES;
        c ^= t << 8;
        d ^= t;
        t = (e >>> 8 ^ f) & BYTES;
        e ^= t << 8;
        f ^= t;
        t = (g >>> 8 ^ h) & BYTES;
        g ^= t << 8;
        h ^= t;
        t = (a >>> 16 ^ c) & PAIRS;
        a ^= t << 16;
        c ^= t;
        t = (b >>> 16 ^ d) & PAIRS;
        b ^= t << 16;
        d ^= t;
        t = (e >>> 16 ^ g) & PAIRS;
        e ^= t << 16;
        g ^= t;
        t = (f >>> 16 ^ h) & PAIRS;
        f ^= t << 16;
        h ^= t;
        LONGS.set(planes, to, a & HALVES | e << 32);
        LONGS.set(planes, to + planeStep, b & HALVES | f << 32);
        LONGS.set(planes, to + 2 * planeStep, c & HALVES | g << 32);
        LONGS.set(planes, to + 3 * planeStep, d & HALVES | h << 32);
        LONGS.set(planes, to + 4 * planeStep, a >>> 32 | e & ~HALVES);
        LONGS.set(planes, to + 5 * planeStep, b >>> 32 | f & ~HALVES);
        LONGS.set(planes, to + 6 * planeStep, c >>> 32 | g & ~HALVES);
        LONGS.set(planes, to + 7 * planeStep, d >>> 32 | h & ~HALVES);
    }

    /**
     * Returns where in each plane a tap of an output is.
     *
     * @param first the first output row of those that the planes were filled for
     * @param row the output's row
     * @param x its column
     * @param tap which of the window's
     */
    int source(int first, int row, int x, int tap) {
        Window w = spec.window;
        int height = spec.inputShape.height;
        int outputs = spec.outputShape.height;
        int y = row % outputs * w.strideH - w.padTop + tap / w.width * w.dilationH;
        boolean inside = y >= 0 && y < height;
        int slot = inside ? row / outputs * height + y - firstInput(first) : slots;
        return slot * rowSize + columns[tap % w.width] + x;
    }
}
