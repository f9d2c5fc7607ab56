package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Ints;

/**
 * How a 32-bit accumulator of channel c becomes an output code: {@code clamp(zeroPoint +
 * multiplyByQuantizedMultiplier(acc, multipliers[c], shifts[c]))}.
 */
public final class Requantize {
    /** For each output channel, at least 0; of a scale in [2^30, 2^31). */
    public final Ints multipliers;

    /** For each output channel, above 0 to the left, in [-31, 30]. */
    public final Ints shifts;

    /** Which of the two conventions. */
    public final RoundingMode rounding;

    /** The output's. */
    public final int zeroPoint;

    /** The lowest output code, at least -128. */
    public final int minimum;

    /** The highest output code, at most 127. */
    public final int maximum;

    /** Sets every field, in their order. */
    public Requantize(
            Ints multipliers,
            Ints shifts,
            RoundingMode rounding,
            int zeroPoint,
            int minimum,
            int maximum) {
        this.multipliers = multipliers;
        this.shifts = shifts;
        this.rounding = rounding;
        this.zeroPoint = zeroPoint;
        this.minimum = minimum;
        this.maximum = maximum;
    }
}
