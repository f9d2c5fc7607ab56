package io.github.djlqat.convert;

import java.util.Arrays;

/**
 * Where a value of the float graph lies in the integer graph, and in which order.
 *
 * <p>A value's elements, row-major in the float graph's order, are those of an array of {@code
 * dimensions}; the tensor holds that array transposed by {@code order}. Images are [N, C, H, W] in
 * order 0, 2, 3, 1. A flattened image that only linear layers read keeps the dimensions it had as
 * an image, and they permute their columns instead.
 *
 * @param tensor the tensor's index; -1 where no tensor holds the value
 * @param dimensions of the float graph's order; the batch is 1
 * @param order stored dimension i is dimension {@code order[i]}
 */
public record Place(int tensor, int[] dimensions, int[] order) {

    private static final int[] CHANNELS_LAST = {0, 2, 3, 1};

    /** Copies the arrays. */
    public Place {
        dimensions = dimensions.clone();
        order = order.clone();
    }

    /** Returns the place of a value of the given shape: channels last for images, else as it is. */
    public static Place natural(int tensor, int... dimensions) {
        return new Place(tensor, dimensions, orderOf(dimensions.length));
    }

    /**
     * Returns the place of a value that no tensor holds, because it is part of another's making.
     */
    static Place nowhere(int... dimensions) {
        return natural(-1, dimensions);
    }

    /** Returns whether a tensor holds the value. */
    public boolean isStored() {
        return tensor >= 0;
    }

    /** Returns the order in which values of a rank are stored. */
    public static int[] orderOf(int rank) {
        return rank == 4 ? CHANNELS_LAST.clone() : identity(rank);
    }

    static int[] identity(int rank) {
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = i;
        }
        return order;
    }

    @Override
    public int[] dimensions() {
        return dimensions.clone();
    }

    @Override
    public int[] order() {
        return order.clone();
    }

    /** Returns the tensor's dimensions. */
    public int[] stored() {
        int[] stored = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            stored[i] = dimensions[order[i]];
        }
        return stored;
    }

    /** Returns which stored dimension is dimension {@code axis}. */
    public int storedAxis(int axis) {
        return inverse()[axis];
    }

    /** Returns the permutation that brings the tensor into the float graph's order. */
    public int[] inverse() {
        int[] inverse = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            inverse[order[i]] = i;
        }
        return inverse;
    }

    /** Returns whether the tensor's elements are in the float graph's order as they lie. */
    public boolean isRowMajor() {
        int last = -1;
        for (int axis : order) {
            if (dimensions[axis] != 1) {
                if (axis < last) {
                    return false;
                }
                last = axis;
            }
        }
        return true;
    }

    /**
     * Returns for each element, in the order in which they are stored, its row-major index in the
     * float graph's order.
     */
    public int[] sourceIndices() {
        int rank = dimensions.length;
        int[] strides = new int[rank];
        int size = 1;
        for (int i = rank - 1; i >= 0; i--) {
            strides[i] = size;
            size *= dimensions[i];
        }
        int[] indices = new int[size];
        int[] position = new int[rank];
        for (int n = 0; n < size; n++) {
            int source = 0;
            for (int i = 0; i < rank; i++) {
                source += position[i] * strides[order[i]];
            }
            indices[n] = source;
            for (int i = rank - 1; i >= 0 && ++position[i] == dimensions[order[i]]; i--) {
                position[i] = 0;
            }
        }
        return indices;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Place
                && tensor == ((Place) other).tensor
                && Arrays.equals(dimensions, ((Place) other).dimensions)
                && Arrays.equals(order, ((Place) other).order);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * tensor + Arrays.hashCode(dimensions)) + Arrays.hashCode(order);
    }

    @Override
    public String toString() {
        return "tensor "
                + tensor
                + " "
                + Arrays.toString(dimensions)
                + " in order "
                + Arrays.toString(order);
    }
}
