package io.github.djlqat.quant.discrete;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djlqat.quant.WeightCodes;

/** Brings weights [OC, ...] to three values; see {@link TernaryWeights}. */
public final class TernaryQuantizer extends DiscreteQuantizer {

    private static final float THRESHOLD = 0.7f;

    private final TernaryWeights scheme;

    TernaryQuantizer(String tensor, TernaryWeights scheme) {
        super(tensor);
        this.scheme = scheme;
    }

    /**
     * What weights become.
     *
     * @param codes -1, 0 or 1, in the weights' shape
     * @param alpha one for each filter, or one, to broadcast over that shape
     */
    private record Ternary(NDArray codes, NDArray alpha) {}

    private Ternary ternary(NDArray w) {
        NDArray size = scheme.perFilter() ? rows(w.abs()) : w.abs().reshape(1, -1);
        int[] row = {1};
        NDArray delta = size.mean(row, true).mul(THRESHOLD);
        NDArray above = size.gt(delta).toType(w.getDataType(), false);
        NDArray count = above.sum(row, true).maximum(1);
        NDArray alpha = size.mul(above).sum(row, true).div(count);
        Shape shape = w.getShape();
        return new Ternary(
                signs(w).mul(above.reshape(shape)),
                alpha.reshape(scheme.perFilter() ? perFilter(shape) : new Shape(1)));
    }

    @Override
    NDArray quantize(ParameterStore store, NDArray w, boolean training) {
        Ternary t = ternary(w.stopGradient());
        if (training) {
            finiteScales(t.alpha);
        }
        return straightThrough(w, t.codes.mul(t.alpha));
    }

    @Override
    public WeightCodes encode(NDArray weights) {
        finite(weights);
        Ternary t = ternary(weights);
        float[] scales = finiteScales(t.alpha);
        return WeightCodes.of(codes(t.codes), scales, 2, (byte) -1, (byte) 0, (byte) 1);
    }
}
