package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Ints;

/**
 * A convolution: {@code acc[oc] = bias[oc] + sum over taps and ic of (x - inputZeroPoint) * (w -
 * filterZeroPoint)}.
 *
 * <p>With groups, output channel oc reads input channels from {@code (oc / (OC / groups)) * (IC /
 * groups)} on, {@code IC / groups} of them.
 */
public final class Conv2DSpec {
    /** Where the input is. */
    public final Operand input;

    /** Where the output goes; never overlaps the input. */
    public final Operand output;

    /** [N,H,W,IC]. */
    public final Image inputShape;

    /** [N,OH,OW,OC]. */
    public final Image outputShape;

    /** How the filter slides. */
    public final Window window;

    /** Divides IC and OC. */
    public final int groups;

    /** In [-128, 127]. */
    public final int inputZeroPoint;

    /** Codes [OC,KH,KW,IC/groups]. */
    public final Bytes filter;

    /** In [-128, 127]; 0 but for models that were unsigned. */
    public final int filterZeroPoint;

    /** For each output channel. */
    public final Ints bias;

    /** From accumulator to output. */
    public final Requantize requantize;

    /** Sets every field, in their order. */
    public Conv2DSpec(
            Operand input,
            Operand output,
            Image inputShape,
            Image outputShape,
            Window window,
            int groups,
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
        this.groups = groups;
        this.inputZeroPoint = inputZeroPoint;
        this.filter = filter;
        this.filterZeroPoint = filterZeroPoint;
        this.bias = bias;
        this.requantize = requantize;
    }
}
