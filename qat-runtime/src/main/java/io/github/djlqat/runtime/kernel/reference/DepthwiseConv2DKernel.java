package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.DepthwiseConv2DSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.kernel.Window;

/** Depthwise convolution; a unit is one output row of one image. */
final class DepthwiseConv2DKernel implements Kernel {

    private final DepthwiseConv2DSpec spec;
    private final byte[] filter;
    private final int[] bias;
    private final Requantizer requantizer;

    DepthwiseConv2DKernel(DepthwiseConv2DSpec spec) {
        this.spec = spec;
        filter = spec.filter.toArray();
        bias = spec.bias.toArray();
        requantizer = new Requantizer(spec.requantize);
    }

    @Override
    public int units() {
        return spec.outputShape.batch * spec.outputShape.height;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        Image out = spec.outputShape;
        for (int row = begin; row < end; row++) {
            int batch = row / out.height;
            int y = row % out.height;
            int to = spec.output.offset() + row * out.rowSize();
            for (int x = 0; x < out.width; x++) {
                for (int channel = 0; channel < out.channels; channel++) {
                    int accumulator = accumulate(input, batch, y, x, channel);
                    output[to++] = requantizer.apply(accumulator, channel);
                }
            }
        }
    }

    private int accumulate(byte[] input, int batch, int y, int x, int channel) {
        Image in = spec.inputShape;
        Window window = spec.window;
        int channels = spec.outputShape.channels;
        int image = spec.input.offset() + batch * in.imageSize();
        int sum = bias[channel];
        for (int ky = 0; ky < window.height; ky++) {
            int iy = y * window.strideH - window.padTop + ky * window.dilationH;
            if (iy < 0 || iy >= in.height) {
                continue;
            }
            for (int kx = 0; kx < window.width; kx++) {
                int ix = x * window.strideW - window.padLeft + kx * window.dilationW;
                if (ix < 0 || ix >= in.width) {
                    continue;
                }
                int from = image + iy * in.rowSize() + ix * in.channels;
                int code = input[from + channel / spec.depthMultiplier];
                int weight = filter[(ky * window.width + kx) * channels + channel];
                sum += (code - spec.inputZeroPoint) * (weight - spec.filterZeroPoint);
            }
        }
        return sum;
    }
}
