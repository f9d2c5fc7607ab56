package io.github.djlqat.quant;

import io.github.djlqat.kernel.Rounding;

/** A quantizer of values that flow between layers: one scale and zero point for the tensor. */
public interface ValueQuantizer extends Quantizer {

    /**
     * Returns the numbers to convert with.
     *
     * @throws IllegalStateException if there are none yet
     */
    QuantParams params();

    /** Returns whether {@link #params} has numbers. */
    boolean hasRange();

    /**
     * Returns whether negative values come out as 0, so that a ReLU before is one pass too many.
     */
    boolean clampsAtZero();

    /** Returns how a number of steps becomes a whole one. */
    default Rounding rounding() {
        return Rounding.NEAREST;
    }
}
