package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Ints;

/**
 * Mean over some axes: for each output, {@code requantize(sum of (x - inputZeroPoint))}, the count
 * being part of the multiplier.
 *
 * @param input where the input is
 * @param output where the output goes
 * @param keptShape the dimensions that stay, outermost first; may be empty
 * @param keptStrides their steps in the input
 * @param reducedShape the dimensions summed over; may be empty
 * @param reducedStrides their steps in the input
 * @param inputZeroPoint the input's zero point
 * @param requantize one multiplier and shift
 */
public record MeanSpec(
        Operand input,
        Operand output,
        Ints keptShape,
        Ints keptStrides,
        Ints reducedShape,
        Ints reducedStrides,
        int inputZeroPoint,
        Requantize requantize) {}
