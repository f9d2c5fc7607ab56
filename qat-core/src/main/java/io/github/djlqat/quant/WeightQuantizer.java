package io.github.djlqat.quant;

import ai.djl.ndarray.NDArray;

/**
 * A quantizer of a layer's weights [OC, ...].
 *
 * <p>What it sees depends on {@link #foldsBatchNorm}: either the weights with the factor {@code
 * gamma / deviation} of the batch norm that follows, or the weights as they are but for the sign of
 * gamma: then the rest of the factor is left to the rescaling of accumulators, which has a
 * multiplier for each output channel anyway.
 */
public interface WeightQuantizer extends Quantizer {

    /** Returns whether the batch norm's factor is multiplied into the weights before. */
    boolean foldsBatchNorm();

    /**
     * Brings the real weights back to where this quantizer allows them to be, in place; called
     * before each training step with the layer's own array.
     *
     * @param weights detached from any gradient
     */
    default void constrain(NDArray weights) {}

    /**
     * Returns the integers of weights, exactly those that {@link #forward} outside of training
     * stands for.
     *
     * @param weights what {@link #forward} would get
     * @throws IllegalStateException if a weight or scale is not finite
     */
    WeightCodes encode(NDArray weights);
}
