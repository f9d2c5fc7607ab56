package io.github.djlqat.trace;

import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Weight;
import java.util.List;

/** What the recorder knows of an array that a block holds while it is traced. */
sealed interface Traced {

    /** The value that node {@code node} computes. */
    record Value(int node) implements Traced {}

    /**
     * {@code min(max(x, low), high)} of a value; becomes a node once the bounds are those of an
     * activation, since {@code minimum} and {@code maximum} are written one after the other.
     */
    record Clamped(int node, float low, float high) implements Traced {}

    /**
     * Values of one shape stacked along a new dimension, which is how {@code NDArrays.add(a, b, c)}
     * adds; becomes nodes only where something other than a sum reads it.
     *
     * @param nodes the stacked values
     * @param axis the new dimension, counted from 0
     * @param part the shape of each value
     */
    record Stacked(List<Integer> nodes, int axis, Shape part) implements Traced {}

    /**
     * A parameter of the block.
     *
     * @param transposed whether the block holds the transposed of a matrix
     */
    record Parameter(Weight weight, boolean transposed) implements Traced {}
}
