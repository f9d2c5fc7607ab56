package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.XOR;

import io.github.djlqat.runtime.kernel.BinaryConv2DSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.kernel.Window;
import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of bits with bits without groups: the bytes that a window sees are gathered tap after
 * tap for a strip of pixels, {@link BitTile} counts the bits that differ from each filter's. A unit
 * is an output row.
 *
 * <p>Taps outside the image are gathered as clear bits. Where they are to be skipped, their count,
 * which is that of the bits set in their weights, is taken off by the constants of the pixel's
 * class: pixels that miss the same taps are of one class.
 */
final class BinaryConvKernel implements Kernel {

    /** Ints of a strip aimed at: 64 KiB. */
    private static final int TARGET = 1 << 14;

    /** More classes than this, of large windows, stay with the reference. */
    private static final int MOST_CLASSES = 100;

    /** More ints of packed weights than this (1 GiB) stay with the reference. */
    private static final long LARGEST = 1L << 28;

    private static final int L = BitTile.L;

    private final BinaryConv2DSpec spec;
    private final int tapBytes;
    private final int steps;
    private final int capacity;
    private final int classes;
    private final int raw;
    private final int strip;
    private final int[] rowClass;
    private final int[] columnClass;
    private final int columnClasses;
    private final int[] weights;
    private final BitTile tile;
    private final BitOutput output;

    /** What codes are, where the output is codes. */
    final @Nullable CodeSteps codeSteps;

    private BinaryConvKernel(
            BinaryConv2DSpec spec,
            int[] rows,
            int[] columns,
            BitOutput output,
            @Nullable CodeSteps codeSteps) {
        this.spec = spec;
        this.codeSteps = codeSteps;
        this.output = output;
        rowClass = classes(rows);
        columnClass = classes(columns);
        columnClasses = distinct(columns).length;
        tapBytes = (spec.depth + 7) / 8;
        steps = steps(spec);
        Image out = spec.outputShape;
        int wanted = Lanes.roundUp(Math.max(TARGET / steps, BitTile.BLOCK), BitTile.BLOCK);
        capacity = Math.min(wanted, Math.multiplyExact(out.batch, out.height) * out.width);
        tile = new BitTile(steps);
        classes = tile.scratchInts();
        raw = classes + capacity;
        strip = raw + steps + L;
        weights = pack();
    }

    /** Returns a kernel, or null where this way is not possible. */
    static @Nullable BinaryConvKernel of(BinaryConv2DSpec spec) {
        Window w = spec.window;
        Image in = spec.inputShape;
        Image out = spec.outputShape;
        long largest = (long) w.taps() * spec.depth;
        long slots = Lanes.roundUp(out.channels, 32);
        if (spec.groups > 1 || largest > CodeSteps.LARGEST || slots / 4 * steps(spec) > LARGEST) {
            return null;
        }
        int[] rows = inside(out.height, w.strideH, w.padTop, w.dilationH, w.height, in.height);
        int[] columns = inside(out.width, w.strideW, w.padLeft, w.dilationW, w.width, in.width);
        if (spec.onePadding) {
            Arrays.fill(rows, w.height);
            Arrays.fill(columns, w.width);
        }
        if (distinct(rows).length * distinct(columns).length > MOST_CLASSES) {
            return null;
        }
        int[][] totals = totals(spec, distinct(rows), distinct(columns));
        if (spec.requantize == null) {
            return new BinaryConvKernel(
                    spec, rows, columns, new BitWords(totals, spec.limits), null);
        }
        CodeSteps steps = new CodeSteps(spec, spec.requantize, (int) largest);
        BitCodes codes = new BitCodes(spec.outputShape.channels, totals, steps);
        return new BinaryConvKernel(spec, rows, columns, codes, steps);
    }

    private static int steps(BinaryConv2DSpec spec) {
        return Lanes.roundUp(spec.window.taps() * ((spec.depth + 7) / 8), BitTile.STEPS);
    }

    /** Returns for each output the taps inside: {@code first * (taps + 1) + end}. */
    private static int[] inside(int outputs, int stride, int pad, int dilation, int taps, int in) {
        int[] result = new int[outputs];
        for (int i = 0; i < outputs; i++) {
            int at = i * stride - pad;
            int first = 0;
            while (first < taps && at + first * dilation < 0) {
                first++;
            }
            int end = first;
            while (end < taps && at + end * dilation < in) {
                end++;
            }
            result[i] = first * (taps + 1) + end;
        }
        return result;
    }

    private static int[] distinct(int[] values) {
        return Arrays.stream(values).distinct().toArray();
    }

