package io.github.djlqat.network.simulation;

/**
 * A real factor as {@code mantissa * 2^(shift - 31)}, and multiplication by it.
 *
 * <p>As the TFLite specification's QuantizeMultiplier and MultiplyByQuantizedMultiplier; gemmlowp's
 * fixed-point arithmetic for {@link Rounding#DOUBLE}.
 *
 * @param mantissa 0, or in [2^30, 2^31)
 * @param shift positive to the left
 */
public record Multiplier(int mantissa, int shift) {

    /** Returns the nearest multiplier; a factor below 2^-32 becomes 0. */
    public static Multiplier of(double factor) {
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

    /** Returns {@code x} times this, rounded. */
    public int multiply(long x, Rounding rounding) {
        if (rounding == Rounding.SINGLE) {
            long half = 1L << (30 - shift);
            return (int) ((x * mantissa + half) >> (31 - shift));
        }
        long shifted = (int) (x << Math.max(shift, 0));
        long high = (shifted * mantissa + (1L << 30)) >> 31;
        int right = Math.max(-shift, 0);
        long mask = (1L << right) - 1;
        long remainder = high & mask;
        long threshold = (mask >> 1) + (high < 0 ? 1 : 0);
        return (int) ((high >> right) + (remainder > threshold ? 1 : 0));
    }
}
