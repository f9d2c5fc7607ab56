package io.github.djlqat.quant.learned;

import io.github.djlqat.kernel.Rounding;
import io.github.djlqat.kernel.StepGradient;
import io.github.djlqat.quant.ValueQuantizer;
import io.github.djlqat.quant.ValueScheme;
import io.github.djlqat.quant.WeightQuantizer;
import io.github.djlqat.quant.WeightScheme;
import java.util.Objects;

/**
 * Steps that are powers of two, so that rescaling is one shift: the fixed-point format Qm.n with
 * {@code n = bits - 1 - ceil(log2 max|x|)} (one bit more without a sign).
 *
 * <p>Not learned, the step of weights follows their largest absolute value, and that of values is
 * kept from calibration; learned, both start there and go on as in {@link Lsq}, with a logarithm
 * that is rounded, straight through (Jain et al. 2020, arXiv 1903.08066). Batch norm is folded into
 * the weights before, since its factor would not be a shift. For a network that only shifts, give
 * this to all weights and all values.
 *
 * @param bits 2 to 8
 * @param perChannel whether weights have a step for each output channel
 * @param learned whether gradients change the steps
 * @param rounding of values. {@code FLOOR} drops the bits that a shift drops; in the runtime that
 *     is a bias lowered by half a step, exact where it rounds once (single rounding). It applies to
 *     what layers with weights compute; other operations round to the nearest.
 */
public record QFormat(int bits, boolean perChannel, boolean learned, Rounding rounding)
        implements WeightScheme, ValueScheme {

    /** Checks the bits. */
    public QFormat {
        Bits.require("Q format", bits);
        Objects.requireNonNull(rounding, "rounding");
    }

    private StepRule rule() {
        return new StepRule(
                StepSource.POWER_OF_TWO,
                learned ? StepGradient.ROUNDING_ERROR : StepGradient.NONE,
                true,
                StepStart.POWER_OF_TWO,
                rounding);
    }

    @Override
    public WeightQuantizer create(String path) {
        return new StepWeights(path, bits, perChannel, rule());
    }

    @Override
    public ValueQuantizer create(String name, boolean unsigned) {
        return new StepValues(name, rule(), Bits.full(bits, unsigned, rule()));
    }
}
