package io.github.djlqat.network;

/** How a quantized network evaluates when it is not training. */
public enum Simulation {
    /**
     * Fake quantization in floating point, as in training: fast, and off by a code now and then.
     */
    FLOAT,
    /** The integer runtime's own arithmetic with double rounding, code for code. */
    DOUBLE,
    /** The integer runtime's own arithmetic with single rounding, code for code. */
    SINGLE
}
