package io.github.djlqat.convert;

import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Node;

/** Shapes of the float graph, for one example. */
final class Shapes {

    private Shapes() {}

    /** Returns a node's dimensions with a batch of 1. */
    static int[] ofBatchOne(Node node) {
        Shape shape = node.shape();
        int[] dimensions = new int[shape.dimension()];
        for (int i = 0; i < dimensions.length; i++) {
            long size = shape.get(i);
            dimensions[i] = size < 0 ? 1 : Math.toIntExact(size);
        }
        return dimensions;
    }
}
