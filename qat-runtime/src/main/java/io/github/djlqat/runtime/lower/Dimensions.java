package io.github.djlqat.runtime.lower;

import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.kernel.Broadcast;
import io.github.djlqat.runtime.kernel.Operand;
import java.util.Arrays;
import java.util.function.IntFunction;

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

    /** Returns how two operands meet, in as few dimensions as possible. */
    static Broadcast broadcast(
            IntegerGraph graph, IntFunction<Operand> places, int left, int right, int output) {
        Shape shape = graph.tensor(output).shape();
        int rank = shape.rank();
        int[] leftSteps = steps(graph.tensor(left).shape(), rank);
        int[] rightSteps = steps(graph.tensor(right).shape(), rank);
        int[] sizes = new int[rank + 1];
        int[] l = new int[rank + 1];
        int[] r = new int[rank + 1];
        int count = 0;
        for (int d = 0; d < rank; d++) {
            int size = shape.get(d);
            if (size == 1) {
                continue;
            }
            boolean merges =
                    count > 0
                            && l[count - 1] == size * leftSteps[d]
                            && r[count - 1] == size * rightSteps[d];
            int at = merges ? count - 1 : count++;
            sizes[at] = merges ? sizes[at] * size : size;
            l[at] = leftSteps[d];
            r[at] = rightSteps[d];
        }
        if (count == 0) {
            sizes[count] = 1;
            l[count] = 1;
            r[count++] = 1;
        }
        return new Broadcast(
                places.apply(left),
                places.apply(right),
                places.apply(output),
                Ints.of(Arrays.copyOf(sizes, count)),
                Ints.of(Arrays.copyOf(l, count)),
                Ints.of(Arrays.copyOf(r, count)));
    }

    /** Returns an operand's step in each of the output's dimensions, 0 where it repeats. */
    private static int[] steps(Shape shape, int rank) {
        int[] strides = strides(shape);
        int[] steps = new int[rank];
        for (int i = 1; i <= shape.rank(); i++) {
            steps[rank - i] = shape.get(-i) == 1 ? 0 : strides[shape.rank() - i];
        }
        return steps;
    }
}
