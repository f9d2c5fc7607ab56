package io.github.djlqat.runtime.lower;

import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Shape;
import java.util.Arrays;

/** A list of dimensions with their steps, in which neighbours that form one run are merged. */
final class Dimensions {

    private final int[] sizes;
    private final int[] steps;
    private int count;

    Dimensions(int capacity) {
        sizes = new int[capacity];
        steps = new int[capacity];
    }

    /** Adds a dimension inside those added before. */
    void add(int size, int step) {
        if (size == 1) {
            return;
        }
        if (count > 0 && steps[count - 1] == size * step) {
            sizes[count - 1] *= size;
            steps[count - 1] = step;
        } else {
            sizes[count] = size;
            steps[count++] = step;
        }
    }

    Ints shape() {
        return Ints.of(Arrays.copyOf(sizes, count));
    }

    Ints strides() {
        return Ints.of(Arrays.copyOf(steps, count));
    }

    /** Returns the step of each dimension of a row-major tensor. */
    static int[] strides(Shape shape) {
        int[] strides = new int[shape.rank()];
        int step = 1;
        for (int d = shape.rank() - 1; d >= 0; d--) {
            strides[d] = step;
            step *= shape.get(d);
        }
        return strides;
    }
}
