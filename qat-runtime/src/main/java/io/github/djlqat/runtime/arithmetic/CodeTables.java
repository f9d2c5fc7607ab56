package io.github.djlqat.runtime.arithmetic;

import static io.github.djlqat.runtime.arithmetic.FixedPoint.clamp;
import static io.github.djlqat.runtime.arithmetic.FixedPoint.multiplyByQuantizedMultiplier;
import static io.github.djlqat.runtime.arithmetic.FixedPoint.roundingDivideByPowerOfTwo;

import java.util.function.IntUnaryOperator;

/**
 * Functions of one signed 8-bit code as tables of all 256 results, entry {@code code + 128}, each
 * filled by the arithmetic of TFLite's reference kernel. A code is what it stands for less nothing:
 * zero points are those of signed codes.
 */
public final class CodeTables {

    private static final int LOWEST = -128;
    private static final int HIGHEST = 127;

    private CodeTables() {}

    /** Returns the table of {@code function}, whose results are cut to 8 bits. */
    private static byte[] fill(IntUnaryOperator function) {
        byte[] table = new byte[256];
        for (int code = LOWEST; code <= HIGHEST; code++) {
            table[code - LOWEST] = (byte) clamp(function.applyAsInt(code), LOWEST, HIGHEST);
        }
        return table;
    }

    /**
     * Requantization with a clamp: QUANTIZE between 8-bit types, RELU, RELU6.
     *
     * @param inputZeroPoint of the input
     * @param multiplier of input scale over output scale
     * @param shift of the same
     * @param rounding which convention
     * @param outputZeroPoint of the output
     * @param minimum lowest output code
     * @param maximum highest output code
     */
    public static byte[] requantize(
            int inputZeroPoint,
            int multiplier,
            int shift,
            RoundingMode rounding,
            int outputZeroPoint,
            int minimum,
            int maximum) {
        return fill(
                code ->
                        clamp(
                                outputZeroPoint
                                        + multiplyByQuantizedMultiplier(
                                                code - inputZeroPoint, multiplier, shift, rounding),
                                minimum,
                                maximum));
    }

    /**
     * LEAKY_RELU.
     *
     * @param inputZeroPoint of the input
     * @param identityMultiplier of input scale over output scale, for codes from the zero point on
     * @param identityShift of the same
     * @param alphaMultiplier of the same times alpha's magnitude, for codes below the zero point
     * @param alphaShift of the same
     * @param alphaNegative whether alpha is below 0
     * @param rounding which convention
     * @param outputZeroPoint of the output
     */
    public static byte[] leakyRelu(
            int inputZeroPoint,
            int identityMultiplier,
            int identityShift,
            int alphaMultiplier,
            int alphaShift,
            boolean alphaNegative,
            RoundingMode rounding,
            int outputZeroPoint) {
        return fill(
                code -> {
                    int value = code - inputZeroPoint;
                    if (value >= 0) {
                        return outputZeroPoint
                                + multiplyByQuantizedMultiplier(
                                        value, identityMultiplier, identityShift, rounding);
                    }
                    int scaled =
                            multiplyByQuantizedMultiplier(
                                    value, alphaMultiplier, alphaShift, rounding);
                    return outputZeroPoint + (alphaNegative ? -scaled : scaled);
                });
    }

    /**
     * LOGISTIC, output scale 1/256 and zero point -128.
     *
     * @param inputZeroPoint of the input
     * @param radius from this distance to the zero point on the result saturates
     * @param multiplier of the input scale in Q4.27
     * @param shift of the same
     * @param rounding which convention
     */
    public static byte[] logistic(
            int inputZeroPoint, int radius, int multiplier, int shift, RoundingMode rounding) {
        return fill(
                code -> {
                    int value = code - inputZeroPoint;
                    if (value <= -radius) {
                        return LOWEST;
                    }
                    if (value >= radius) {
                        return HIGHEST;
                    }
                    int inQ4 = multiplyByQuantizedMultiplier(value, multiplier, shift, rounding);
                    return roundingDivideByPowerOfTwo(FixedFunctions.logistic(inQ4, 4), 23) - 128;
                });
    }

    /**
     * TANH, output scale 1/128 and zero point 0.
     *
     * @param inputZeroPoint of the input
     * @param radius from this distance to the zero point on the result saturates
     * @param multiplier of the input scale in Q4.27
     * @param shift of the same
     * @param rounding which convention
     */
    public static byte[] tanh(
            int inputZeroPoint, int radius, int multiplier, int shift, RoundingMode rounding) {
        return fill(
                code -> {
                    int value = code - inputZeroPoint;
                    if (value <= -radius) {
                        return LOWEST;
                    }
                    if (value >= radius) {
                        return HIGHEST;
                    }
                    int inQ4 = multiplyByQuantizedMultiplier(value, multiplier, shift, rounding);
                    return roundingDivideByPowerOfTwo(FixedFunctions.tanh(inQ4, 4), 24);
                });
    }

    /**
     * HARD_SWISH in 16-bit fixed point; TFLite's {@code reference/hard_swish.h}.
     *
     * @param inputZeroPoint of the input
     * @param outputZeroPoint of the output
     * @param outputMultiplier 16 bits, of input scale / 128 over output scale
     * @param outputExponent of the same, in [-31, 0]
     * @param reluishMultiplier 16 bits, of input scale / 128 over 3 / 32768
     * @param reluishExponent of the same, in [-31, 30]
     */
    public static byte[] hardSwish(
            int inputZeroPoint,
            int outputZeroPoint,
            int outputMultiplier,
            int outputExponent,
            int reluishMultiplier,
            int reluishExponent) {
        return fill(
                code -> {
                    int highResolution = (code - inputZeroPoint) << 7;
                    int preshift = highMul16(highResolution, outputMultiplier);
                    // relu6(x + 3) / 6 as a factor in [0, 1]: x on a scale where 3 is 2^15.
                    int reluish = highResolution;
                    if (reluishExponent > 0) {
                        reluish = saturate16((long) reluish << (reluishExponent - 1));
                    }
                    reluish = highMul16(reluish, reluishMultiplier);
                    if (reluishExponent > 0) {
                        reluish = saturate16((long) reluish << 1);
                    } else if (reluishExponent < 0) {
                        reluish = roundingDivideByPowerOfTwo(reluish, -reluishExponent);
                    }
                    int factor = (reluish + (1 << 15)) >> 1;
                    // Towards zero here, on purpose, which cancels the bias of the roundings above.
                    int product = factor * preshift / (1 << 15);
                    return outputZeroPoint + roundingDivideByPowerOfTwo(product, -outputExponent);
                });
    }

    /** 16-bit SaturatingRoundingDoublingHighMul; the factors here never are both -2^15. */
    private static int highMul16(int a, int b) {
        return (a * b + (1 << 14)) >> 15;
    }

    private static int saturate16(long x) {
        return (int) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, x));
    }
}
