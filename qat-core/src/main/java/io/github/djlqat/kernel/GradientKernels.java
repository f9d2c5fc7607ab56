package io.github.djlqat.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;

/**
 * Quantization of gradients (Zhou et al. 2016, "DoReFa-Net", arXiv 1606.06160, equation 12), and
 * backward passes from a given gradient.
 *
 * <p>With {@code n = 2^bits - 1} and {@code m} the largest {@code |gradient|} of the example,
 * {@code f(g) = 2 m (rint(n (g / (2 m) + 1/2) + u) / n - 1/2)}, {@code u} uniform in (-1/2, 1/2):
 * {@code 2^bits} values from {@code -m} to {@code m}, zero not among them, whose mean over {@code
 * u} is {@code g}. Examples whose {@code m} is below {@value #SMALLEST} become zeros; an example
 * with NaN becomes NaN.
 *
 * <p>Implementations hold no state and may be used from several threads.
 */
public interface GradientKernels {

    /** The smallest maximum of an example that is not taken for zero. */
    double SMALLEST = 1e-30;

    /** What is added to the noise {@code u}, so that it is a float in (1, 2). */
    float NOISE_OFFSET = 1.5f;

    /**
     * Quantizes a gradient.
     *
     * @param gradient float32, the batch along axis 0; stays as it is
     * @param noise {@code u + 1.5} for each number of the gradient, in its shape, at least {@code
     *     2^-15} from 1 and from 2
     * @param bits 2 to 8
     * @return a new array of the gradient's shape and manager
     */
    NDArray quantize(NDArray gradient, NDArray noise, int bits);

    /**
     * Returns whether an array depends on others that require a gradient, or requires one itself.
     * {@code NDArray.hasGradient} answers that for arrays only that nothing computed.
     */
    boolean isTracked(NDArray array);

    /**
     * Runs backward from an array, and frees the graph behind it.
     *
     * @param collector the collector that is open
     * @param output where to start; requires a gradient
     * @param gradient the loss's gradient with respect to it, in its shape
     */
    void backward(GradientCollector collector, NDArray output, NDArray gradient);

    /** Returns the kernels for a manager's engine: fused for PyTorch, else composed. */
    static GradientKernels of(NDManager manager) {
        return "PyTorch".equals(manager.getEngine().getEngineName())
                ? Kernels.FUSED_GRADIENTS
                : Kernels.COMPOSED_GRADIENTS;
    }
}
