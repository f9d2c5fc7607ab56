package io.github.djlqat.runtime.lower;

import io.github.djlqat.runtime.arithmetic.RoundingMode;

/** A real factor as an integer and a shift: {@code multiplier * 2^(shift - 31)}. */
final class Multiplier {
    /** In [2^30, 2^31), or 0. */
    final int multiplier;

    /** In [-31, 30], above 0 to the left. */
    final int shift;

    /** Sets every field, in their order. */
    Multiplier(int multiplier, int shift) {
        this.multiplier = multiplier;
        this.shift = shift;
    }

    private static final int MAXIMUM_SHIFT = 30;

    /**
     * Returns the nearest multiplier, ties away from zero; TFLite's QuantizeMultiplier. Factors
     * below 2^-31 become 0. Factors from 2^30 on saturate where TFLite lets them, which is with
     * single rounding.
     *
     * @param factor at least 0
     * @param rounding which of TFLite's two builds to follow
     * @throws ArithmeticException if the factor is negative, not a number, or too large
     */
    static Multiplier of(double factor, RoundingMode rounding) {
        if (!(factor >= 0) || Double.isInfinite(factor)) {
            throw new ArithmeticException(
                    "ratio of scales: expected at least 0 and finite, found " + factor);
        }
        if (factor == 0) {
            return new Multiplier(0, 0);
        }
        // factor = mantissa * 2^(exponent - 52), the mantissa in [2^52, 2^53): q * 2^31 is its top.
        int exponent = Math.getExponent(factor);
        if (exponent < -100) {
            return new Multiplier(0, 0);
        }
        long mantissa = Double.doubleToLongBits(factor) & ((1L << 52) - 1) | 1L << 52;
        long fixed = (mantissa + (1L << 21)) >> 22;
        int shift = exponent + 1;
        if (fixed == 1L << 31) {
            fixed >>= 1;
            shift++;
        }
        if (shift < -31) {
            return new Multiplier(0, 0);
        }
        if (shift > MAXIMUM_SHIFT) {
            if (rounding == RoundingMode.SINGLE) {
                return new Multiplier(Integer.MAX_VALUE, MAXIMUM_SHIFT);
            }
            throw new ArithmeticException("ratio of scales: expected below 2^30, found " + factor);
        }
        return new Multiplier((int) fixed, shift);
    }

    /**
     * As {@link #of}, of a factor that must lie between 0 and 1, both excluded; TFLite's
     * QuantizeMultiplierSmallerThanOneExp.
     */
    static Multiplier ofFraction(double factor, RoundingMode rounding) {
        if (!(factor > 0 && factor < 1)) {
            throw new ArithmeticException(
                    "ratio of scales: expected above 0 and below 1, found " + factor);
        }
        return of(factor, rounding);
    }

    /** Returns the top 16 bits, rounded; TFLite's DownScaleInt32ToInt16Multiplier. */
    int top16() {
        return multiplier >= Integer.MAX_VALUE - (1 << 15)
                ? Short.MAX_VALUE
                : (multiplier + (1 << 15)) >> 16;
    }
}
