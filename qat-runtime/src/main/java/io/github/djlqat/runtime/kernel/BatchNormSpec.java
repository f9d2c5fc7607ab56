package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Ints;

/**
 * A multiplier and an offset for each channel: {@code clamp((multipliers[c] * x + offset(c)) >>
 * shift, minimum, maximum)} in 64 bits, x being the code itself; the zero points and the rounding
 * are part of the offset.
 */
public final class BatchNormSpec {
    /** Where the input is: [pixels,channels]. */
    public final Operand input;

    /** Where the output goes. */
    public final Operand output;

    /** How many rows. */
    public final int pixels;

    /** How many codes a row. */
    public final int channels;

    /** For each channel, any sign. */
    public final Ints multipliers;

    private final long[] offsets;

    /** 0 to 62. */
    public final int shift;

    /** The lowest output code, at least -128. */
    public final int minimum;

    /** The highest output code, at most 127. */
    public final int maximum;

    /** Sets every field, in their order; offsets are at most 2^62 in magnitude. */
    public BatchNormSpec(
            Operand input,
            Operand output,
            int pixels,
            int channels,
            Ints multipliers,
            long[] offsets,
            int shift,
            int minimum,
            int maximum) {
        this.input = input;
        this.output = output;
        this.pixels = pixels;
        this.channels = channels;
        this.multipliers = multipliers;
        this.offsets = offsets.clone();
        this.shift = shift;
        this.minimum = minimum;
        this.maximum = maximum;
    }

    /** Returns a copy of the offsets, one for each channel. */
    public long[] offsets() {
        return offsets.clone();
    }
}
