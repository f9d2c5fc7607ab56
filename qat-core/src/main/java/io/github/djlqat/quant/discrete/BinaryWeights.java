package io.github.djlqat.quant.discrete;

import io.github.djlqat.quant.WeightScheme;

/**
 * Binary weight networks: a filter W of n weights becomes {@code alpha sign(W)} with {@code alpha =
 * mean(|W|)}, the nearest such product in the least squares' sense. Rastegari et al. 2016,
 * "XNOR-Net: ImageNet Classification Using Binary Convolutional Neural Networks", arXiv 1603.05279,
 * section 3.1.
 *
 * <p>The gradient is the paper's: {@code dC/dW_i = dC/dW~_i (1 / n + alpha 1[|W_i| <= 1])}. For
 * weights as small as a trained network's it is about alpha times what the straight-through
 * estimator gives, so that stochastic gradient descent wants a learning rate larger by 1 / alpha;
 * Adam, which the paper uses, does not mind. {@link Gradient#STRAIGHT_THROUGH} leaves the factor
 * out.
 *
 * @param gradient how gradients pass
 */
public record BinaryWeights(Gradient gradient) implements WeightScheme {

    /** How gradients pass. */
    public enum Gradient {
        /** Times {@code 1 / n + alpha 1[|w| <= 1]}. */
        PAPER,
        /** Times {@code 1[|w| <= 1]}. */
        STRAIGHT_THROUGH
    }

    /** The paper's gradient. */
    public BinaryWeights() {
        this(Gradient.PAPER);
    }

    @Override
    public BinaryWeightQuantizer create(String path) {
        return new BinaryWeightQuantizer(path, this);
    }

    @Override
    public int bits() {
        return 1;
    }
}
