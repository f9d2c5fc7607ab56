package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.arithmetic.RoundingMode;

/**
 * Softmax of each row, output scale 1/256 and zero point -128.
 *
 * @param input where the input is: [rows,depth]
 * @param output where the output goes
 * @param rows how many
 * @param depth how many classes
 * @param multiplier of {@code beta * input scale} in Q5.26
 * @param leftShift its shift, at least 0
 * @param rounding which convention
 * @param differenceMinimum differences to the row's maximum below this count as 0; at most 0
 */
public record SoftmaxSpec(
        Operand input,
        Operand output,
        int rows,
        int depth,
        int multiplier,
        int leftShift,
        RoundingMode rounding,
        int differenceMinimum) {}
