package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Ints;

/** Padding: the output is filled with one code but for the input in its midst. */
public final class PadSpec {
    /** Where the input is. */
    public final Operand input;

    /** Where the output goes. */
    public final Operand output;

    /** The input's dimensions, at least one. */
    public final Ints inputShape;

    /** The output's dimensions. */
    public final Ints outputShape;

    /** For each dimension, the padding before the input. */
    public final Ints before;

    /** The code to fill with. */
    public final byte value;

    /** Sets every field, in their order. */
    public PadSpec(
            Operand input,
            Operand output,
            Ints inputShape,
            Ints outputShape,
            Ints before,
            byte value) {
        this.input = input;
        this.output = output;
        this.inputShape = inputShape;
        this.outputShape = outputShape;
        this.before = before;
        this.value = value;
    }
}
