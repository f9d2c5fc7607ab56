package io.github.djlqat.onnx;

import io.github.djlqat.runtime.graph.Shape;

/** In which order the dimensions of a value lie. */
enum Layout {
    /** As in the integer graph: channels last. */
    NATIVE,
    /** Rank 4 only: [N,C,H,W], the integer graph having [N,H,W,C]. */
    CHANNELS_FIRST;

    private static final int[] TO_FIRST = {0, 3, 1, 2};
    private static final int[] TO_LAST = {0, 2, 3, 1};

    /** Returns the layout that a value of the given rank has in ONNX unless an operator differs. */
    static Layout natural(int rank) {
        return rank == 4 ? CHANNELS_FIRST : NATIVE;
    }

    /** Returns the permutation that brings a value of this layout into the other. */
    int[] toOther() {
        return (this == NATIVE ? TO_FIRST : TO_LAST).clone();
    }

    /** Returns at which position of this layout the integer graph's dimension lies. */
    int position(int dimension) {
        return this == NATIVE ? dimension : TO_LAST_POSITIONS[dimension];
    }

    /** For each of N, H, W, C its position in [N,C,H,W]. */
    private static final int[] TO_LAST_POSITIONS = {0, 2, 3, 1};

    /** Returns a list with one entry for each dimension, brought into this layout. */
    int[] arrange(int... native4) {
        int[] arranged = new int[native4.length];
        for (int d = 0; d < arranged.length; d++) {
            arranged[position(d)] = native4[d];
        }
        return arranged;
    }

    /** Returns a shape's dimensions in this layout. */
    long[] dimensions(Shape shape) {
        return Longs.of(arrange(shape.dimensions().toArray()));
    }

    /** Returns whether the elements lie in the same order in both layouts. */
    static boolean sameOrder(Shape shape) {
        return shape.rank() != 4 || shape.get(3) == 1 || shape.get(1) * shape.get(2) == 1;
    }
}
