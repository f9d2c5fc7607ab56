package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Ints;
import java.util.List;

/** Concatenation: of every block of the output, input i gives the next {@code runs[i]} bytes. */
public final class ConcatenationSpec {
    /** Where the inputs are. */
    public final List<Operand> inputs;

    /** Where the output goes. */
    public final Operand output;

    /** How many blocks: the product of the dimensions before the axis. */
    public final int blocks;

    /** For each input, bytes of one block. */
    public final Ints runs;

    /** Copies the list. */
    public ConcatenationSpec(List<Operand> inputs, Operand output, int blocks, Ints runs) {
        inputs = List.copyOf(inputs);

        this.inputs = inputs;
        this.output = output;
        this.blocks = blocks;
        this.runs = runs;
    }
}
