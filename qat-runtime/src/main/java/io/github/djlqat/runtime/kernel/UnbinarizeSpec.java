package io.github.djlqat.runtime.kernel;

/** Bits to codes: one code where a bit is clear (+1), another where it is set (-1). */
public final class UnbinarizeSpec {
    /** Where the words are: [pixels,ceil(channels/32)], as {@link BinaryConv2DSpec} has them. */
    public final Operand input;

    /** Where the codes go: [pixels,channels]. */
    public final Operand output;

    /** How many rows. */
    public final int pixels;

    /** How many codes a row. */
    public final int channels;

    /** The code of +1. */
    public final byte plus;

    /** The code of -1. */
    public final byte minus;

    /** Sets every field, in their order. */
    public UnbinarizeSpec(
            Operand input, Operand output, int pixels, int channels, byte plus, byte minus) {
        this.input = input;
        this.output = output;
        this.pixels = pixels;
        this.channels = channels;
        this.plus = plus;
        this.minus = minus;
    }
}
