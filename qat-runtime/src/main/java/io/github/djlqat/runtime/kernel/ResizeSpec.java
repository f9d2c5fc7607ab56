package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Ints;

/**
 * Resize by nearest neighbour: output (n, y, x) is the input's pixel (n, rows[y], columns[x]).
 *
 * @param input where the input is
 * @param output where the output goes
 * @param inputShape [N,H,W,C]
 * @param rows for each output row the input's
 * @param columns for each output column the input's
 */
public record ResizeSpec(
        Operand input, Operand output, Image inputShape, Ints rows, Ints columns) {}
