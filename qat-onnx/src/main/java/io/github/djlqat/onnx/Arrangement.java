package io.github.djlqat.onnx;

import io.github.djlqat.runtime.graph.Shape;

/**
 * Elements of one byte in another order: the result's dimension i is the source's dimension {@code
 * permutation[i]}.
 */
final class Arrangement {

    private final int[] source;
    private final int[] permutation;

    private Arrangement(int[] source, int[] permutation) {
        this.source = source;
        this.permutation = permutation;
    }

    static Arrangement permuting(int[] source, int... permutation) {
        return new Arrangement(source.clone(), permutation.clone());
    }

    /** Returns the way from the integer graph's order to a layout. */
    static Arrangement of(Shape shape, Layout layout) {
        int[] source = shape.dimensions().toArray();
        int[] permutation = new int[source.length];
        for (int d = 0; d < source.length; d++) {
            permutation[layout.position(d)] = d;
        }
        return new Arrangement(source, permutation);
    }

    /** Returns the result's dimensions. */
    long[] dimensions() {
        long[] dimensions = new long[source.length];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = source[permutation[i]];
        }
        return dimensions;
    }

    /** Returns the elements in their new order. */
    byte[] apply(byte... elements) {
        int rank = source.length;
        int[] strides = new int[rank];
        for (int d = rank - 1, stride = 1; d >= 0; stride *= source[d--]) {
            strides[d] = stride;
        }
        byte[] result = new byte[elements.length];
        int[] index = new int[rank];
        int from = 0;
        for (int to = 0; to < result.length; to++) {
            result[to] = elements[from];
            for (int i = rank - 1; i >= 0; i--) {
                int d = permutation[i];
                from += strides[d];
                if (++index[i] < source[d]) {
                    break;
                }
                from -= strides[d] * source[d];
                index[i] = 0;
            }
        }
        return result;
    }
}
