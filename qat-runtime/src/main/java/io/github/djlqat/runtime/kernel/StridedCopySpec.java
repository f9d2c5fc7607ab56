package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Ints;

/**
 * A copy that picks elements at fixed steps: TRANSPOSE, STRIDED_SLICE, RESHAPE. Output element (i0,
 * i1, ...) is the input's element at {@code base + i0 * strides[0] + i1 * strides[1] + ...}.
 *
 * @param input where the input is
 * @param output where the output goes, row-major
 * @param elementBytes bytes of one element: 1, 4 or 8
 * @param shape the output's dimensions, at least one
 * @param base the first element
 * @param strides for each dimension, the step in elements; may be negative
 */
public record StridedCopySpec(
        Operand input, Operand output, int elementBytes, Ints shape, int base, Ints strides) {}
