package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.kernel.CodedConv2DSpec;
import io.github.djlqat.runtime.kernel.Conv2DSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Window;

/**
 * Convolution that reads its weights from their stream of bits; a unit is one output row of one
 * image. Weights of {k, -k} are added and subtracted, and k multiplies the sum.
 */
final class CodedConv2DKernel extends PixelKernel {

    private final Conv2DSpec spec;
    private final Coding coding;
    private final Bytes stream;
    private final boolean binary;

    private final byte[] table;

    private final int[] bias;

    CodedConv2DKernel(CodedConv2DSpec coded) {
        this(coded.convolution, coded.coding);
    }

    private CodedConv2DKernel(Conv2DSpec spec, Coding coding) {
        super(spec.input, spec.output, spec.outputShape, spec.requantize);
        this.spec = spec;
        this.coding = coding;
        stream = spec.filter;
        binary = coding.isBinary();
        table = coding.table().toArray();
        bias = spec.bias.toArray();
    }

    @Override
    int accumulate(byte[] input, int batch, int y, int x, int channel) {
        int sum = sum(input, batch, y, x, channel);
        return bias[channel] + (binary ? sum * table[0] : sum);
    }

    /** Returns the sum of products, over k if the weights are binary. */
    private int sum(byte[] input, int batch, int y, int x, int channel) {
        Image in = spec.inputShape;
        Window window = spec.window;
        int depth = in.channels / spec.groups;
        int group = channel / (spec.outputShape.channels / spec.groups);
        int image = spec.input.offset() + batch * in.imageSize() + group * depth;
        long weight = (long) channel * window.taps() * depth;
        int sum = 0;
        for (int ky = 0; ky < window.height; ky++) {
            int iy = y * window.strideH - window.padTop + ky * window.dilationH;
            for (int kx = 0; kx < window.width; kx++, weight += depth) {
                int ix = x * window.strideW - window.padLeft + kx * window.dilationW;
                if (iy >= 0 && iy < in.height && ix >= 0 && ix < in.width) {
                    int from = image + iy * in.rowSize() + ix * in.channels;
                    sum +=
                            binary
                                    ? difference(input, from, weight, depth)
                                    : products(input, from, weight, depth);
                }
            }
        }
        return sum;
    }

    private int products(byte[] input, int from, long weight, int depth) {
        int sum = 0;
        for (int i = 0; i < depth; i++) {
            int value = table[coding.index(stream, weight + i)];
            sum += (input[from + i] - spec.inputZeroPoint) * value;
        }
        return sum;
    }

    /** Returns the inputs whose weights are +k less those whose weights are -k. */
    private int difference(byte[] input, int from, long weight, int depth) {
        int sum = 0;
        for (int i = 0; i < depth; i++) {
            int value = input[from + i] - spec.inputZeroPoint;
            boolean minus = coding.index(stream, weight + i) != 0;
            sum = minus ? sum - value : sum + value;
        }
        return sum;
    }
}
