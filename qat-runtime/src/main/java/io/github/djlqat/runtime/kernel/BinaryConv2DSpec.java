package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Ints;
import org.jspecify.annotations.Nullable;

/**
 * A convolution of bits with bits. Bits come in words of 32, little-endian in memory, channel c
 * being bit c % 32 of word c / 32; a clear bit is +1, a set bit is -1, bits past the last channel
 * are clear. {@code dot[oc]} is the sum, over the taps inside the image and the group's channels,
 * of the products: for each tap {@code depth - 2 * bitCount(x ^ w)}. A tap outside the image is
 * skipped, or, with {@code onePadding}, sees only +1.
 *
 * <p>With {@code requantize}, the output is int8 codes: {@code requantize((clamp(dot, lowest[oc],
 * highest[oc]) << shift) + bias[oc])}. Without, it is bits again: set if and only if {@code dot <
 * limits[oc]}, in {@code ceil(OC / 32)} words a pixel, unused bits clear.
 */
public final class BinaryConv2DSpec {
    /** Where the input is; in the arena a multiple of 4 bytes from its start. */
    public final Operand input;

    /** Where the output goes; never overlaps the input. */
    public final Operand output;

    /** [N,H,W,words], counted in words of 32 bits. */
    public final Image inputShape;

    /** [N,OH,OW,OC], counted in channels whatever the output is. */
    public final Image outputShape;

    /** How the filter slides. */
    public final Window window;

    /** Divides the input's words and OC; above 1, {@code depth} is a multiple of 32. */
    public final int groups;

    /** The channels of a group: products a tap adds up. */
    public final int depth;

    /** Whether taps outside the image see +1; else they are skipped. */
    public final boolean onePadding;

    /** Words [OC,KH,KW,words/groups]. */
    public final Ints filter;

    /** From accumulator to int8; null where the output is bits. */
    public final @Nullable Requantize requantize;

    /** How far the dot product is moved left before the bias, 0 to 20. */
    public final int shift;

    /** For each output channel, in units of {@code 2^-shift}; empty where the output is bits. */
    public final Ints bias;

    /** For each output channel the least dot product kept; empty where the output is bits. */
    public final Ints lowest;

    /** For each output channel the largest dot product kept; empty where the output is bits. */
    public final Ints highest;

    /** For each output channel the least dot product that gives +1; empty where it is int8. */
    public final Ints limits;

    /** A convolution to int8 codes. */
    public BinaryConv2DSpec(
            BinaryConv2DSpec bits,
            Requantize requantize,
            int shift,
            Ints bias,
            Ints lowest,
            Ints highest) {
        input = bits.input;
        output = bits.output;
        inputShape = bits.inputShape;
        outputShape = bits.outputShape;
        window = bits.window;
        groups = bits.groups;
        depth = bits.depth;
        onePadding = bits.onePadding;
        filter = bits.filter;
        this.requantize = requantize;
        this.shift = shift;
        this.bias = bias;
        this.lowest = lowest;
        this.highest = highest;
        limits = Ints.of();
    }

    /** A convolution to bits. */
    public BinaryConv2DSpec(
            Operand input,
            Operand output,
            Image inputShape,
            Image outputShape,
            Window window,
            int groups,
            int depth,
            boolean onePadding,
            Ints filter,
            Ints limits) {
        this.input = input;
        this.output = output;
        this.inputShape = inputShape;
        this.outputShape = outputShape;
        this.window = window;
        this.groups = groups;
        this.depth = depth;
        this.onePadding = onePadding;
        this.filter = filter;
        requantize = null;
        shift = 0;
        bias = Ints.of();
        lowest = Ints.of();
        highest = Ints.of();
        this.limits = limits;
    }
}
