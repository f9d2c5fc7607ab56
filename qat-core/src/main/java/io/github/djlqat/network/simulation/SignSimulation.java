package io.github.djlqat.network.simulation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.kernel.IntegerKernels;
import io.github.djlqat.network.operation.Activations;
import io.github.djlqat.network.operation.Operations;
import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.network.plan.SignIntervals;
import io.github.djlqat.network.plan.SignWeights;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Quantization;
import java.util.Arrays;

/**
 * Signs and the layers that read them, as docs/CUSTOM_OPERATORS.md says. A sum of products of signs
 * is exact in float32 below 2^22 products.
 */
final class SignSimulation {

    private static final int LARGEST_SHIFT = 20;
    private static final double ACCUMULATOR_LIMIT = 1 << 30;
    private static final int FLOAT_LIMIT = 1 << 22;

    private final FrozenNetwork network;
    private final RoundingMode rounding;

    SignSimulation(FrozenNetwork network, RoundingMode rounding) {
        this.network = network;
        this.rounding = rounding;
    }

    /** Returns 1 where an integer lies in its channel's interval, else -1. */
    NDArray binarize(Node node, NDArray x) {
        SignIntervals intervals = network.intervals(node);
        NDArray inside =
                x.gte(bounds(x, intervals.lowest()))
                        .logicalAnd(x.lte(bounds(x, intervals.highest())));
        NDArray one = x.onesLike();
        return NDArrays.where(inside, one, one.neg());
    }

    private static NDArray bounds(NDArray x, Ints values) {
        float[] floats = new float[values.size()];
        for (int c = 0; c < floats.length; c++) {
            floats[c] = values.get(c);
        }
        return x.getManager().create(floats, channels(x.getShape().dimension(), floats.length));
    }

    private static Shape channels(int rank, long count) {
        long[] shape = new long[rank];
        Arrays.fill(shape, 1);
        shape[1] = count;
        return new Shape(shape);
    }

    /** Returns a layer's codes, or its sums where only a sign reads them. */
    NDArray layer(Node node, NDArray signs) {
        SignWeights weights = network.signWeights(node);
        DataType type = weights.products() < FLOAT_LIMIT ? DataType.FLOAT32 : DataType.FLOAT64;
        NDArray x = signs.toType(type, true);
        NDArray w = WeightedSimulation.array(signs, weights.codes(), weights.dimensions());
        w = w.toType(type, false);
        NDArray sums =
                node.op() instanceof Op.Convolution
                        ? Operations.convolve(node, x, w, null)
                        : Linear.linear(x, w).singletonOrThrow();
        NDArray dots = sums.round();
        return network.plan().isSum(node.id())
                ? dots.toType(DataType.FLOAT32, false)
                : requantize(node, weights, dots.toType(DataType.INT64, false));
    }

    /** {@code (dot << shift) + bias}, scaled to codes. */
    private NDArray requantize(Node node, SignWeights weights, NDArray dots) {
        Quantization out = network.quantization(node.id());
        int channels = weights.channels();
        int shift = shift(weights);
        int[] mantissas = new int[channels];
        int[] shifts = new int[channels];
        long[] bias = new long[channels];
        for (int c = 0; c < channels; c++) {
            double unit = unit(weights, c, shift);
            bias[c] = (long) Math.rint(weights.bias().get(c) / unit);
            Multiplier m = Multiplier.of(unit / out.scale());
            mantissas[c] = m.mantissa();
            shifts[c] = m.shift();
        }
        Shape shape = channels(dots.getShape().dimension(), channels);
        NDArray accumulators = dots.mul(1 << shift).add(dots.getManager().create(bias, shape));
        ClampRange range = ClampRange.of(Activations.of(node.op()), out);
        return IntegerKernels.requantize(
                accumulators,
                mantissas,
                shifts,
                1,
                rounding,
                out.zeroPoint(),
                range.low(),
                range.high());
    }

    private static double unit(SignWeights weights, int channel, int shift) {
        return (double) weights.multipliers().get(channel) / (1 << shift);
    }

    /** The largest shift that leaves every accumulator below 2^30. */
    private static int shift(SignWeights weights) {
        int shift = LARGEST_SHIFT;
        while (shift > 0 && !fits(weights, shift)) {
            shift--;
        }
        return shift;
    }

    private static boolean fits(SignWeights weights, int shift) {
        for (int c = 0; c < weights.channels(); c++) {
            double bias = Math.abs(Math.rint(weights.bias().get(c) / unit(weights, c, shift)));
            if ((double) weights.products() * (1 << shift) + bias >= ACCUMULATOR_LIMIT) {
                return false;
            }
        }
        return true;
    }
}
