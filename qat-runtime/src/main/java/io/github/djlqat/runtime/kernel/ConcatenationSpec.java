package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Ints;
import java.util.List;

/**
 * Concatenation: of every block of the output, input i gives the next {@code runs[i]} bytes.
 *
 * @param inputs where the inputs are
 * @param output where the output goes
 * @param blocks how many blocks: the product of the dimensions before the axis
 * @param runs for each input, bytes of one block
 */
public record ConcatenationSpec(List<Operand> inputs, Operand output, int blocks, Ints runs) {

    /** Copies the list. */
    public ConcatenationSpec {
        inputs = List.copyOf(inputs);
    }
}
