package io.github.djlqat.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Fake quantization with a straight-through estimator: {@code y = (clamp(rint(x * (1 / scale)) +
 * zeroPoint, qmin, qmax) - zeroPoint) * scale}, half to even; {@code dy/dx} is 1 where the value
 * lies within the outermost integers' own intervals, half a step (0.4995) beyond them, and 0
 * elsewhere.
 *
 * <p>Arrays are float32 of any shape; the result has the shape of {@code x} and its manager. No
 * gradient flows to the state. Implementations hold no state and may be used from several threads.
 */
public interface QuantKernels {

    /**
     * Quantizes and dequantizes with the state's scale and zero point, which stay as they are.
     *
     * @param x the values, float32
     * @param state scale and zero point of shape (C)
     * @param grid the integers
     * @return the values on the grid, shape of {@code x}
     */
    NDArray fakeQuantize(NDArray x, RangeState state, GridSpec grid);

    /**
     * Updates the range from {@code x}, then the scale and zero point from the range.
     *
     * @param x the values, float32
     * @param state changed in place
     * @param grid the integers
     * @param rule how the range follows the data
     */
    void observe(NDArray x, RangeState state, GridSpec grid, RangeRule rule);

    /**
     * Observes, then quantizes with the new numbers.
     *
     * @param x the values, float32
     * @param state changed in place
     * @param grid the integers
     * @param rule how the range follows the data
     * @return the values on the grid, shape of {@code x}
     */
    default NDArray observeAndQuantize(NDArray x, RangeState state, GridSpec grid, RangeRule rule) {
        observe(x, state, grid, rule);
        return fakeQuantize(x, state, grid);
    }

    /** Returns the kernels for a manager's engine: fused for PyTorch, else composed. */
    static QuantKernels of(NDManager manager) {
        return "PyTorch".equals(manager.getEngine().getEngineName())
                ? Kernels.FUSED
                : Kernels.COMPOSED;
    }
}
