package io.github.djlqat.runtime.kernel;

/**
 * Maximum of bits over windows, taps outside the image left out: a bit is set (-1) if and only if
 * it is set in every tap, so each word is the AND of the taps' words.
 */
public final class BinaryPoolSpec {
    /** Where the input is. */
    public final Operand input;

    /** Where the output goes. */
    public final Operand output;

    /** [N,H,W,words], counted in words of 32 bits. */
    public final Image inputShape;

    /** [N,OH,OW,words]. */
    public final Image outputShape;

    /** How it slides; dilations are 1, and every window meets the image. */
    public final Window window;

    /** Sets every field, in their order. */
    public BinaryPoolSpec(
            Operand input, Operand output, Image inputShape, Image outputShape, Window window) {
        this.input = input;
        this.output = output;
        this.inputShape = inputShape;
        this.outputShape = outputShape;
        this.window = window;
    }
}
