package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Ints;

/**
 * A copy that picks elements at fixed steps: TRANSPOSE, STRIDED_SLICE, RESHAPE. Output element (i0,
 * i1, ...) is the input's element at {@code base + i0 * strides[0] + i1 * strides[1] + ...}.
 */
public final class StridedCopySpec {
    /** Where the input is. */
    public final Operand input;

    /** Where the output goes, row-major. */
    public final Operand output;

    /** Bytes of one element: 1, 4 or 8. */
    public final int elementBytes;

    /** The output's dimensions, at least one. */
    public final Ints shape;

    /** The first element. */
    public final int base;

    /** For each dimension, the step in elements; may be negative. */
    public final Ints strides;

    /** Sets every field, in their order. */
    public StridedCopySpec(
            Operand input, Operand output, int elementBytes, Ints shape, int base, Ints strides) {
        this.input = input;
        this.output = output;
        this.elementBytes = elementBytes;
        this.shape = shape;
        this.base = base;
        this.strides = strides;
    }
}
