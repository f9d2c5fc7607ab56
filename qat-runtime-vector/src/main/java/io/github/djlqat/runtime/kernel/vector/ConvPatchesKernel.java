package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.kernel.Conv2DSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.kernel.Window;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of any kind: the inputs of some pixels at a time are gathered (im2col) into a strip
 * that stays in the cache, [pixel][group][tap][channel of the group]. A unit is an output row.
 */
final class ConvPatchesKernel implements Kernel {

    /** Ints of a strip aimed at: 64 KiB. */
    private static final int TARGET = 1 << 14;

    private final Conv2DSpec spec;
    private final int depth;
    private final int capacity;
    private final boolean contiguous;
    private final Strip strip;
    private final Gemm gemm;

    /** The input zero point as the strip has it. */
    private final int padding;

    ConvPatchesKernel(Conv2DSpec spec, @Nullable Coding coding) {
        this.spec = spec;
        Image out = spec.outputShape;
        depth = spec.window.taps() * (spec.inputShape.channels / spec.groups);
        int patch = spec.groups * depth;
        int wanted = Lanes.roundUp(Math.max(TARGET / patch, Tile.HEIGHT), Tile.HEIGHT);
        capacity = Math.min(wanted, Math.multiplyExact(out.batch, out.height) * out.width);
        contiguous = spec.groups == 1 && spec.window.dilationW == 1;
        gemm = Gemm.of(GemmSpec.of(spec, coding, 1));
        strip = Strip.ofPatches(gemm.base(), spec.groups, depth);
        padding = gemm.twice() ? Lanes.twice(spec.inputZeroPoint) : spec.inputZeroPoint;
    }

    @Override
    public int units() {
        return spec.outputShape.batch * spec.outputShape.height;
    }

    @Override
    public int scratchInts() {
        return room() + gemm.scratchInts();
    }

    private int room() {
        return gemm.base() + capacity * spec.groups * depth;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        Image out = spec.outputShape;
        int[] ints = scratch.ints();
        int last = end * out.width;
        for (int pixel = begin * out.width; pixel < last; pixel += capacity) {
            int count = Math.min(capacity, last - pixel);
            gather(input, pixel, count, ints);
            gemm.run(
                    ints,
                    strip,
                    count,
                    0,
                    gemm.panels(),
                    output,
                    spec.output.offset() + pixel * out.channels,
                    room());
        }
    }

    private void gather(byte[] input, int first, int count, int[] ints) {
        Image out = spec.outputShape;
        Image in = spec.inputShape;
        Window window = spec.window;
        int to = gemm.base();
        for (int pixel = first; pixel < first + count; pixel++) {
            int x = pixel % out.width * window.strideW - window.padLeft;
            int row = pixel / out.width;
            int y = row % out.height * window.strideH - window.padTop;
            int image = spec.input.offset() + row / out.height * in.imageSize();
            for (int ky = 0; ky < window.height; ky++) {
                int iy = y + ky * window.dilationH;
                boolean inside = iy >= 0 && iy < in.height;
                int from = inside ? image + iy * in.rowSize() : -1;
                if (contiguous) {
                    row(input, from, x, ints, to + ky * window.width * in.channels);
                    continue;
                }
                for (int kx = 0; kx < window.width; kx++) {
                    int ix = x + kx * window.dilationW;
                    boolean seen = inside && ix >= 0 && ix < in.width;
                    int pixelFrom = seen ? from + ix * in.channels : -1;
                    tap(input, pixelFrom, ints, to, ky * window.width + kx);
                }
            }
            to += spec.groups * depth;
        }
    }

    /**
     * Copies one row of a window whose taps are neighbours, from column x on, the zero point where
     * columns are outside or {@code from}, the image's row, is -1.
     */
    private void row(byte[] input, int from, int x, int[] ints, int to) {
        Image in = spec.inputShape;
        int channels = in.channels;
        int width = spec.window.width;
        int left = from < 0 ? width : Math.min(Math.max(-x, 0), width);
        int inside = Math.max(Math.min(width, in.width - x) - left, 0);
        int right = width - left - inside;
        if (left > 0) {
            Lanes.fill(ints, to, left * channels, padding);
        }
        int start = to + left * channels;
        Lanes.widen(
                input, from + (x + left) * channels, ints, start, inside * channels, gemm.twice());
        if (right > 0) {
            int end = start + inside * channels;
            Lanes.fill(ints, end, right * channels, padding);
        }
    }

    /** Copies one tap's channels, or the zero point where {@code from} is -1. */
    private void tap(byte[] input, int from, int[] ints, int patch, int tap) {
        int channels = spec.inputShape.channels / spec.groups;
        for (int group = 0; group < spec.groups; group++) {
            int to = patch + group * depth + tap * channels;
            if (from < 0) {
                Lanes.fill(ints, to, channels, padding);
            } else {
                Lanes.widen(input, from + group * channels, ints, to, channels, gemm.twice());
            }
        }
    }
}
