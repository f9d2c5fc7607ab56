package io.github.djlqat.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.graph.Weight;
import io.github.djlqat.network.Normalization.Arrays;
import io.github.djlqat.network.Normalization.Statistics;
import io.github.djlqat.network.operation.Operations;
import io.github.djlqat.network.plan.IntegerWeights;
import io.github.djlqat.network.plan.LoneNorm;
import io.github.djlqat.network.plan.SignWeights;
import io.github.djlqat.quant.WeightCodes;
import io.github.djlqat.quant.WeightQuantizer;
import io.github.djlqat.runtime.graph.Floats;
import io.github.djlqat.runtime.graph.Ints;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A convolution or linear node with its batch norm, in floating point.
 *
 * <p>While batch norm trains, what is quantized is the weight as it will be after folding: {@code q
 * = quantize(w * factor)} with {@code factor = gamma / sqrt(runningVariance + epsilon)} (Jacob et
 * al. 2018, arXiv 1712.05877, section 3.2). The layer convolves by {@code q / factor}, which equals
 * dividing the convolution's output by the factor and touches fewer numbers, and normalizes with
 * the batch's statistics. No gradient goes through the factor here: its gradient is the rounding
 * error's alone. Once batch norm is frozen, {@code q} and {@code beta + (bias - runningMean) *
 * factor} remain, and gradients go to gamma and beta through them.
 *
 * <p>A quantizer that does not fold sees {@code w * sign(gamma)}, and the rest of the factor scales
 * the layer's result.
 */
final class WeightedLayer {

    /**
     * Below this, a factor (a gamma near 0) cannot be divided by; the weight's grid is relative.
     */
    private static final float SMALLEST_FACTOR = 1e-3f;

    private final Node node;
    private final Weight weight;
    private final Weight bias;
    private final Op.BatchNorm norm;
    private final WeightQuantizer quantizer;

    WeightedLayer(Node node, WeightQuantizer quantizer) {
        this.node = node;
        this.quantizer = quantizer;
        if (node.op() instanceof Op.Convolution) {
            Op.Convolution c = (Op.Convolution) node.op();
            weight = c.weight();
            bias = c.bias();
            norm = c.batchNorm();
        } else {
            Op.Linear l = (Op.Linear) node.op();
            weight = l.weight();
            bias = l.bias();
            norm = l.batchNorm();
        }
    }

    static boolean isWeighted(Op op) {
        return op instanceof Op.Convolution || op instanceof Op.Linear;
    }

    static Weight weightOf(Op op) {
        return op instanceof Op.Convolution
                ? ((Op.Convolution) op).weight()
                : ((Op.Linear) op).weight();
    }

    WeightQuantizer quantizer() {
        return quantizer;
    }

    /**
     * Computes the node as the float block does, before its activation.
     *
     * @param x the input; results belong to its manager
     * @param store where the parameters are
     * @param batchStatistics whether batch norm normalizes with the batch's statistics
     * @param training whether gradients are wanted
     */
    NDArray computeFloat(
            NDArray x, ParameterStore store, boolean batchStatistics, boolean training) {
        Arrays arrays = new Arrays(x, store, training);
        NDArray y = apply(x, arrays.get(weight), arrays.get(bias));
        return norm == null
                ? y
                : Normalization.apply(y, norm, arrays, Normalization.training(batchStatistics));
    }

    /**
     * Computes the node with fake-quantized weights, before its activation.
     *
     * @param x the input; results belong to its manager
     * @param store where the parameters are
     * @param batchStatistics whether batch norm normalizes with the batch's statistics; else it is
     *     folded
     * @param training whether this is a training step
     * @param boundary what the sums over weights and bias go through, before batch norm: where a
     *     gradient can be cut
     */
    NDArray computeQuantized(
            NDArray x,
            ParameterStore store,
            boolean batchStatistics,
            boolean training,
            UnaryOperator<NDArray> boundary) {
        Arrays arrays = new Arrays(x, store, training);
        if (training) {
            quantizer.constrain(arrays.get(weight).stopGradient());
        }
        if (!quantizer.foldsBatchNorm()) {
            Statistics statistics = Normalization.training(batchStatistics);
            return computeScaled(x, store, arrays, statistics, training, boundary);
        }
        if (norm != null && batchStatistics) {
            NDArray factor = perChannel(divisor(factor(arrays::get).stopGradient()));
            NDArray w = arrays.get(weight).mul(factor);
            NDArray q = quantizer.forward(store, w, training).div(factor);
            NDArray y = boundary.apply(apply(x, q, arrays.get(bias)));
            return Normalization.apply(y, norm, arrays, Statistics.FOLLOWED);
        }
        NDArray w = foldedWeight(arrays::get);
        NDArray q = quantizer.forward(store, w, training);
        return boundary.apply(apply(x, q, foldedBias(arrays::get)));
    }

    /**
     * Computes the node on signs with quantized weights and the batch's statistics, before its
     * activation; changes nothing.
     *
     * @param x 1 and -1; results belong to its manager
     * @param store where the parameters are
     */
    NDArray calibrate(NDArray x, ParameterStore store) {
        Arrays arrays = new Arrays(x, store, false);
        return computeScaled(x, store, arrays, Statistics.BATCH, false, y -> y);
    }

