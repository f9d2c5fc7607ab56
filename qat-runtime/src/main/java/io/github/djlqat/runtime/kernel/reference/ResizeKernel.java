package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.ResizeSpec;
import io.github.djlqat.runtime.kernel.Scratch;

/** Resize by nearest neighbour; a unit is one output row of one image. */
final class ResizeKernel implements Kernel {

    private final ResizeSpec spec;
    private final int[] rows;
    private final int[] columns;

    ResizeKernel(ResizeSpec spec) {
        this.spec = spec;
        rows = spec.rows.toArray();
        columns = spec.columns.toArray();
    }

    @Override
    public int units() {
        return spec.inputShape.batch * rows.length;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        Image in = spec.inputShape;
        int channels = in.channels;
        for (int row = begin; row < end; row++) {
            int image = spec.input.offset() + row / rows.length * in.imageSize();
            int line = image + rows[row % rows.length] * in.rowSize();
            int to = spec.output.offset() + row * columns.length * channels;
            for (int column : columns) {
                System.arraycopy(input, line + column * channels, output, to, channels);
                to += channels;
            }
        }
    }
}
