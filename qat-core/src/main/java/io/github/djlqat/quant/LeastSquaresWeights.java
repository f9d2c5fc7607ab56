package io.github.djlqat.quant;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Arrays;

/** The quantizer of {@link LeastSquares}: it has no state but what it found last. */
final class LeastSquaresWeights extends AbstractBlock implements WeightQuantizer {

    /** Scales that are tried, evenly from a small part of the largest weight's to all of it. */
    private static final int CANDIDATES = 100;

    private final String tensor;
    private final int bits;
    private final int highest;
    private boolean enabled = true;
    private float[] lastWeights = {};
    private float[] lastScales = {};

    LeastSquaresWeights(String tensor, int bits) {
        this.tensor = tensor;
        this.bits = bits;
        highest = (1 << (bits - 1)) - 1;
    }

    @Override
    public String tensor() {
        return tensor;
    }

    @Override
    public NDArray forward(ParameterStore store, NDArray x, boolean training) {
        if (!enabled) {
            return x;
        }
        float[] weights = x.toFloatArray();
        float[] scales = scales(weights, Math.toIntExact(x.getShape().get(0)));
        byte[] codes = UniformCodes.of(tensor, weights, scales, -highest, highest);
        int depth = weights.length / scales.length;
        float[] bound = new float[scales.length];
        for (int i = 0; i < codes.length; i++) {
            weights[i] = codes[i] * scales[i / depth];
        }
        for (int c = 0; c < bound.length; c++) {
            bound[c] = scales[c] * (highest + 0.5f);
        }
        NDManager manager = x.getManager();
        NDArray q = manager.create(weights, x.getShape());
        Shape perChannel = new Shape(bound.length).addAll(ones(x.getShape().dimension() - 1));
        NDArray limit = manager.create(bound, perChannel);
        NDArray clipped = x.minimum(limit).maximum(limit.neg());
        return clipped.add(q.sub(clipped).stopGradient());
    }

    private static Shape ones(int dimensions) {
        long[] sizes = new long[dimensions];
        Arrays.fill(sizes, 1);
        return new Shape(sizes);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        return new NDList(forward(store, inputs.singletonOrThrow(), training));
    }

    @Override
    public void observe(NDArray x) {
        scales(x.toFloatArray(), Math.toIntExact(x.getShape().get(0)));
    }

    @Override
    public void setEnabled(boolean value) {
        enabled = value;
    }

    /** Does nothing: the scales are those of the weights at any time. */
    @Override
    public void freeze() {}

    @Override
    public boolean foldsBatchNorm() {
        return true;
    }

    @Override
    public WeightCodes encode(NDArray weights) {
        float[] values = weights.toFloatArray();
        float[] scales = scales(values, Math.toIntExact(weights.getShape().get(0)));
        byte[] codes = UniformCodes.of(tensor, values, scales, -highest, highest);
        return WeightCodes.uniform(codes, scales, bits);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0]};
    }

    /** Returns the best scale of each channel. */
    private float[] scales(float[] weights, int channels) {
        if (!Arrays.equals(weights, lastWeights)) {
            float[] found = new float[channels];
            int depth = weights.length / channels;
            for (int c = 0; c < channels; c++) {
                found[c] = best(weights, c * depth, (c + 1) * depth);
            }
            lastWeights = weights.clone();
            lastScales = found;
        }
        return lastScales.clone();
    }

    private float best(float[] weights, int from, int to) {
        float largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(weights[i]));
        }
        if (!(largest > Float.MIN_NORMAL * 256)) {
            return 1;
        }
        float best = largest / highest;
        double least = Double.POSITIVE_INFINITY;
        for (int k = CANDIDATES; k > CANDIDATES / 10; k--) {
            float scale = largest / highest * k / CANDIDATES;
            double error = error(weights, from, to, scale);
            if (error < least) {
                least = error;
                best = scale;
            }
        }
        return best;
    }

    private double error(float[] weights, int from, int to, float scale) {
        double error = 0;
        double inverse = 1.0 / scale;
        for (int i = from; i < to; i++) {
            double code = Math.rint(weights[i] * inverse);
            double d = Math.max(-highest, Math.min(highest, code)) * scale - weights[i];
            error += d * d;
        }
        return error;
    }
}
