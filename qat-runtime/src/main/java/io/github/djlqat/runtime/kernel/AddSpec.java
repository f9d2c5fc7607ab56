package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.arithmetic.RoundingMode;

/**
 * Sum or difference. With {@code l = mul((left - leftZeroPoint) << leftShift, left multiplier)} and
 * r likewise, the output is {@code clamp(outputZeroPoint + mul(l + r, output multiplier))}, or
 * {@code l - r}.
 */
public final class AddSpec {
    /** Operands and how they meet. */
    public final Broadcast broadcast;

    /** Whether it is a difference. */
    public final boolean subtract;

    /** The bits that both operands are raised by first: 20. */
    public final int leftShift;

    /** Left operand's zero point. */
    public final int leftZeroPoint;

    /** Left operand's multiplier, below one. */
    public final int leftMultiplier;

    /** Its shift, at most 0. */
    public final int leftExponent;

    /** Right operand's zero point. */
    public final int rightZeroPoint;

    /** Right operand's multiplier, below one. */
    public final int rightMultiplier;

    /** Its shift, at most 0. */
    public final int rightExponent;

    /** The output's zero point. */
    public final int outputZeroPoint;

    /** The output's multiplier. */
    public final int outputMultiplier;

    /** Its shift. */
    public final int outputExponent;

    /** Which convention. */
    public final RoundingMode rounding;

    /** The lowest output code. */
    public final int minimum;

    /** The highest output code. */
    public final int maximum;

    /** Sets every field, in their order. */
    public AddSpec(
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
            int maximum) {
        this.broadcast = broadcast;
        this.subtract = subtract;
        this.leftShift = leftShift;
        this.leftZeroPoint = leftZeroPoint;
        this.leftMultiplier = leftMultiplier;
        this.leftExponent = leftExponent;
        this.rightZeroPoint = rightZeroPoint;
        this.rightMultiplier = rightMultiplier;
        this.rightExponent = rightExponent;
        this.outputZeroPoint = outputZeroPoint;
        this.outputMultiplier = outputMultiplier;
        this.outputExponent = outputExponent;
        this.rounding = rounding;
        this.minimum = minimum;
        this.maximum = maximum;
    }
}
