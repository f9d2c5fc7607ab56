package io.github.djlqat.quant.learned;

import io.github.djlqat.kernel.StepGradient;
import io.github.djlqat.quant.ValueQuantizer;
import io.github.djlqat.quant.ValueScheme;

/**
 * Parameterized clipping of values: Choi et al. 2018, "PACT: Parameterized Clipping Activation for
 * Quantized Neural Networks" (arXiv 1805.06085).
 *
 * <p>{@code y = round(clip(x, 0, alpha) * (2^bits - 1) / alpha) * alpha / (2^bits - 1)}; the
 * gradient of {@code alpha} is 1 where {@code x >= alpha}, else 0 (equation 3). It is decayed with
 * the weights, as the paper does: its parameter is a matrix of one element, and optimizers decay
 * matrices. It starts at the least squared error. Values that can be negative, of which the paper
 * has none, are clipped to {@code -alpha .. alpha}.
 *
 * @param bits 2 to 8
 */
public record Pact(int bits) implements ValueScheme {

    private static final StepRule RULE =
            new StepRule(StepSource.BOUND, StepGradient.BOUND, false, StepStart.LEAST_SQUARES);

    /** Checks the bits. */
    public Pact {
        Bits.require("PACT", bits);
    }

    @Override
    public ValueQuantizer create(String name, boolean unsigned) {
        return new StepValues(name, RULE, Bits.symmetric(bits, unsigned, RULE));
    }
}
