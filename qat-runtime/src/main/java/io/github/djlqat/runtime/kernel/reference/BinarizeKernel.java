package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.BinarizeSpec;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;

/** Codes to bits; a unit is one pixel. */
final class BinarizeKernel implements Kernel {

    private final BinarizeSpec spec;
    private final byte[] lowest;
    private final byte[] highest;

    BinarizeKernel(BinarizeSpec spec) {
        this.spec = spec;
        lowest = spec.lowest.toArray();
        highest = spec.highest.toArray();
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
        int to = spec.output.offset() + begin * Words.count(channels) * 4;
        for (int pixel = begin; pixel < end; pixel++) {
            int from = spec.input.offset() + pixel * channels;
            for (int first = 0; first < channels; first += 32) {
                int word = 0;
                for (int c = first; c < Math.min(first + 32, channels); c++) {
                    int code = input[from + c];
                    if (code < lowest[c] || code > highest[c]) {
                        word |= 1 << c;
                    }
                }
                Words.put(output, to, word);
                to += 4;
            }
        }
    }
}