    /** Returns for each output the index of its value among the distinct ones. */
    private static int[] classes(int[] values) {
        int[] distinct = distinct(values);
        int[] result = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            while (distinct[result[i]] != values[i]) {
                result[i]++;
            }
        }
        return result;
    }

    /** Returns for each class and filter the dot product where no gathered bit differs. */
    private static int[][] totals(BinaryConv2DSpec spec, int[] rows, int[] columns) {
        Window window = spec.window;
        int words = spec.inputShape.channels;
        int[][] totals = new int[rows.length * columns.length][spec.outputShape.channels];
        int word = 0;
        for (int filter = 0; filter < spec.outputShape.channels; filter++) {
            for (int tap = 0; tap < window.taps(); tap++) {
                int set = 0;
                for (int i = 0; i < words; i++) {
                    set += Integer.bitCount(spec.filter.get(word++));
                }
                for (int i = 0; i < totals.length; i++) {
                    boolean seen =
                            isInside(rows[i / columns.length], tap / window.width, window.height)
                                    && isInside(
                                            columns[i % columns.length],
                                            tap % window.width,
                                            window.width);
                    totals[i][filter] += seen ? spec.depth : 2 * set;
                }
            }
        }
        return totals;
    }

    private static boolean isInside(int range, int tap, int taps) {
        return tap >= range / (taps + 1) && tap < range % (taps + 1);
    }

    /** Returns the weights as {@link BitTile} wants them: [tile][pair of steps][a, u][L]. */
    private int[] pack() {
        int[] packed = new int[output.tiles * steps * L];
        for (int at = 0; at < packed.length; at++) {
            int step = at / L % steps;
            int of = at / L / steps;
            for (int part = 0; part < 4; part++) {
                int filter = output.filter(of, at % L, part);
                int bits = bits(filter, step);
                if (step % 2 == 1) {
                    bits ^= bits(filter, step - 1);
                }
                packed[at] |= bits << 8 * part;
            }
        }
        return packed;
    }

    /** Returns 8 bits of a filter, 0 past its end. */
    int bits(int filter, int index) {
        int taps = spec.window.taps();
        int words = spec.inputShape.channels;
        int tap = index / tapBytes;
        int b = index % tapBytes;
        if (filter >= spec.outputShape.channels || tap >= taps) {
            return 0;
        }
        return spec.filter.get((filter * taps + tap) * words + b / 4) >>> 8 * (b % 4) & 0xFF;
    }

    @Override
    public int units() {
        return spec.outputShape.batch * spec.outputShape.height;
    }

    @Override
    public int scratchInts() {
        return strip + capacity * steps + L;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        int width = spec.outputShape.width;
        run(arena, begin * width, end * width, scratch.ints());
    }

    /** Computes outputs {@code begin} (inclusive) to {@code end} (exclusive). */
    void run(byte[] arena, int begin, int end, int[] ints) {
        byte[] input = spec.input.array(arena);
        byte[] bytes = spec.output.array(arena);
        Image out = spec.outputShape;
        for (int pixel = begin; pixel < end; pixel += capacity) {
            int count = Math.min(capacity, end - pixel);
            for (int p = 0; p < count; p++) {
                gather(input, pixel + p, ints);
                spread(ints, raw, strip + p * steps);
                int x = (pixel + p) % out.width;
                int y = (pixel + p) / out.width % out.height;
                ints[classes + p] = rowClass[y] * columnClasses + columnClass[x];
            }
            int to = spec.output.offset() + pixel * output.pixelBytes;
            for (int t = 0; t < output.tiles; t++) {
                for (int p = 0; p < count; p += BitTile.BLOCK) {
                    int block = Math.min(BitTile.BLOCK, count - p);
                    tile.count(ints, strip + p * steps, block, weights, t * steps * L);
                    output.write(ints, classes + p, block, t, bytes, to + p * output.pixelBytes);
                }
            }
        }
    }

    /** Widens the bytes that one output pixel sees, 0 where taps are outside. */
    private void gather(byte[] input, int pixel, int[] ints) {
        Image out = spec.outputShape;
        Image in = spec.inputShape;
        Window window = spec.window;
        int x = pixel % out.width * window.strideW - window.padLeft;
        int row = pixel / out.width;
        int y = row % out.height * window.strideH - window.padTop;
        int pixelBytes = in.channels * 4;
        int to = raw;
        for (int ky = 0; ky < window.height; ky++) {
            int iy = y + ky * window.dilationH;
            boolean inside = iy >= 0 && iy < in.height;
            int from = spec.input.offset() + (row / out.height * in.height + iy) * in.rowSize() * 4;
            if (inside
                    && x >= 0
                    && window.dilationW == 1
                    && x + window.width <= in.width
                    && pixelBytes == tapBytes) {
                Lanes.widen(input, from + x * pixelBytes, ints, to, window.width * tapBytes);
                to += window.width * tapBytes;
                continue;
            }
            for (int kx = 0; kx < window.width; kx++) {
                int ix = x + kx * window.dilationW;
                if (inside && ix >= 0 && ix < in.width) {
                    Lanes.widen(input, from + ix * pixelBytes, ints, to, tapBytes);
                } else {
                    Lanes.fill(ints, to, tapBytes, 0);
                }
                to += tapBytes;
            }
        }
        Lanes.fill(ints, to, raw + steps - to, 0);
    }

    /** Writes each byte four times to its int, and adds the first of each pair to the second. */
    private void spread(int[] ints, int from, int to) {
        for (int i = 0; i < steps; i += L) {
            IntVector bytes = IntVector.fromArray(BitTile.INTS, ints, from + i).and(0xFF);
            LongVector pairs = bytes.mul(0x01010101).reinterpretAsLongs();
            pairs = pairs.lanewise(XOR, pairs.lanewise(LSHL, Integer.SIZE));
            pairs.reinterpretAsInts().intoArray(ints, to + i);
        }
    }
}
