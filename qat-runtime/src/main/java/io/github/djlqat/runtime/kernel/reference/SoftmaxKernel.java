package io.github.djlqat.runtime.kernel.reference;

import static io.github.djlqat.runtime.arithmetic.FixedPoint.roundingDivideByPowerOfTwo;
import static io.github.djlqat.runtime.arithmetic.FixedPoint.saturatingRoundingDoublingHighMul;

import io.github.djlqat.runtime.arithmetic.FixedFunctions;
import io.github.djlqat.runtime.arithmetic.FixedPoint;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.kernel.SoftmaxSpec;

/** Softmax, as TFLite's {@code reference/softmax.h}; a unit is one row. */
final class SoftmaxKernel implements Kernel {

    private static final int DIFFERENCE_INTEGER_BITS = 5;
    private static final int SUM_INTEGER_BITS = 12;

    private final SoftmaxSpec spec;

    /** For each distance below the row's maximum, from 0 to 255, its exponential in Q0. */
    private final int[] exponentials = new int[256];

    SoftmaxKernel(SoftmaxSpec spec) {
        this.spec = spec;
        for (int distance = 0; distance < 256 && -distance >= spec.differenceMinimum; distance++) {
            int scaled =
                    FixedPoint.multiplyByQuantizedMultiplier(
                            -distance, spec.multiplier, spec.leftShift, spec.rounding);
            exponentials[distance] =
                    FixedFunctions.expOnNegativeValues(scaled, DIFFERENCE_INTEGER_BITS);
        }
    }

    @Override
    public int units() {
        return spec.rows;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        int depth = spec.depth;
        for (int row = begin; row < end; row++) {
            int from = spec.input.offset() + row * depth;
            int to = spec.output.offset() + row * depth;
            int maximum = Byte.MIN_VALUE;
            for (int i = 0; i < depth; i++) {
                maximum = Math.max(maximum, input[from + i]);
            }
            long total = 0;
            for (int i = 0; i < depth; i++) {
                int exponential = exponentials[maximum - input[from + i]];
                total += roundingDivideByPowerOfTwo(exponential, SUM_INTEGER_BITS);
            }
            int sum = (int) Math.min(total, Integer.MAX_VALUE);
            int scale = FixedFunctions.reciprocal(sum);
            int exponent = FixedFunctions.bitsOverUnit(sum, SUM_INTEGER_BITS) + 31 - 8;
            for (int i = 0; i < depth; i++) {
                int exponential = exponentials[maximum - input[from + i]];
                // A sum of 512 and more leaves nothing of any one share.
                int share =
                        exponent > 31
                                ? 0
                                : roundingDivideByPowerOfTwo(
                                        saturatingRoundingDoublingHighMul(scale, exponential),
                                        exponent);
                output[to + i] = (byte) Math.min(share - 128, 127);
            }
        }
    }
}
