package io.github.djlqat.network.simulation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.kernel.IntegerKernels;
import io.github.djlqat.network.operation.Activations;
import io.github.djlqat.network.operation.Operations;
import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.network.plan.IntegerWeights;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Quantization;
import java.util.Arrays;

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
    private final RoundingMode rounding;

    WeightedSimulation(FrozenNetwork network, RoundingMode rounding) {
        this.network = network;
        this.rounding = rounding;
    }

    NDArray compute(Node node, NDArray codes) {
        IntegerWeights weights = network.weights(node);
        Quantization in = network.quantization(node.input());
        boolean small = weights.accumulatorBound(in.zeroPoint()) < FLOAT_LIMIT;
        DataType type = small ? DataType.FLOAT32 : DataType.FLOAT64;
        NDArray x = codes.sub(in.zeroPoint()).toType(type, false);
        NDArray w = array(codes, weights.codes(), weights.dimensions()).toType(type, false);
        NDArray sums =
                node.op() instanceof Op.Convolution
                        ? Operations.convolve(node, x, w, null)
                        : Linear.linear(x, w).singletonOrThrow();
        return requantize(node, weights, sums);
    }

    /** Returns weights as float32 with the manager of {@code like}. */
    static NDArray array(NDArray like, Bytes weights, Ints dimensions) {
        byte[] codes = weights.toArray();
        float[] values = new float[codes.length];
        for (int i = 0; i < codes.length; i++) {
            values[i] = codes[i];
        }
        int[] d = dimensions.toArray();
        long[] shape = new long[d.length];
        for (int i = 0; i < d.length; i++) {
            shape[i] = d[i];
        }
        return like.getManager().create(values, new Shape(shape));
    }

    /** Adds the bias and scales accumulators to codes. */
    private NDArray requantize(Node node, IntegerWeights weights, NDArray sums) {
        Quantization in = network.quantization(node.input());
        Quantization out = network.quantization(node.id());
        int channels = weights.channels();
        boolean convolution = node.op() instanceof Op.Convolution;
        boolean productInFloat = weights.scales().size() == 1 && !convolution;
        int[] mantissas = new int[channels];
        int[] shifts = new int[channels];
        for (int c = 0; c < channels; c++) {
            double product =
                    productInFloat
                            ? in.scale() * weights.scale(c)
                            : (double) in.scale() * weights.scale(c);
            Multiplier m = Multiplier.of(product / out.scale());
            mantissas[c] = m.mantissa();
            shifts[c] = m.shift();
        }
        long[] bias = Arrays.stream(weights.bias().toArray()).asLongStream().toArray();
        Shape shape = convolution ? new Shape(1, channels, 1, 1) : new Shape(channels);
        NDArray biases = sums.getManager().create(bias, shape);
        NDArray accumulators = sums.round().toType(DataType.INT64, false).add(biases);
        ClampRange range = ClampRange.of(Activations.of(node.op()), out);
        return IntegerKernels.requantize(
                accumulators,
                mantissas,
                shifts,
                convolution ? 1 : sums.getShape().dimension() - 1,
                rounding,
                out.zeroPoint(),
                range.low(),
                range.high());
    }
}
