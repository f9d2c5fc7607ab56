package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.arithmetic.FixedPoint;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.kernel.Requantize;

/** A {@link Requantize} with its lists unpacked. */
final class Requantizer {

    private final int[] multipliers;
    private final int[] shifts;
    private final RoundingMode rounding;
    private final int zeroPoint;
    private final int minimum;
    private final int maximum;

    Requantizer(Requantize requantize) {
        multipliers = requantize.multipliers.toArray();
        shifts = requantize.shifts.toArray();
        rounding = requantize.rounding;
        zeroPoint = requantize.zeroPoint;
        minimum = requantize.minimum;
        maximum = requantize.maximum;
    }

    /** Returns the output code of an accumulator of output channel {@code channel}. */
    byte apply(int accumulator, int channel) {
        int scaled =
                FixedPoint.multiplyByQuantizedMultiplier(
                        accumulator, multipliers[channel], shifts[channel], rounding);
        return (byte) FixedPoint.clamp(scaled + zeroPoint, minimum, maximum);
    }
}
