package io.github.djlqat.trace;

import ai.djl.ndarray.types.Shape;

/** Arithmetic on shapes and axes. */
final class Shapes {

    private Shapes() {}

    /** Returns an axis counted from 0. */
    static int axis(int axis, int dimensions) {
        return axis < 0 ? axis + dimensions : axis;
    }

    /** Returns {@code shape} with {@code size} put in before dimension {@code axis}. */
    static Shape insert(Shape shape, int axis, long size) {
        long[] dims = new long[shape.dimension() + 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i < axis ? shape.get(i) : i == axis ? size : shape.get(i - 1);
        }
        return new Shape(dims);
    }

    /** Returns {@code shape} with dimension {@code axis} replaced. */
    static Shape with(Shape shape, int axis, long size) {
        long[] dims = shape.getShape().clone();
        dims[axis] = size;
        return new Shape(dims);
    }

    /** Returns a square or rectangular attribute's element as an int. */
    static int at(Shape shape, int index) {
        return Math.toIntExact(shape.get(index));
    }
}
