package io.github.djlqat.network.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.djlqat.kernel.GradientKernels;

/**
 * DoReFa-Net's gradients of k bits (Zhou et al. 2016, arXiv 1606.06160, equation 12), see {@link
 * GradientKernels}. The noise depends on the seed, the step and the layer alone.
 *
 * <p>The first and the last layer have 8 bits at least; the paper leaves the last one's gradient in
 * floating point (section 2.7).
 */
public final class StochasticGradient implements GradientQuantizer {

    /** The least bits of the first and the last layer. */
    private static final int ENDS = 8;

    private final int bits;
    private final long seed;
    private final int layers;
    private final RoundingNoise noise = new RoundingNoise();

    /**
     * Creates the quantizer.
     *
     * @param bits 2 to 8
     * @param seed of the noise
     * @param layers the number of layers with weights
     */
    public StochasticGradient(int bits, long seed, int layers) {
        if (bits < 2 || bits > 8) {
            throw new IllegalArgumentException("gradient bits: expected 2 to 8, found " + bits);
        }
        this.bits = bits;
        this.seed = seed;
        this.layers = layers;
    }

    @Override
    public NDArray quantize(NDArray gradient, long step, int layer) {
        NDManager manager = gradient.getManager();
        boolean end = layer == 0 || layer == layers - 1;
        try (NDArray u = noise.next(manager, gradient.getShape(), seed, step, layer)) {
            return GradientKernels.of(manager).quantize(gradient, u, end ? ENDS : bits);
        }
    }
}
