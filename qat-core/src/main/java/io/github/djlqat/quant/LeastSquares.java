package io.github.djlqat.quant;

/**
 * Uniform whole numbers with a scale for each output channel that is searched for: the one of least
 * squared error over the channel's weights, clipping included. For quantization after training; in
 * training, gradients pass where a weight is not clipped.
 *
 * @param bits 2 to 8
 */
public record LeastSquares(int bits) implements WeightScheme {

    /** Checks the bits. */
    public LeastSquares {
        if (bits < 2 || bits > 8) {
            throw new IllegalArgumentException("bits: expected 2 to 8, found " + bits);
        }
    }

    @Override
    public WeightQuantizer create(String path) {
        return new LeastSquaresWeights(path, bits);
    }
}
