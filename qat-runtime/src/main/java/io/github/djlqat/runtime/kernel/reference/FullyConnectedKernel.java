package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.FullyConnectedSpec;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;

/** Fully connected layer; a unit is one output. */
final class FullyConnectedKernel implements Kernel {

    private final FullyConnectedSpec spec;
    private final byte[] filter;
    private final int[] bias;
    private final Requantizer requantizer;

    FullyConnectedKernel(FullyConnectedSpec spec) {
        this.spec = spec;
        filter = spec.filter.toArray();
        bias = spec.bias.toArray();
        requantizer = new Requantizer(spec.requantize);
    }

    @Override
    public int units() {
        return spec.rows * spec.outputSize;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        int depth = spec.inputSize;
        for (int unit = begin; unit < end; unit++) {
            int channel = unit % spec.outputSize;
            int from = spec.input.offset() + unit / spec.outputSize * depth;
            int weight = channel * depth;
            int sum = bias[channel];
            for (int i = 0; i < depth; i++) {
                sum +=
                        (input[from + i] - spec.inputZeroPoint)
                                * (filter[weight + i] - spec.filterZeroPoint);
            }
            output[spec.output.offset() + unit] = requantizer.apply(sum, channel);
        }
    }
}
