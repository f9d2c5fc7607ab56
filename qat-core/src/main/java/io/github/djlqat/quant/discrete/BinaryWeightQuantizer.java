package io.github.djlqat.quant.discrete;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.github.djlqat.quant.WeightCodes;
import io.github.djlqat.quant.discrete.BinaryWeights.Gradient;

/** Binarizes weights [OC, ...], with a scale for each filter; see {@link BinaryWeights}. */
public final class BinaryWeightQuantizer extends DiscreteQuantizer {

    private final BinaryWeights scheme;

    BinaryWeightQuantizer(String tensor, BinaryWeights scheme) {
        super(tensor);
        this.scheme = scheme;
    }

    @Override
    NDArray quantize(ParameterStore store, NDArray w, boolean training) {
        NDArray data = w.stopGradient();
        NDArray alpha = alpha(data);
        if (training) {
            finiteScales(alpha);
        }
        NDArray factor = data.abs().lte(1).toType(w.getDataType(), false);
        if (scheme.gradient() == Gradient.PAPER) {
            long n = w.size() / w.getShape().get(0);
            factor = factor.mul(alpha).add(1f / n);
        }
        return straightThrough(w.mul(factor), signs(data).mul(alpha));
    }

    /** Returns each filter's mean absolute weight, [OC, 1, ...]. */
    private static NDArray alpha(NDArray w) {
        return rows(w.abs()).mean(new int[] {1}).reshape(perFilter(w.getShape()));
    }

    @Override
    public WeightCodes encode(NDArray weights) {
        finite(weights);
        float[] alpha = finiteScales(alpha(weights));
        return WeightCodes.of(codes(signs(weights)), alpha, 1, (byte) -1, (byte) 1);
    }
}
