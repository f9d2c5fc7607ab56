package io.github.djlqat.network.simulation;

import ai.djl.ndarray.NDArray;
import io.github.djlqat.kernel.IntegerKernels;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Quantization;

/**
 * A real factor as {@code mantissa * 2^(shift - 31)}, as the specification's QuantizeMultiplier.
 *
 * @param mantissa 0, or in [2^30, 2^31)
 * @param shift positive to the left
 */
record Multiplier(int mantissa, int shift) {

    /** Returns the nearest multiplier; a factor below 2^-32 becomes 0. */
    static Multiplier of(double factor) {
        if (factor == 0) {
            return new Multiplier(0, 0);
        }
        int exponent = Math.getExponent(factor) + 1;
        long mantissa = Math.round(Math.scalb(factor, 31 - exponent));
        if (mantissa == 1L << 31) {
            mantissa >>= 1;
            exponent++;
        }
        return exponent < -31 ? new Multiplier(0, 0) : new Multiplier((int) mantissa, exponent);
    }

    /** Scales accumulators, int64, to codes of {@code out} within {@code range}. */
    NDArray requantize(
            NDArray accumulators, RoundingMode rounding, Quantization out, ClampRange range) {
        return IntegerKernels.requantize(
                accumulators,
                new int[] {mantissa},
                new int[] {shift},
                0,
                rounding,
                out.zeroPoint(),
                range.low(),
                range.high());
    }
}
