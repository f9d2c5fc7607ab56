package io.github.djlqat.runtime.plan;

import io.github.djlqat.runtime.kernel.Kernel;

/** One kernel of a plan. */
public final class Step {
    /** The operator it computes, by index in the graph. */
    public final int operator;

    /** What computes it. */
    public final Kernel kernel;

    /** How many parts it has. */
    public final int units;

    /** About how many multiply-accumulates it costs, to decide whether to share it out. */
    public final long work;

    /** Sets every field, in their order. */
    public Step(int operator, Kernel kernel, int units, long work) {
        this.operator = operator;
        this.kernel = kernel;
        this.units = units;
        this.work = work;
    }
}
