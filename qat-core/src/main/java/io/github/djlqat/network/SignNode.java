package io.github.djlqat.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.graph.Weight;
import io.github.djlqat.network.Normalization.Arrays;
import io.github.djlqat.network.Normalization.Statistics;
import io.github.djlqat.network.plan.SignIntervals;
import io.github.djlqat.network.plan.SignWeights;
import io.github.djlqat.runtime.graph.Quantization;

/** A node that takes signs: the batch norm before it, and which integers it makes 1 in the end. */
final class SignNode {

    private final Node node;
    private final Op.BatchNorm norm;

    SignNode(Node node) {
        this.node = node;
        this.norm = ((Op.Binarize) node.op()).batchNorm();
    }

    /** Computes what the sign is taken of. */
    NDArray normalize(NDArray x, ParameterStore store, boolean batchStatistics, boolean training) {
        if (norm == null) {
            return x;
        }
        Arrays arrays = new Arrays(x, store, training);
        return Normalization.apply(x, norm, arrays, Normalization.training(batchStatistics));
    }

    /**
     * The same with the batch's statistics, which the running ones follow; they start with the
     * first batch's.
     */
    NDArray calibrate(NDArray x, ParameterStore store) {
        if (norm == null) {
            return x;
        }
        Arrays arrays = new Arrays(x, store, false);
        boolean fresh =
                arrays.get(norm.runningMean()).eq(0).all().getBoolean()
                        && arrays.get(norm.runningVariance()).eq(1).all().getBoolean();
        Op.BatchNorm first =
                new Op.BatchNorm(
                        norm.gamma(),
                        norm.beta(),
                        norm.runningMean(),
                        norm.runningVariance(),
                        norm.epsilon(),
                        0);
        return Normalization.apply(x, fresh ? first : norm, arrays, Statistics.FOLLOWED);
    }

    /** Returns the codes of an int8 value that have sign 1. */
    SignIntervals freeze(NDManager manager, Quantization q) {
        Norm numbers = new Norm(manager);
        return SignIntervals.of(
                Math.toIntExact(node.shape().get(1)),
                -128,
                127,
                1,
                (c, x) -> numbers.apply(c, (double) q.scale() * (x - q.zeroPoint())) >= 0);
    }

    /**
     * Returns the dot products of a layer that have sign 1. Decided among those with all taps
     * inside the image, which are even or odd together.
     */
    SignIntervals freeze(NDManager manager, SignWeights weights) {
        Norm numbers = new Norm(manager);
        int most = weights.products();
        return SignIntervals.of(
                weights.channels(),
                -most,
                most,
                2,
                (c, dot) -> numbers.apply(c, weights.real(c, dot)) >= 0);
    }

    /** The batch norm's numbers, in double precision. */
    private final class Norm {

        private final float[] gamma;
        private final float[] beta;
        private final float[] mean;
        private final float[] variance;

        Norm(NDManager manager) {
            gamma = numbers(manager, norm == null ? null : norm.gamma());
            beta = numbers(manager, norm == null ? null : norm.beta());
            mean = numbers(manager, norm == null ? null : norm.runningMean());
            variance = numbers(manager, norm == null ? null : norm.runningVariance());
        }

        private float[] numbers(NDManager manager, Weight weight) {
            if (weight == null) {
                return new float[0];
            }
            NDArray array = weight.parameter().getArray();
            float[] values = Normalization.local(weight, array, manager).toFloatArray();
            for (int c = 0; c < values.length; c++) {
                if (!Float.isFinite(values[c])) {
                    throw new IllegalStateException(
                            String.format(
                                    "%s: channel %d: expected a finite number, found %s",
                                    weight.path(), c, values[c]));
                }
            }
            return values;
        }

        double apply(int channel, double x) {
            if (norm == null) {
                return x;
            }
            double scale = gamma.length == 0 ? 1 : gamma[channel];
            double deviation = Math.sqrt((double) variance[channel] + norm.epsilon());
            double y = (x - mean[channel]) * (scale / deviation);
            return beta.length == 0 ? y : y + beta[channel];
        }
    }
}
