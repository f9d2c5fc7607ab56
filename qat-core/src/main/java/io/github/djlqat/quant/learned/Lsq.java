package io.github.djlqat.quant.learned;

import io.github.djlqat.kernel.StepGradient;
import io.github.djlqat.quant.ValueQuantizer;
import io.github.djlqat.quant.ValueScheme;
import io.github.djlqat.quant.WeightQuantizer;
import io.github.djlqat.quant.WeightScheme;

/**
 * Learned step size: Esser et al. 2020, "Learned Step Size Quantization" (arXiv 1902.08153).
 *
 * <p>{@code y = s * clamp(round(x / s), -Qn, Qp)}; {@code dy/ds} is {@code round(x / s) - x / s}
 * within the range and {@code -Qn} or {@code Qp} beyond it (equation 3), times {@code 1 / sqrt(N *
 * Qp)}; {@code s} starts at {@code 2 * mean|x| / sqrt(Qp)}. Steps of values are one for the tensor.
 *
 * @param bits 2 to 8
 * @param perChannel whether weights have a step for each output channel
 */
public record Lsq(int bits, boolean perChannel) implements WeightScheme, ValueScheme {

    private static final StepRule RULE =
            new StepRule(StepSource.STEP, StepGradient.ROUNDING_ERROR, true, StepStart.MEAN);

    /** Checks the bits. */
    public Lsq {
        Bits.require("LSQ", bits);
    }

    @Override
    public WeightQuantizer create(String path) {
        return new StepWeights(path, bits, perChannel, RULE);
    }

    @Override
    public ValueQuantizer create(String name, boolean unsigned) {
        return new StepValues(name, RULE, Bits.full(bits, unsigned, RULE));
    }
}
