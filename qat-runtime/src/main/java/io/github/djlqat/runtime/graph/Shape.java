package io.github.djlqat.runtime.graph;

/**
 * The dimensions of a tensor, outermost first; images are NHWC. A scalar has none.
 *
 * @param dimensions each at least 1, their product at most {@link Integer#MAX_VALUE}
 */
public record Shape(Ints dimensions) {

    /** Checks that every dimension is positive and that the product is an int. */
    public Shape {
        long product = 1;
        for (int i = 0; i < dimensions.size(); i++) {
            int d = dimensions.get(i);
            if (d < 1) {
                throw new IllegalArgumentException(
                        "dimension " + i + ": expected at least 1, found " + d);
            }
            product *= d;
            if (product > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "expected at most " + Integer.MAX_VALUE + " elements, found " + dimensions);
            }
        }
    }

    /** Returns a shape of the given dimensions. */
    public static Shape of(int... dimensions) {
        return new Shape(Ints.of(dimensions));
    }

    /** Returns the number of dimensions. */
    public int rank() {
        return dimensions.size();
    }

    /** Returns dimension {@code axis}; a negative axis counts from the end. */
    public int get(int axis) {
        return dimensions.get(axis < 0 ? axis + rank() : axis);
    }

    /** Returns the number of elements. */
    public int elements() {
        int product = 1;
        for (int i = 0; i < rank(); i++) {
            product *= dimensions.get(i);
        }
        return product;
    }

    @Override
    public String toString() {
        return dimensions.toString();
    }
}
