package io.github.djlqat.quant;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;

/**
 * A block that brings one array onto the numbers an integer can stand for, in a way that can be
 * trained through.
 *
 * <p>A quantizer owns what it learns or observes as parameters, so that it is saved, loaded, copied
 * and optimized with its network.
 */
public interface Quantizer extends Block {

    /** Returns the name of what is quantized, for messages. */
    String tensor();

    /**
     * Quantizes one array.
     *
     * @param store where the quantizer's parameters are
     * @param x float32; the result has its shape and its manager
     * @param training whether this is a training step
     * @return the values on the grid, with the quantizer's own gradient
     * @throws IllegalStateException if the quantizer was not initialized, or has no range yet, or
     *     what it learned cannot be used any more (a scale that is 0, negative or NaN)
     */
    NDArray forward(ParameterStore store, NDArray x, boolean training);

    /**
     * Takes an array into account without quantizing it: calibration, and the start of what is
     * learned.
     *
     * @param x float32
     * @throws IllegalArgumentException if a value is NaN or infinite
     */
    void observe(NDArray x);

    /** Says whether values are quantized at all; they are at first. */
    void setEnabled(boolean enabled);

    /**
     * Keeps what was observed from now on; what is learned by gradients goes on.
     *
     * @throws IllegalStateException if nothing was observed or set yet
     */
    void freeze();
}
