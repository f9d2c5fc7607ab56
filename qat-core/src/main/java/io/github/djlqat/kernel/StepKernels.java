package io.github.djlqat.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Quantization by a step that is learned: {@code y = s * clamp(round(x / s), low, high)}, half to
 * even, or down. {@code dy/dx} is 1 where {@code low < x / s < high} and 0 elsewhere; the step's
 * gradient is what its {@link StepSpec} says, times a factor.
 *
 * <p>Arrays are float32; the result has the shape of {@code x} and its manager. Implementations
 * hold no state and may be used from several threads.
 */
public interface StepKernels {

    /**
     * Quantizes.
     *
     * @param x the values
     * @param step shape (1), or (C) with C entries of x along axis 0; above 0
     * @param factor what the step's gradient is multiplied by
     * @param spec the integers and the gradient
     */
    NDArray quantize(NDArray x, NDArray step, float factor, StepSpec spec);

    /**
     * Quantizes onto a grid that starts at a learned offset (Bhalgat et al. 2020, LSQ+, equations 1
     * to 6), brought to whole steps so that 0 is on it: {@code y = s * (clamp(round(x / s) + z, 0,
     * high) - z)} with {@code z = clamp(round(-offset / s), 0, high)}. The offset's gradient is 0
     * within the range and 1 beyond it, times the factor; the step's is 0 below the range and
     * {@code high} above it.
     *
     * @param x the values
     * @param step shape (1), above 0
     * @param offset shape (1): the value that integer 0 stands for
     * @param factor what both gradients are multiplied by
     * @param spec the integers, from 0; per tensor
     */
    NDArray quantize(NDArray x, NDArray step, NDArray offset, float factor, StepSpec spec);

    /**
     * Returns the integer that stands for 0.0 with an offset.
     *
     * @param step above 0
     * @param offset the value that integer 0 stands for
     * @param high the highest integer
     */
    static int zero(float step, float offset, int high) {
        return (int) Math.max(0, Math.min(high, Math.rint(-(double) offset / step)));
    }

    /** Returns the kernels for a manager's engine: fused for PyTorch, else composed. */
    static StepKernels of(NDManager manager) {
        return "PyTorch".equals(manager.getEngine().getEngineName())
                ? Kernels.FUSED_STEP
                : Kernels.COMPOSED_STEP;
    }
}
