package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Ints;

/**
 * Mean over some axes: for each output, {@code requantize(sum of (x - inputZeroPoint))}, the count
 * being part of the multiplier.
 */
public final class MeanSpec {
    /** Where the input is. */
    public final Operand input;

    /** Where the output goes. */
    public final Operand output;

    /** The dimensions that stay, outermost first; may be empty. */
    public final Ints keptShape;

    /** Their steps in the input. */
    public final Ints keptStrides;

    /** The dimensions summed over; may be empty. */
    public final Ints reducedShape;

    /** Their steps in the input. */
    public final Ints reducedStrides;

    /** The input's zero point. */
    public final int inputZeroPoint;

    /** One multiplier and shift. */
    public final Requantize requantize;

    /** Sets every field, in their order. */
    public MeanSpec(
            Operand input,
            Operand output,
            Ints keptShape,
            Ints keptStrides,
            Ints reducedShape,
            Ints reducedStrides,
            int inputZeroPoint,
            Requantize requantize) {
        this.input = input;
        this.output = output;
        this.keptShape = keptShape;
        this.keptStrides = keptStrides;
        this.reducedShape = reducedShape;
        this.reducedStrides = reducedStrides;
        this.inputZeroPoint = inputZeroPoint;
        this.requantize = requantize;
    }
}
