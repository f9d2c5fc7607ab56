package io.github.djlqat.examples.inspect;

import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.util.HashSet;
import java.util.Set;

/** What the operators of a graph cost, counted from their shapes. */
public final class Costs {

    private Costs() {}

    /**
     * Returns the multiply-accumulates of one operator: those of convolutions and fully connected
     * layers, padding counted as if it were data; 0 for all others.
     */
    public static long multiplyAccumulates(IntegerGraph graph, Operator op) {
        long outputs = graph.tensor(op.output()).shape().elements();
        if (op instanceof Operator.Conv2D conv) {
            Shape filter = graph.tensor(conv.filter()).shape();
            return outputs * filter.get(1) * filter.get(2) * filter.get(3);
        }
        if (op instanceof Operator.DepthwiseConv2D conv) {
            Shape filter = graph.tensor(conv.filter()).shape();
            return outputs * filter.get(1) * filter.get(2);
        }
        if (op instanceof Operator.FullyConnected full) {
            return outputs * graph.tensor(full.filter()).shape().get(-1);
        }
        return 0;
    }

    /** Returns the multiply-accumulates of a whole graph. */
    public static long multiplyAccumulates(IntegerGraph graph) {
        return graph.operators().stream().mapToLong(op -> multiplyAccumulates(graph, op)).sum();
    }

    /** Returns the bytes of the constants that one operator reads. */
    public static long constantBytes(IntegerGraph graph, Operator op) {
        return constantBytes(graph, op.inputs(), new HashSet<>());
    }

    /** Returns the bytes of all constants, each counted once. */
    public static long constantBytes(IntegerGraph graph) {
        Set<Integer> seen = new HashSet<>();
        return graph.operators().stream()
                .mapToLong(op -> constantBytes(graph, op.inputs(), seen))
                .sum();
    }

    private static long constantBytes(IntegerGraph graph, Ints inputs, Set<Integer> seen) {
        long bytes = 0;
        for (int i = 0; i < inputs.size(); i++) {
            int index = inputs.get(i);
            if (index == Operator.NONE || !seen.add(index)) {
                continue;
            }
            Tensor tensor = graph.tensor(index);
            bytes += tensor.isConstant() ? tensor.byteSize() : 0;
        }
        return bytes;
    }
}
