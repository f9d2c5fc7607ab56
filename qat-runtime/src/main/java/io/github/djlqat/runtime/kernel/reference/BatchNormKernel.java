package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.BatchNormSpec;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;

/** A multiplier and an offset for each channel; a unit is one pixel. */
final class BatchNormKernel implements Kernel {

    private final BatchNormSpec spec;
    private final int[] multipliers;
    private final long[] offsets;

    BatchNormKernel(BatchNormSpec spec) {
        this.spec = spec;
        multipliers = spec.multipliers.toArray();
        offsets = spec.offsets();
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
            int from = spec.input.offset() + pixel * channels;
            int to = spec.output.offset() + pixel * channels;
            for (int c = 0; c < channels; c++) {
                long scaled = (long) multipliers[c] * input[from + c] + offsets[c] >> spec.shift;
                output[to + c] = (byte) Math.max(spec.minimum, Math.min(spec.maximum, scaled));
            }
        }
    }
}
