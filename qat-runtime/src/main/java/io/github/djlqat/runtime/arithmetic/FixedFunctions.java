package io.github.djlqat.runtime.arithmetic;

import static io.github.djlqat.runtime.arithmetic.FixedPoint.roundingDivideByPowerOfTwo;
import static io.github.djlqat.runtime.arithmetic.FixedPoint.roundingHalfSum;
import static io.github.djlqat.runtime.arithmetic.FixedPoint.saturatingRoundingDoublingHighMul;
import static io.github.djlqat.runtime.arithmetic.FixedPoint.saturatingShiftLeft;

/**
 * Exponential, logistic function, hyperbolic tangent and reciprocal in 32-bit fixed point, bit for
 * bit as gemmlowp's {@code fixedpoint.h} computes them. A number "in Qn" has n integer bits and
 * {@code 31 - n} fractional ones; its one is {@code 2^(31 - n)}, in Q0 {@link Integer#MAX_VALUE}.
 */
public final class FixedFunctions {

    /** One in Q0, short of 2^-31. */
    public static final int ONE_Q0 = Integer.MAX_VALUE;

    private static final int ONE_Q2 = 1 << 29;
    private static final int EXP_OF_MINUS_EIGHTH_Q0 = 1895147668;
    private static final int THIRD_Q0 = 715827883;
    private static final int NEWTON_48_OVER_17_Q2 = 1515870810;
    private static final int NEWTON_MINUS_32_OVER_17_Q2 = -1010580540;

    /** exp(-2^e) in Q0 for e from -2 to 4. */
    private static final int[] EXP_OF_MINUS_POWERS_Q0 = {
        1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242
    };

    private FixedFunctions() {}

    /**
     * Returns exp(a) in Q0.
     *
     * @param a at most 0, with {@code integerBits} integer bits
     * @param integerBits in [0, 5]
     */
    public static int expOnNegativeValues(int a, int integerBits) {
        if (a == 0) {
            return ONE_Q0;
        }
        int fractionalBits = 31 - integerBits;
        int quarter = 1 << (fractionalBits - 2);
        // Split a into a part in [-1/4, 0), for the polynomial, and whole quarters, for the table.
        int part = (a & (quarter - 1)) - quarter;
        int result = expBetweenMinusQuarterAndZero(saturatingShiftLeft(part, integerBits));
        int remainder = part - a;
        for (int i = 0; i < EXP_OF_MINUS_POWERS_Q0.length; i++) {
            int exponent = i - 2;
            if (integerBits > exponent && (remainder & (1 << (fractionalBits + exponent))) != 0) {
                result = saturatingRoundingDoublingHighMul(result, EXP_OF_MINUS_POWERS_Q0[i]);
            }
        }
        return result;
    }

    /** Taylor's polynomial of degree 4 around -1/8; argument and result in Q0. */
    private static int expBetweenMinusQuarterAndZero(int a) {
        int x = a + (1 << 28);
        int x2 = saturatingRoundingDoublingHighMul(x, x);
        int x3 = saturatingRoundingDoublingHighMul(x2, x);
        int x4 = saturatingRoundingDoublingHighMul(x2, x2);
        int x4Over4 = roundingDivideByPowerOfTwo(x4, 2);
        int tail =
                roundingDivideByPowerOfTwo(
                        saturatingRoundingDoublingHighMul(x4Over4 + x3, THIRD_Q0) + x2, 1);
        return EXP_OF_MINUS_EIGHTH_Q0
                + saturatingRoundingDoublingHighMul(EXP_OF_MINUS_EIGHTH_Q0, x + tail);
    }

    /** Returns an approximation of {@code 2 / (1 + a)} in Q2 by three steps of Newton's. */
    private static int twoOverOnePlus(int a) {
        int halfDenominator = roundingHalfSum(a, ONE_Q0);
        int x =
                NEWTON_48_OVER_17_Q2
                        + saturatingRoundingDoublingHighMul(
                                halfDenominator, NEWTON_MINUS_32_OVER_17_Q2);
        for (int i = 0; i < 3; i++) {
            int error = ONE_Q2 - saturatingRoundingDoublingHighMul(halfDenominator, x);
            x += saturatingShiftLeft(saturatingRoundingDoublingHighMul(x, error), 2);
        }
        return x;
    }

    /** Returns {@code 1 / (1 + a)} in Q0 for a in [0, 1], in Q0. */
    public static int oneOverOnePlus(int a) {
        return saturatingShiftLeft(twoOverOnePlus(a), 1);
    }

    /** Returns {@code (1 - a) / (1 + a)} in Q0 for a in [0, 1], in Q0. */
    public static int oneMinusOverOnePlus(int a) {
        return saturatingShiftLeft(twoOverOnePlus(a) - ONE_Q2, 2);
    }

    /**
     * Returns {@code 1 / (1 + exp(-a))} in Q0.
     *
     * @param a any, with {@code integerBits} integer bits
     * @param integerBits in [0, 5]
     */
    public static int logistic(int a, int integerBits) {
        if (a == 0) {
            return 1 << 30;
        }
        int positive = oneOverOnePlus(expOnNegativeValues(a > 0 ? -a : a, integerBits));
        return a > 0 ? positive : ONE_Q0 - positive;
    }

    /**
     * Returns tanh(a) in Q0.
     *
     * @param a any, with {@code integerBits} integer bits
     * @param integerBits in [0, 4]
     */
    public static int tanh(int a, int integerBits) {
        if (a == 0) {
            return 0;
        }
        // exp(2a): the same bits read with one integer bit more.
        int magnitude = oneMinusOverOnePlus(expOnNegativeValues(a > 0 ? -a : a, integerBits + 1));
        return a > 0 ? magnitude : -magnitude;
    }

    /**
     * Returns the mantissa of {@code 1 / x} in Q0: {@code 1 / (x / 2^n)} where {@code x / 2^n} lies
     * in [1, 2) and n is {@link #bitsOverUnit}.
     */
    public static int reciprocal(int x) {
        int headroomPlusOne = Integer.numberOfLeadingZeros(x);
        return oneOverOnePlus((x << headroomPlusOne) - Integer.MIN_VALUE);
    }

    /** Returns how many bits x, with {@code integerBits} integer bits, has left of its one. */
    public static int bitsOverUnit(int x, int integerBits) {
        return integerBits - Integer.numberOfLeadingZeros(x);
    }
}