    /** The weights are quantized as they are; batch norm's factor scales the result. */
    private NDArray computeScaled(
            NDArray x,
            ParameterStore store,
            Arrays arrays,
            Statistics statistics,
            boolean training,
            UnaryOperator<NDArray> boundary) {
        NDArray w = arrays.get(weight);
        if (norm == null) {
            NDArray q = quantizer.forward(store, w, training);
            return boundary.apply(apply(x, q, arrays.get(bias)));
        }
        NDArray sign = sign(arrays::get);
        NDArray q = quantizer.forward(store, w.mul(sign), training);
        if (statistics != Statistics.RUNNING) {
            NDArray y = boundary.apply(apply(x, q.mul(sign), arrays.get(bias)));
            return Normalization.apply(y, norm, arrays, statistics);
        }
        NDArray scaled = q.mul(perChannel(factor(arrays::get).abs()));
        return boundary.apply(apply(x, scaled, foldedBias(arrays::get)));
    }

    /**
     * Returns the layer's integers.
     *
     * @param manager owns what is made on the way
     * @param inputScale the input's scale
     * @param floorStep the output's step where its fraction is dropped, else 0
     */
    IntegerWeights freeze(NDManager manager, float inputScale, float floorStep) {
        Folded f = folded(manager);
        return IntegerWeights.of(
                node.name(), f.dimensions, f.codes, f.factors, f.bias, inputScale, floorStep);
    }

    /**
     * Returns the weights of a layer that reads signs.
     *
     * @param manager owns what is made on the way
     */
    SignWeights freezeOnSigns(NDManager manager) {
        Folded f = folded(manager);
        return SignWeights.of(node.name(), f.dimensions, f.codes, f.factors, f.bias);
    }

    /**
     * Returns the batch norm, whose weights are ones.
     *
     * @param manager owns what is made on the way
     */
    LoneNorm freezeNorm(NDManager manager) {
        Function<Weight, NDArray> source =
                w -> Normalization.local(w, w.parameter().getArray(), manager);
        return new LoneNorm(
                Floats.of(factor(source).toFloatArray()),
                Floats.of(foldedBias(source).toFloatArray()));
    }

    private record Folded(
            Ints dimensions, WeightCodes codes, Optional<float[]> factors, float[] bias) {}

    private Folded folded(NDManager manager) {
        Function<Weight, NDArray> source =
                w -> Normalization.local(w, w.parameter().getArray(), manager);
        boolean folds = quantizer.foldsBatchNorm();
        NDArray w = source.apply(weight);
        Optional<float[]> factors = Optional.empty();
        if (norm != null) {
            w = w.mul(folds ? perChannel(factor(source)) : sign(source));
            factors = folds ? Optional.empty() : Optional.of(factor(source).abs().toFloatArray());
        }
        NDArray b = foldedBias(source);
        Shape shape = w.getShape();
        int[] dimensions = new int[shape.dimension()];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = Math.toIntExact(shape.get(i));
        }
        return new Folded(
                Ints.of(dimensions),
                quantizer.encode(w),
                factors,
                b == null ? new float[dimensions[0]] : b.toFloatArray());
    }

    private NDArray apply(NDArray x, NDArray w, NDArray b) {
        return node.op() instanceof Op.Convolution
                ? Operations.convolve(node, x, w, b)
                : Linear.linear(x, w, b).singletonOrThrow();
    }

    /** Returns gamma over the running deviation, [OC]. */
    private NDArray factor(Function<Weight, NDArray> source) {
        NDArray deviation = source.apply(norm.runningVariance()).add(norm.epsilon()).sqrt();
        return norm.gamma() == null
                ? deviation.onesLike().div(deviation)
                : source.apply(norm.gamma()).div(deviation);
    }

    private static NDArray divisor(NDArray factor) {
        NDArray least = factor.onesLike().mul(SMALLEST_FACTOR);
        return NDArrays.where(factor.abs().lt(SMALLEST_FACTOR), least, factor);
    }

    /** Returns 1 where gamma is at least 0, else -1, for each output channel. */
    private NDArray sign(Function<Weight, NDArray> source) {
        NDArray factor = factor(source).stopGradient();
        NDArray one = factor.onesLike();
        return perChannel(NDArrays.where(factor.lt(0), one.neg(), one));
    }

    private NDArray perChannel(NDArray values) {
        long channels = values.size();
        return node.op() instanceof Op.Convolution
                ? values.reshape(channels, 1, 1, 1)
                : values.reshape(channels, 1);
    }

    private NDArray foldedWeight(Function<Weight, NDArray> source) {
        NDArray w = source.apply(weight);
        return norm == null ? w : w.mul(perChannel(factor(source)));
    }

    private NDArray foldedBias(Function<Weight, NDArray> source) {
        if (norm == null) {
            return bias == null ? null : source.apply(bias);
        }
        NDArray mean = source.apply(norm.runningMean());
        NDArray shifted = bias == null ? mean.neg() : source.apply(bias).sub(mean);
        NDArray product = shifted.mul(factor(source));
        return norm.beta() == null ? product : product.add(source.apply(norm.beta()));
    }
}
