package io.github.djlqat.graph;

import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * One value of the graph and the operation that computes it.
 *
 * @param id the value's number; above that of every node it reads
 * @param name unique, human-readable, stable between two traces: the block path and the operation,
 *     such as {@code 01ResNet/02Conv2d:convolution}
 * @param op the operation
 * @param inputs the ids of the values it reads, in the operation's order
 * @param shape the value's shape, NCHW for images; dimension 0 is -1 where it is the batch
 */
public record Node(int id, String name, Op op, List<Integer> inputs, Shape shape) {

    /** Copies the list and checks the order. */
    public Node {
        inputs = List.copyOf(inputs);
        for (int input : inputs) {
            if (input < 0 || input >= id) {
                throw new IllegalArgumentException(
                        name + ": expected inputs in [0, " + id + "), found " + input);
            }
        }
    }

    /** Returns the only input. */
    public int input() {
        if (inputs.size() != 1) {
            throw new IllegalStateException(name + ": expected one input, found " + inputs.size());
        }
        return inputs.get(0);
    }
}
