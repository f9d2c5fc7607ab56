package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.arithmetic.RoundingMode;

/** Softmax of each row, output scale 1/256 and zero point -128. */
public final class SoftmaxSpec {
    /** Where the input is: [rows,depth]. */
    public final Operand input;

    /** Where the output goes. */
    public final Operand output;

    /** How many. */
    public final int rows;

    /** How many classes. */
    public final int depth;

    /** Of {@code beta * input scale} in Q5.26. */
    public final int multiplier;

    /** Its shift, at least 0. */
    public final int leftShift;

    /** Which convention. */
    public final RoundingMode rounding;

    /** Differences to the row's maximum below this count as 0; at most 0. */
    public final int differenceMinimum;

    /** Sets every field, in their order. */
    public SoftmaxSpec(
            Operand input,
            Operand output,
            int rows,
            int depth,
            int multiplier,
            int leftShift,
            RoundingMode rounding,
            int differenceMinimum) {
        this.input = input;
        this.output = output;
        this.rows = rows;
        this.depth = depth;
        this.multiplier = multiplier;
        this.leftShift = leftShift;
        this.rounding = rounding;
        this.differenceMinimum = differenceMinimum;
    }
}
