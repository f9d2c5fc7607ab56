package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Ints;

/**
 * How a 32-bit accumulator of channel c becomes an output code: {@code clamp(zeroPoint +
 * multiplyByQuantizedMultiplier(acc, multipliers[c], shifts[c]))}.
 *
 * @param multipliers for each output channel, at least 0; of a scale in [2^30, 2^31)
 * @param shifts for each output channel, above 0 to the left, in [-31, 30]
 * @param rounding which of the two conventions
 * @param zeroPoint the output's
 * @param minimum the lowest output code, at least -128
 * @param maximum the highest output code, at most 127
 */
public record Requantize(
        Ints multipliers,
        Ints shifts,
        RoundingMode rounding,
        int zeroPoint,
        int minimum,
        int maximum) {}
