package io.github.djlqat.runtime.graph;

import java.util.List;

/**
 * A whole integer model: tensors, operators in an order in which they can run, inputs and outputs.
 *
 * @param description free text, as the file's description field
 * @param tensors named by index
 * @param operators each reads only constants, inputs, and what an earlier one wrote
 * @param inputs tensors the caller writes
 * @param outputs tensors the caller reads
 */
public record IntegerGraph(
        String description,
        List<Tensor> tensors,
        List<Operator> operators,
        Ints inputs,
        Ints outputs) {

    /** Copies the lists. */
    public IntegerGraph {
        tensors = List.copyOf(tensors);
        operators = List.copyOf(operators);
    }

    /** Returns the tensor at {@code index}. */
    public Tensor tensor(int index) {
        return tensors.get(index);
    }
}
