package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.DepthwiseConv2DSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Window;

/** Depthwise convolution; a unit is one output row of one image. */
final class DepthwiseConv2DKernel extends PixelKernel {

    private final DepthwiseConv2DSpec spec;
    private final byte[] filter;
    private final int[] bias;

    DepthwiseConv2DKernel(DepthwiseConv2DSpec spec) {
        super(spec.input, spec.output, spec.outputShape, spec.requantize);
        this.spec = spec;
        filter = spec.filter.toArray();
        bias = spec.bias.toArray();
    }

    @Override
    int accumulate(byte[] input, int batch, int y, int x, int channel) {
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
