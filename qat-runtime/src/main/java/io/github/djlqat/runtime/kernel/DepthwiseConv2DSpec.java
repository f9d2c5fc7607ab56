package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Ints;

/**
 * A depthwise convolution: output channel oc reads input channel {@code oc / depthMultiplier} only;
 * {@code acc[oc] = bias[oc] + sum over taps of (x - inputZeroPoint) * (w - filterZeroPoint)}.
 */
public final class DepthwiseConv2DSpec {
    /** Where the input is. */
    public final Operand input;

    /** Where the output goes; never overlaps the input. */
    public final Operand output;

    /** [N,H,W,IC]. */
    public final Image inputShape;

    /** [N,OH,OW,OC], OC = IC * depthMultiplier. */
    public final Image outputShape;

    /** How the filter slides. */
    public final Window window;

    /** Output channels for each input channel, at least 1. */
    public final int depthMultiplier;

    /** In [-128, 127]. */
    public final int inputZeroPoint;

    /** Codes [KH,KW,OC]. */
    public final Bytes filter;

    /** In [-128, 127]; 0 but for models that were unsigned. */
    public final int filterZeroPoint;

    /** For each output channel. */
    public final Ints bias;

    /** From accumulator to output. */
    public final Requantize requantize;

    /** Sets every field, in their order. */
    public DepthwiseConv2DSpec(
            Operand input,
            Operand output,
            Image inputShape,
            Image outputShape,
            Window window,
            int depthMultiplier,
            int inputZeroPoint,
            Bytes filter,
            int filterZeroPoint,
            Ints bias,
            Requantize requantize) {
        this.input = input;
        this.output = output;
        this.inputShape = inputShape;
        this.outputShape = outputShape;
        this.window = window;
        this.depthMultiplier = depthMultiplier;
        this.inputZeroPoint = inputZeroPoint;
        this.filter = filter;
        this.filterZeroPoint = filterZeroPoint;
        this.bias = bias;
        this.requantize = requantize;
    }
}
