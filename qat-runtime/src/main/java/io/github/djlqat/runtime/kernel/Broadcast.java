package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Ints;

/**
 * Two operands that meet element by element, broadcast as NumPy does. The output may share its
 * place with an operand of the same shape.
 *
 * @param left where the left operand is
 * @param right where the right operand is
 * @param output where the output goes
 * @param shape the output's dimensions, at least one; adjacent ones are merged where both operands
 *     allow
 * @param leftStrides for each dimension, the left operand's step in elements, 0 where it repeats
 * @param rightStrides for each dimension, the right operand's step, 0 where it repeats
 */
public record Broadcast(
        Operand left,
        Operand right,
        Operand output,
        Ints shape,
        Ints leftStrides,
        Ints rightStrides) {

    /** Returns whether both operands have the output's shape: one run without any broadcast. */
    public boolean isElementwise() {
        return shape.size() == 1 && leftStrides.get(0) == 1 && rightStrides.get(0) == 1;
    }
}
