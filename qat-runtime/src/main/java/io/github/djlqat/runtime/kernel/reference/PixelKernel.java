package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Operand;
import io.github.djlqat.runtime.kernel.Requantize;
import io.github.djlqat.runtime.kernel.Scratch;

/** What computes an image one code after the other; a unit is one output row of one image. */
abstract class PixelKernel implements Kernel {

    private final Operand input;
    private final Operand output;
    private final Image shape;
    private final Requantizer requantizer;

    PixelKernel(Operand input, Operand output, Image shape, Requantize requantize) {
        this.input = input;
        this.output = output;
        this.shape = shape;
        requantizer = new Requantizer(requantize);
    }

    @Override
    public final int units() {
        return shape.batch * shape.height;
    }

    @Override
    public final void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] from = input.array(arena);
        byte[] to = output.array(arena);
        for (int row = begin; row < end; row++) {
            int batch = row / shape.height;
            int y = row % shape.height;
            int at = output.offset() + row * shape.rowSize();
            for (int x = 0; x < shape.width; x++) {
                for (int channel = 0; channel < shape.channels; channel++) {
                    int accumulator = accumulate(from, batch, y, x, channel);
                    to[at++] = requantizer.apply(accumulator, channel);
                }
            }
        }
    }

    /** Returns the sum of one output code, with its bias. */
    abstract int accumulate(byte[] input, int batch, int y, int x, int channel);
}
