package io.github.djlqat.network.gradient;

import ai.djl.ndarray.NDArray;

/** What becomes of a layer's gradient on its way back. */
@FunctionalInterface
public interface GradientQuantizer {

    /**
     * Quantizes the gradient of a layer's output, batch norm and activation left behind: what the
     * layer's weights and its input get their gradients from.
     *
     * @param gradient float32, the batch along axis 0; stays as it is
     * @param step the number of the training pass, from 1
     * @param layer the number of the layer among those with weights, from 0
     * @return a new array of the same shape, or the gradient itself
     */
    NDArray quantize(NDArray gradient, long step, int layer);
}
