package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.arithmetic.RoundingMode;

/**
 * Sum or difference. With {@code l = mul((left - leftZeroPoint) << leftShift, left multiplier)} and
 * r likewise, the output is {@code clamp(outputZeroPoint + mul(l + r, output multiplier))}, or
 * {@code l - r}.
 *
 * @param broadcast operands and how they meet
 * @param subtract whether it is a difference
 * @param leftShift the bits that both operands are raised by first: 20
 * @param leftZeroPoint left operand's zero point
 * @param leftMultiplier left operand's multiplier, below one
 * @param leftExponent its shift, at most 0
 * @param rightZeroPoint right operand's zero point
 * @param rightMultiplier right operand's multiplier, below one
 * @param rightExponent its shift, at most 0
 * @param outputZeroPoint the output's zero point
 * @param outputMultiplier the output's multiplier
 * @param outputExponent its shift
 * @param rounding which convention
 * @param minimum the lowest output code
 * @param maximum the highest output code
 */
public record AddSpec(
        Broadcast broadcast,
        boolean subtract,
        int leftShift,
        int leftZeroPoint,
        int leftMultiplier,
        int leftExponent,
        int rightZeroPoint,
        int rightMultiplier,
        int rightExponent,
        int outputZeroPoint,
        int outputMultiplier,
        int outputExponent,
        RoundingMode rounding,
        int minimum,
        int maximum) {}
