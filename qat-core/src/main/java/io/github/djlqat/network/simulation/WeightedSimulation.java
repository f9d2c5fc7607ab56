package io.github.djlqat.network.simulation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.network.operation.Activations;
import io.github.djlqat.network.operation.Operations;
import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.network.plan.IntegerWeights;
import io.github.djlqat.runtime.graph.Quantization;

/**
 * Convolutions and linear layers: a float convolution of whole numbers, then integers.
 *
 * <p>A float32 sum of whole numbers is exact, in any order, while every partial sum stays below
 * 2^24; above that bound float64 takes over, exact to 2^53.
 */
final class WeightedSimulation {

    /** Two bits below 2^24: some float32 convolutions transform their input first (Winograd). */
    private static final long FLOAT_LIMIT = 1L << 22;

    private final FrozenNetwork network;
    private final Rounding rounding;

    WeightedSimulation(FrozenNetwork network, Rounding rounding) {
        this.network = network;
        this.rounding = rounding;
    }

    NDArray compute(Node node, NDArray codes) {
        IntegerWeights weights = network.weights(node);
        Quantization in = network.quantization(node.input());
        boolean small = weights.accumulatorBound(in.zeroPoint()) < FLOAT_LIMIT;
        DataType type = small ? DataType.FLOAT32 : DataType.FLOAT64;
        NDArray x = codes.sub(in.zeroPoint()).toType(type, false);
        NDArray w = array(codes, weights).toType(type, false);
        NDArray sums =
                node.op() instanceof Op.Convolution
                        ? Operations.convolve(node, x, w, null)
                        : Linear.linear(x, w).singletonOrThrow();
        Shape shape = sums.getShape();
        boolean channelsSecond = node.op() instanceof Op.Convolution;
        long inner = channelsSecond ? shape.get(2) * shape.get(3) : 1;
        double[] wide = small ? null : sums.toDoubleArray();
        float[] values = small ? sums.toFloatArray() : new float[wide.length];
        requantize(node, weights, values, wide, Math.toIntExact(inner));
        return codes.getManager().create(values, shape);
    }

    private static NDArray array(NDArray like, IntegerWeights weights) {
        byte[] codes = weights.codes().toArray();
        float[] values = new float[codes.length];
        for (int i = 0; i < codes.length; i++) {
            values[i] = codes[i];
        }
        int[] d = weights.dimensions().toArray();
        long[] shape = new long[d.length];
        for (int i = 0; i < d.length; i++) {
            shape[i] = d[i];
        }
        return like.getManager().create(values, new Shape(shape));
    }

    /**
     * Scales accumulators to codes.
     *
     * @param values accumulators if {@code wide} is null; codes afterwards
     * @param wide accumulators, or null
     * @param inner elements of one channel that lie next to each other
     */
    private void requantize(
            Node node, IntegerWeights weights, float[] values, double[] wide, int inner) {
        Quantization in = network.quantization(node.input());
        Quantization out = network.quantization(node.id());
        ClampRange range = ClampRange.of(Activations.of(node.op()), out);
        int channels = weights.channels();
        Multiplier[] multipliers = new Multiplier[channels];
        boolean inFloat = weights.scales().size() == 1 && node.op() instanceof Op.Linear;
        for (int c = 0; c < channels; c++) {
            double product =
                    inFloat
                            ? in.scale() * weights.scale(c)
                            : (double) in.scale() * weights.scale(c);
            multipliers[c] = Multiplier.of(product / out.scale());
        }
        for (int start = 0, c = 0; start < values.length; start += inner) {
            Multiplier m = multipliers[c];
            int bias = weights.bias().get(c);
            for (int i = start; i < start + inner; i++) {
                long acc = Math.round(wide == null ? values[i] : wide[i]) + bias;
                values[i] = range.clamp((long) m.multiply(acc, rounding) + out.zeroPoint());
            }
            c = c + 1 == channels ? 0 : c + 1;
        }
    }
}
