package io.github.djlqat.runtime.kernel.reference;

import static io.github.djlqat.runtime.arithmetic.FixedPoint.multiplyByQuantizedMultiplier;

import io.github.djlqat.runtime.arithmetic.FixedPoint;
import io.github.djlqat.runtime.kernel.AddSpec;

/** Sum or difference. */
final class AddKernel extends BroadcastKernel {

    private final AddSpec spec;

    /** Each code of an operand, shifted and scaled; entry code + 128. */
    private final int[] scaledLeft;

    private final int[] scaledRight;

    AddKernel(AddSpec spec) {
        super(spec.broadcast);
        this.spec = spec;
        scaledLeft = scaled(spec.leftZeroPoint, spec.leftMultiplier, spec.leftExponent);
        scaledRight = scaled(spec.rightZeroPoint, spec.rightMultiplier, spec.rightExponent);
    }

    private int[] scaled(int zeroPoint, int multiplier, int exponent) {
        int[] table = new int[256];
        for (int code = -128; code < 128; code++) {
            table[code + 128] =
                    multiplyByQuantizedMultiplier(
                            (code - zeroPoint) << spec.leftShift,
                            multiplier,
                            exponent,
                            spec.rounding);
        }
        return table;
    }

    @Override
    byte apply(byte left, byte right) {
        int l = scaledLeft[left + 128];
        int r = scaledRight[right + 128];
        int output =
                multiplyByQuantizedMultiplier(
                        spec.subtract ? l - r : l + r,
                        spec.outputMultiplier,
                        spec.outputExponent,
                        spec.rounding);
        return (byte) FixedPoint.clamp(output + spec.outputZeroPoint, spec.minimum, spec.maximum);
    }
}
