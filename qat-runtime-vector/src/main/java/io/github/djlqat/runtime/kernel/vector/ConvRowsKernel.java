package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.kernel.Conv2DSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.kernel.Window;
import org.jspecify.annotations.Nullable;

/**
 * Convolution without im2col: the input rows that some output rows see are widened once, padding
 * included; the window of a pixel is then one run of ints in each of its rows. For filters without
 * dilation across and without groups, 1x1 among them. Units are those of {@link Split}.
 */
final class ConvRowsKernel implements Kernel {

    /** Shorter runs than this are not worth their own pass over the sums. */
    private static final int SHORTEST_RUN = 8;

    /** Parts of the panels, where they are split: widening a strip for each costs little. */
    private static final int PARTS = 8;

    private final Conv2DSpec spec;
    private final WideRows rows;
    private final Strip strip;
    private final Gemm gemm;
    private final Split split;

    ConvRowsKernel(Conv2DSpec spec, @Nullable Coding coding) {
        this.spec = spec;
        Window window = spec.window;
        Image out = spec.outputShape;
        int channels = spec.inputShape.channels;
        int length = window.width * channels;
        gemm = Gemm.of(GemmSpec.of(spec, coding, window.height));
        rows =
                new WideRows(
                        spec.inputShape,
                        out,
                        window,
                        1,
                        channels,
                        spec.inputZeroPoint,
                        gemm.base(),
                        gemm.twice());
        strip =
                new Strip(
                        gemm.base(),
                        out.width,
                        window.strideH * rows.rowSize(),
                        window.strideW * channels,
                        window.height,
                        length,
                        window.dilationH * rows.rowSize(),
                        0);
        split = new Split(out.height, rows.capacity(), gemm.panels(), gemm.weightBytes(), PARTS);
    }

    /** Returns whether this way is possible, and better than gathering patches. */
    static boolean suits(Conv2DSpec spec) {
        Window window = spec.window;
        return spec.groups == 1
                && (window.dilationW == 1 || window.width == 1)
                && window.strideW <= window.width
                && window.strideH <= window.height
                && window.width * spec.inputShape.channels >= SHORTEST_RUN
                && WideRows.fits(spec.inputShape, spec.outputShape, window, 1);
    }

    @Override
    public int units() {
        return split.units(spec.outputShape.batch);
    }

    @Override
    public int scratchInts() {
        return gemm.base() + rows.scratchInts() + gemm.scratchInts();
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        Image out = spec.outputShape;
        int[] ints = scratch.ints();
        int taken;
        for (int unit = begin; unit < end; unit += taken) {
            taken = split.take(unit, end);
            int image = split.image(unit);
            int y = split.row(unit);
            int count = split.rows(unit, taken);
            rows.load(input, spec.input.offset(), image, y, count, ints);
            gemm.run(
                    ints,
                    strip,
                    count * out.width,
                    split.beginPanel(unit),
                    split.endPanel(unit, taken),
                    output,
                    spec.output.offset() + (image * out.height + y) * out.rowSize(),
                    gemm.base() + rows.scratchInts());
        }
    }
}
