package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Ints;

/**
 * Two operands that meet element by element, broadcast as NumPy does. The output may share its
 * place with an operand of the same shape.
 */
public final class Broadcast {
    /** Where the left operand is. */
    public final Operand left;

    /** Where the right operand is. */
    public final Operand right;

    /** Where the output goes. */
    public final Operand output;

    /**
     * The output's dimensions, at least one; adjacent ones are merged where both operands allow.
     */
    public final Ints shape;

    /** For each dimension, the left operand's step in elements, 0 where it repeats. */
    public final Ints leftStrides;

    /** For each dimension, the right operand's step, 0 where it repeats. */
    public final Ints rightStrides;

    /** Sets every field, in their order. */
    public Broadcast(
            Operand left,
            Operand right,
            Operand output,
            Ints shape,
            Ints leftStrides,
            Ints rightStrides) {
        this.left = left;
        this.right = right;
        this.output = output;
        this.shape = shape;
        this.leftStrides = leftStrides;
        this.rightStrides = rightStrides;
    }

    /** Returns whether both operands have the output's shape: one run without any broadcast. */
    public boolean isElementwise() {
        return shape.size() == 1 && leftStrides.get(0) == 1 && rightStrides.get(0) == 1;
    }
}
