package io.github.djlqat.quant.learned;

import io.github.djlqat.kernel.StepGradient;
import io.github.djlqat.quant.ValueQuantizer;
import io.github.djlqat.quant.ValueScheme;
import io.github.djlqat.quant.WeightQuantizer;
import io.github.djlqat.quant.WeightScheme;

/**
 * Learned step and offset: Bhalgat et al. 2020, "LSQ+: Improving low-bit quantization through
 * learnable offsets and better initialization" (arXiv 2004.09576).
 *
 * <p>Values that can be negative have a learned offset (equations 5 and 6), in whole steps, so that
 * the zero point is an integer; the others start at 0 as they are. Both steps start from the least
 * squared error. Weights have a step only, started from three deviations.
 *
 * @param bits 2 to 8
 * @param perChannel whether weights have a step for each output channel
 */
public record LsqPlus(int bits, boolean perChannel) implements WeightScheme, ValueScheme {

    private static final StepRule WEIGHT = rule(StepStart.THREE_SIGMA);
    private static final StepRule VALUE = rule(StepStart.LEAST_SQUARES);

    /** Checks the bits. */
    public LsqPlus {
        Bits.require("LSQ+", bits);
    }

    private static StepRule rule(StepStart start) {
        return new StepRule(StepSource.STEP, StepGradient.ROUNDING_ERROR, true, start);
    }

    @Override
    public WeightQuantizer create(String path) {
        return new StepWeights(path, bits, perChannel, WEIGHT);
    }

    @Override
    public ValueQuantizer create(String name, boolean unsigned) {
        return unsigned
                ? new StepValues(name, VALUE, Bits.full(bits, true, VALUE))
                : new OffsetValues(name, bits, VALUE);
    }
}
