package io.github.djlqat.quant.discrete;

import io.github.djlqat.quant.WeightScheme;

/**
 * Ternary weight networks: weights {@code -alpha}, 0 or {@code alpha}. Li, Zhang and Liu 2016,
 * "Ternary Weight Networks", arXiv 1605.04711, section 2.
 *
 * <p>With {@code delta = 0.7 mean(|W|)}, a weight is 0 where {@code |w| <= delta}, else it keeps
 * its sign, and alpha is the mean of the |w| above delta: the paper's approximation of the nearest
 * such weights in the least squares' sense. The gradient of the ternary weight is the real
 * weight's, as it is.
 *
 * @param perFilter whether delta and alpha belong to a filter; the paper has them for a layer
 */
public record TernaryWeights(boolean perFilter) implements WeightScheme {

    /** Delta and alpha for a layer, as the paper has them. */
    public TernaryWeights() {
        this(false);
    }

    @Override
    public TernaryQuantizer create(String path) {
        return new TernaryQuantizer(path, this);
    }

    @Override
    public int bits() {
        return 2;
    }
}
