package io.github.djlqat.examples.bench;

import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.KernelProvider;

/** The convolutions whose cost is measured over sizes. */
enum LayerKind {
    /** Each output reads 9 pixels, all channels. */
    CONVOLUTION_3X3("3x3"),
    /** Each output reads its own pixel, all channels. */
    CONVOLUTION_1X1("1x1"),
    /** Each output reads 9 pixels, its own channel. */
    DEPTHWISE_3X3("depthwise 3x3");

    private final String label;

    LayerKind(String label) {
        this.label = label;
    }

    /** Returns its name for readers. */
    String label() {
        return label;
    }

    /** Returns the multiply-accumulates, those on padding counted too. */
    long macs(int pixels, int channels) {
        long outputs = (long) pixels * pixels * channels;
        return switch (this) {
            case CONVOLUTION_3X3 -> 9 * outputs * channels;
            case CONVOLUTION_1X1 -> outputs * channels;
            case DEPTHWISE_3X3 -> 9 * outputs;
        };
    }

    /** Prepares the kernel of one size, with random weights. */
    Kernel prepare(KernelProvider kernels, Layers layers, int pixels, int channels) {
        return switch (this) {
            case CONVOLUTION_3X3 -> kernels.conv2d(layers.convolution(3, pixels, channels));
            case CONVOLUTION_1X1 -> kernels.conv2d(layers.convolution(1, pixels, channels));
            case DEPTHWISE_3X3 -> kernels.depthwiseConv2d(layers.depthwise(3, pixels, channels));
        };
    }
}
