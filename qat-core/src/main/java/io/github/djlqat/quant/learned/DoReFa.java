package io.github.djlqat.quant.learned;

import io.github.djlqat.kernel.StepGradient;
import io.github.djlqat.quant.ValueQuantizer;
import io.github.djlqat.quant.ValueScheme;
import io.github.djlqat.quant.WeightQuantizer;
import io.github.djlqat.quant.WeightScheme;
import io.github.djlqat.quant.discrete.DoReFaWeightQuantizer;

/**
 * Fixed ranges: Zhou et al. 2016, "DoReFa-Net: Training Low Bitwidth Convolutional Neural Networks
 * with Low Bitwidth Gradients" (arXiv 1606.06160), equations 9 and 11.
 *
 * <p>Weights become {@code 2 q(tanh(w) / (2 max|tanh(w)|) + 1/2) - 1}, {@code q(r) = round(r (2^k -
 * 1)) / (2^k - 1)}: odd multiples of {@code 1 / (2^k - 1)}, never 0. Their magnitude is lost, so a
 * batch norm should follow. Values are clipped to 0..1 and rounded; those that can be negative, of
 * which the paper has none, to -1..1.
 *
 * @param bits 2 to 8; with 8 bits weights are the whole multiples of {@code 1 / 127}, 0 among them,
 *     since int8 does not hold 256 levels on both sides of 0
 */
public record DoReFa(int bits) implements WeightScheme, ValueScheme {

    private static final StepRule RULE =
            new StepRule(StepSource.BOUND, StepGradient.NONE, false, StepStart.UNIT);

    /** Checks the bits. */
    public DoReFa {
        Bits.require("DoReFa", bits);
    }

    @Override
    public WeightQuantizer create(String path) {
        return new DoReFaWeightQuantizer(path, bits);
    }

    @Override
    public ValueQuantizer create(String name, boolean unsigned) {
        return new StepValues(name, RULE, Bits.symmetric(bits, unsigned, RULE));
    }
}
