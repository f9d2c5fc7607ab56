package io.github.djlqat.runtime.arithmetic;

/**
 * The primitive operations of gemmlowp's and TFLite's fixed point: multiplications that keep the
 * high half, roundings, saturations. Names follow gemmlowp ({@code fixedpoint.h}) and TFLite
 * ({@code kernels/internal/common.h}).
 */
public final class FixedPoint {

    private FixedPoint() {}

    /**
     * Returns {@code (2 * a * b) / 2^32} rounded to nearest, ties up; gemmlowp's
     * SaturatingRoundingDoublingHighMul. The one product that does not fit, that of twice {@link
     * Integer#MIN_VALUE}, saturates.
     */
    public static int saturatingRoundingDoublingHighMul(int a, int b) {
        if (a == Integer.MIN_VALUE && b == Integer.MIN_VALUE) {
            return Integer.MAX_VALUE;
        }
        return (int) (((long) a * b + (1L << 30)) >> 31);
    }

    /**
     * Returns {@code x / 2^exponent} rounded to nearest, ties away from zero; gemmlowp's
     * RoundingDivideByPOT.
     *
     * @param x any
     * @param exponent in [0, 31]
     */
    public static int roundingDivideByPowerOfTwo(int x, int exponent) {
        int mask = (int) ((1L << exponent) - 1);
        int remainder = x & mask;
        int threshold = (mask >> 1) + (x < 0 ? 1 : 0);
        return (x >> exponent) + (remainder > threshold ? 1 : 0);
    }

    /** Returns {@code x * 2^exponent}, saturated; exponent in [0, 30]. */
    public static int saturatingShiftLeft(int x, int exponent) {
        long wide = (long) x << exponent;
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, wide));
    }

    /**
     * Returns {@code x * multiplier * 2^(shift - 31)} rounded: TFLite's
     * MultiplyByQuantizedMultiplier.
     *
     * @param x the number to scale; what {@code x << shift} loses is lost, as it is there
     * @param multiplier at least 0
     * @param shift in [-31, 30], above 0 to the left
     * @param rounding which of the two conventions
     */
    public static int multiplyByQuantizedMultiplier(
            int x, int multiplier, int shift, RoundingMode rounding) {
        return rounding == RoundingMode.DOUBLE
                ? multiplyRoundingTwice(x, multiplier, shift)
                : multiplyRoundingOnce(x, multiplier, shift);
    }

    /** {@link #multiplyByQuantizedMultiplier} with {@link RoundingMode#DOUBLE}. */
    public static int multiplyRoundingTwice(int x, int multiplier, int shift) {
        int left = Math.max(shift, 0);
        int right = Math.max(-shift, 0);
        return roundingDivideByPowerOfTwo(
                saturatingRoundingDoublingHighMul(x << left, multiplier), right);
    }

    /** {@link #multiplyByQuantizedMultiplier} with {@link RoundingMode#SINGLE}. */
    public static int multiplyRoundingOnce(int x, int multiplier, int shift) {
        int total = 31 - shift;
        return (int) (((long) x * multiplier + (1L << (total - 1))) >> total);
    }

    /** Returns {@code (a + b) / 2} rounded away from zero; gemmlowp's RoundingHalfSum. */
    public static int roundingHalfSum(int a, int b) {
        long sum = (long) a + b;
        return (int) ((sum + (sum >= 0 ? 1 : -1)) / 2);
    }

    /** Returns {@code x} moved into {@code [minimum, maximum]}. */
    public static int clamp(int x, int minimum, int maximum) {
        return Math.min(Math.max(x, minimum), maximum);
    }
}
