package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Ints;

/**
 * Padding: the output is filled with one code but for the input in its midst.
 *
 * @param input where the input is
 * @param output where the output goes
 * @param inputShape the input's dimensions, at least one
 * @param outputShape the output's dimensions
 * @param before for each dimension, the padding before the input
 * @param value the code to fill with
 */
public record PadSpec(
        Operand input,
        Operand output,
        Ints inputShape,
        Ints outputShape,
        Ints before,
        byte value) {}
