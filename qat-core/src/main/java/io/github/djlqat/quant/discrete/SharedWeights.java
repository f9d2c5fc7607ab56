package io.github.djlqat.quant.discrete;

import io.github.djlqat.quant.WeightScheme;
import java.util.Objects;

/**
 * Weight sharing by k-means: each of a layer's weights becomes the centroid of its cluster, one of
 * {@code 2^bits}. Han, Mao and Dally 2016, "Deep Compression: Compressing Deep Neural Networks with
 * Pruning, Trained Quantization and Huffman Coding", arXiv 1510.00149, section 3.
 *
 * <p>When training starts, a layer's weights are clustered; from then on a weight stays in its
 * cluster, and what is trained is the centroids, each by the sum of its weights' gradients
 * (equation 3). The real weights are not used any more. Centroids are rounded to int8, with one
 * scale for the layer, in training too; that rounding lets gradients straight through.
 *
 * <p>A sum over thousands of weights is large: at a learning rate that suits single weights,
 * stochastic gradient descent makes centroids jump. {@code rate} gives them one of their own: their
 * gradient is multiplied by it; 0.01 is a good start.
 *
 * <p>Clusters are those of {@code w sign(gamma)}, gamma of the batch norm that follows. A gamma
 * that changes its sign in training leaves indices and centroids as they are: the layer then acts
 * by gamma's absolute value, in training as in the runtime.
 *
 * @param bits of an index, 1 to 8; a layer must have {@code 2^bits} different weights
 * @param start where the clusters start
 * @param seed of {@link Start#RANDOM}
 * @param rate what gradients of centroids are multiplied by, above 0; 1 is the paper's sum
 */
public record SharedWeights(int bits, Start start, long seed, float rate) implements WeightScheme {

    /** Where clusters start. */
    public enum Start {
        /**
         * Evenly spaced from the smallest weight to the largest, so that large weights, which are
         * few, get centroids: the paper's choice.
         */
        LINEAR,
        /** At equal steps of the weights' cumulative distribution. */
        DENSITY,
        /** At different weights, at random. */
        RANDOM
    }

    /** Checks the parts. */
    public SharedWeights {
        Objects.requireNonNull(start, "start");
        if (bits < 1 || bits > 8) {
            throw new IllegalArgumentException("bits: expected 1 to 8, found " + bits);
        }
        if (!(rate > 0 && rate < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "rate: expected a finite number above 0, found " + rate);
        }
    }

    /** Starts linearly; the gradient is the sum. */
    public SharedWeights(int bits) {
        this(bits, Start.LINEAR, 0, 1);
    }

    /** Returns this with another rate. */
    public SharedWeights withRate(float value) {
        return new SharedWeights(bits, start, seed, value);
    }

    @Override
    public SharedWeightQuantizer create(String path) {
        return new SharedWeightQuantizer(path, this);
    }
}
