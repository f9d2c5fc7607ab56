package io.github.djlqat.quant.discrete;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.github.djlqat.kernel.Scalars;
import io.github.djlqat.quant.WeightCodes;

/**
 * Weights brought to -1..1 by a hyperbolic tangent and rounded to odd multiples of {@code 1 / (2^k
 * - 1)}: Zhou et al. 2016 (DoReFa-Net, arXiv 1606.06160), equation 9. The rounding's gradient is
 * straight through; the tangent's and the maximum's are their own.
 */
public final class DoReFaWeightQuantizer extends DiscreteQuantizer {

    private static final float LEAST = 1e-12f;

    private final int bits;
    private final int highest;

    /**
     * Makes a quantizer.
     *
     * @param tensor the weights' name
     * @param bits 2 to 8
     */
    public DoReFaWeightQuantizer(String tensor, int bits) {
        super(tensor);
        this.bits = bits;
        highest = bits == 8 ? 127 : (1 << bits) - 1;
    }

    @Override
    NDArray quantize(ParameterStore store, NDArray w, boolean training) {
        NDArray range = range(w);
        return straightThrough(range, whole(range.stopGradient()).mul(1f / highest));
    }

    /** Returns weights within -1..1. */
    private static NDArray range(NDArray w) {
        NDArray t = w.tanh();
        return t.div(Scalars.atLeast(t.abs().max(), LEAST));
    }

    private NDArray whole(NDArray range) {
        if (bits == 8) {
            return range.mul(highest).round();
        }
        return range.mul(0.5f).add(0.5f).mul(highest).round().mul(2).sub(highest);
    }

    @Override
    public WeightCodes encode(NDArray weights) {
        finite(weights);
        byte[] codes = codes(whole(range(weights)));
        float[] scale = {1f / highest};
        if (bits == 8) {
            return WeightCodes.uniform(codes, scale, bits);
        }
        byte[] levels = new byte[1 << bits];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) (2 * i - highest);
        }
        return WeightCodes.of(codes, scale, bits, levels);
    }
}
