package io.github.djlqat.runtime;

import io.github.djlqat.runtime.graph.Shape;

/**
 * What one operator of a loaded model costs.
 *
 * @param index in the graph
 * @param name TFLite's, such as {@code CONV_2D}
 * @param outputShape of the tensor it writes
 * @param multiplyAccumulates of one run, taps on padding counted; 0 but for convolutions and fully
 *     connected layers
 * @param weightBytes bytes of the constants it reads, coded ones packed as they are
 * @param weightBits bits of a weight: 8, the coding's, or 1 of a convolution of bits; 0 without any
 */
public record OperatorInfo(
        int index,
        String name,
        Shape outputShape,
        long multiplyAccumulates,
        long weightBytes,
        int weightBits) {}
