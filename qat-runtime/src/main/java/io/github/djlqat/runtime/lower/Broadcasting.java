package io.github.djlqat.runtime.lower;

import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.kernel.Broadcast;
import java.util.Arrays;

/** Finds how two operands meet, in as few dimensions as possible. */
final class Broadcasting {

    private Broadcasting() {}

    static Broadcast of(IntegerGraph graph, Places places, int left, int right, int output) {
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
                places.of(left),
                places.of(right),
                places.of(output),
                Ints.of(Arrays.copyOf(sizes, count)),
                Ints.of(Arrays.copyOf(l, count)),
                Ints.of(Arrays.copyOf(r, count)));
    }

    /** Returns an operand's step in each of the output's dimensions, 0 where it repeats. */
    private static int[] steps(Shape shape, int rank) {
        int[] strides = Dimensions.strides(shape);
        int[] steps = new int[rank];
        for (int i = 1; i <= shape.rank(); i++) {
            steps[rank - i] = shape.get(-i) == 1 ? 0 : strides[shape.rank() - i];
        }
        return steps;
    }
}
