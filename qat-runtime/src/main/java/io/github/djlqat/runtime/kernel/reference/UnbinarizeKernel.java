package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.kernel.UnbinarizeSpec;

/** Bits to codes; a unit is one pixel. */
final class UnbinarizeKernel implements Kernel {

    private final UnbinarizeSpec spec;

    UnbinarizeKernel(UnbinarizeSpec spec) {
        this.spec = spec;
    }

    @Override
    public int units() {
        return spec.pixels;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        int channels = spec.channels;
        for (int pixel = begin; pixel < end; pixel++) {
            int from = spec.input.offset() + pixel * Words.count(channels) * 4;
            int to = spec.output.offset() + pixel * channels;
            for (int c = 0; c < channels; c++) {
                boolean set = (input[from + c / 8] >> c % 8 & 1) != 0;
                output[to + c] = set ? spec.minus : spec.plus;
            }
        }
    }
}
