package io.github.djlqat.quant.learned;

import io.github.djlqat.kernel.StepGradient;
import io.github.djlqat.quant.ValueQuantizer;
import io.github.djlqat.quant.ValueScheme;

/**
 * DoReFa's values for a network that was trained without bounds: Zhou et al. 2016 (arXiv
 * 1606.06160), section 2.4, which leaves open by what function h values come to lie within 0..1.
 * Here it is {@code h(x) = clip(x / c, 0, 1)}, and what is rounded is multiplied by {@code c}
 * again; {@code c} has the least squared error on the first batches and stays. {@link DoReFa} has
 * {@code c = 1}. Values that can be negative are clipped to {@code -c..c}.
 *
 * @param bits 2 to 8
 */
public record FixedClip(int bits) implements ValueScheme {

    private static final StepRule RULE =
            new StepRule(StepSource.BOUND, StepGradient.NONE, false, StepStart.LEAST_SQUARES);

    /** Checks the bits. */
    public FixedClip {
        Bits.require("DoReFa", bits);
    }

    @Override
    public ValueQuantizer create(String name, boolean unsigned) {
        return new StepValues(name, RULE, Bits.symmetric(bits, unsigned, RULE));
    }
}
