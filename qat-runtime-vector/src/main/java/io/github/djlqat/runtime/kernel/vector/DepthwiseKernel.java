package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.kernel.DepthwiseConv2DSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.kernel.Window;

/**
 * Depthwise convolution, channels in lanes, over widened input rows whose channels are repeated for
 * a depth multiplier and filled up to whole vectors. A unit is an output row.
 */
final class DepthwiseKernel implements Kernel {

    private static final int L = Lanes.COUNT;

    /** Pixels whose sums are made before they are turned into codes. */
    private static final int BLOCK = 64;

    private static final int SUMS = BLOCK * L;

    private final DepthwiseConv2DSpec spec;
    private final WideRows rows;
    private final int slots;
    private final int[] weights;
    private final int[] bias;
    private final VectorRequantizer requantizer;

    DepthwiseKernel(DepthwiseConv2DSpec spec) {
        this.spec = spec;
        int channels = spec.outputShape.channels;
        slots = Lanes.roundUp(channels, L);
        rows =
                new WideRows(
                        spec.inputShape,
                        spec.outputShape,
                        spec.window,
                        spec.depthMultiplier,
                        slots,
                        spec.inputZeroPoint,
                        SUMS,
                        false);
        int taps = spec.window.taps();
        weights = new int[Math.multiplyExact(taps, slots)];
        bias = new int[slots];
        int[] slotChannels = new int[slots];
        for (int slot = 0; slot < slots; slot++) {
            if (slot >= channels) {
                slotChannels[slot] = -1;
                continue;
            }
            slotChannels[slot] = slot;
            int sum = 0;
            for (int tap = 0; tap < taps; tap++) {
                int weight = spec.filter.get(tap * channels + slot) - spec.filterZeroPoint;
                weights[tap * slots + slot] = weight;
                sum += weight;
            }
            bias[slot] = spec.bias.get(slot) - spec.inputZeroPoint * sum;
        }
        requantizer = new VectorRequantizer(spec.requantize, slotChannels);
    }

    /** Returns whether the widened rows are of a reasonable size. */
    static boolean suits(DepthwiseConv2DSpec spec) {
        return WideRows.fits(spec.inputShape, spec.outputShape, spec.window, spec.depthMultiplier);
    }

    @Override
    public int units() {
        return spec.outputShape.batch * spec.outputShape.height;
    }

    @Override
    public int scratchInts() {
        return SUMS + rows.scratchInts();
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        Image out = spec.outputShape;
        int[] ints = scratch.ints();
        int count;
        for (int unit = begin; unit < end; unit += count) {
            int y = unit % out.height;
            count = Math.min(rows.capacity(), Math.min(end - unit, out.height - y));
            rows.load(input, spec.input.offset(), unit / out.height, y, count, ints);
            for (int row = 0; row < count; row++) {
                int to = spec.output.offset() + (unit + row) * out.rowSize();
                int from = SUMS + row * spec.window.strideH * rows.rowSize();
                for (int slot = 0; slot < slots; slot += L) {
                    convolve(ints, from, slot, output, to);
                }
            }
        }
    }

    /** Computes one vector of channels of one output row. */
    private void convolve(int[] ints, int from, int slot, byte[] output, int to) {
        Image out = spec.outputShape;
        int step = spec.window.strideW * slots;
        int lanes = Math.min(L, out.channels - slot);
        for (int x = 0; x < out.width; x += BLOCK) {
            int count = Math.min(BLOCK, out.width - x);
            sum(ints, from + x * step + slot, step, slot, count);
            int code = to + x * out.channels + slot;
            requantizer.apply(ints, 0, L, count, slot, output, code, out.channels, lanes);
        }
    }

    private void sum(int[] ints, int place, int step, int slot, int count) {
        Window window = spec.window;
        int down = window.dilationH * rows.rowSize();
        int across = window.dilationW * slots;
        if (window.height == 3 && window.width == 3) {
            DepthwiseTaps.nine(
                    ints,
                    place,
                    place + down,
                    place + 2 * down,
                    across,
                    step,
                    weights,
                    slot,
                    slots,
                    bias,
                    slot,
                    0,
                    count);
            return;
        }
        DepthwiseTaps.start(ints, 0, count, bias, slot);
        for (int tap = 0; tap < window.taps(); tap++) {
            int at = place + tap / window.width * down + tap % window.width * across;
            DepthwiseTaps.one(ints, at, step, weights, tap * slots + slot, 0, count);
        }
    }
}
