package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Ints;

/** Resize by nearest neighbour: output (n, y, x) is the input's pixel (n, rows[y], columns[x]). */
public final class ResizeSpec {
    /** Where the input is. */
    public final Operand input;

    /** Where the output goes. */
    public final Operand output;

    /** [N,H,W,C]. */
    public final Image inputShape;

    /** For each output row the input's. */
    public final Ints rows;

    /** For each output column the input's. */
    public final Ints columns;

    /** Sets every field, in their order. */
    public ResizeSpec(Operand input, Operand output, Image inputShape, Ints rows, Ints columns) {
        this.input = input;
        this.output = output;
        this.inputShape = inputShape;
        this.rows = rows;
        this.columns = columns;
    }
}
