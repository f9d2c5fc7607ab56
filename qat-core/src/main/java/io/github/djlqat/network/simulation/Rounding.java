package io.github.djlqat.network.simulation;

/** How an accumulator is scaled; the two conventions of integer runtimes. */
public enum Rounding {
    /** Twice: doubling high multiplication, then a shift that rounds. gemmlowp, TFLite-Micro. */
    DOUBLE,
    /** Once, on 64 bits. ruy and several vendors. */
    SINGLE
}
