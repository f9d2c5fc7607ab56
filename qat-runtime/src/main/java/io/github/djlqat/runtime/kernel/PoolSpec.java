package io.github.djlqat.runtime.kernel;

/** Average or maximum over windows, taps outside the image left out. */
public final class PoolSpec {
    /** Where the input is. */
    public final Operand input;

    /** Where the output goes. */
    public final Operand output;

    /** [N,H,W,C]. */
    public final Image inputShape;

    /** [N,OH,OW,C]. */
    public final Image outputShape;

    /** How it slides; dilations are 1. */
    public final Window window;

    /**
     * Whether the codes were unsigned in the model: an average then rounds halves up, where a
     * signed one rounds them away from code 0.
     */
    public final boolean unsigned;

    /** The lowest output code. */
    public final int minimum;

    /** The highest output code. */
    public final int maximum;

    /** Sets every field, in their order. */
    public PoolSpec(
            Operand input,
            Operand output,
            Image inputShape,
            Image outputShape,
            Window window,
            boolean unsigned,
            int minimum,
            int maximum) {
        this.input = input;
        this.output = output;
        this.inputShape = inputShape;
        this.outputShape = outputShape;
        this.window = window;
        this.unsigned = unsigned;
        this.minimum = minimum;
        this.maximum = maximum;
    }
}
