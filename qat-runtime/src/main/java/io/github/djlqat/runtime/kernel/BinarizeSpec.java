package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Bytes;

/**
 * Codes to bits: channel c's bit is clear (+1) if and only if {@code lowest[c] <= x <= highest[c]}.
 * Output words as {@link BinaryConv2DSpec} has them, unused bits clear.
 */
public final class BinarizeSpec {
    /** Where the codes are: [pixels,channels]. */
    public final Operand input;

    /** Where the words go: [pixels,ceil(channels/32)], 4 bytes each, little-endian. */
    public final Operand output;

    /** How many rows. */
    public final int pixels;

    /** How many codes a row. */
    public final int channels;

    /** For each channel; above {@code highest} where no code gives +1. */
    public final Bytes lowest;

    /** For each channel. */
    public final Bytes highest;

    /** Sets every field, in their order. */
    public BinarizeSpec(
            Operand input, Operand output, int pixels, int channels, Bytes lowest, Bytes highest) {
        this.input = input;
        this.output = output;
        this.pixels = pixels;
        this.channels = channels;
        this.lowest = lowest;
        this.highest = highest;
    }
}
