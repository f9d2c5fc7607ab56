package io.github.djlqat.runtime.plan;

import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Shape;

/** What operators cost. */
public final class Costs {

    private Costs() {}

    /**
     * Returns the multiply-accumulates of an operator; 0 but for convolutions and fully connected
     * layers. Taps on padding count.
     */
    public static long multiplyAccumulates(IntegerGraph graph, Operator op) {
        long outputs = graph.tensor(op.output()).shape().elements();
        if (op instanceof Operator.Conv2D o) {
            Shape filter = graph.tensor(o.filter()).shape();
            return outputs * filter.get(1) * filter.get(2) * filter.get(3);
        } else if (op instanceof Operator.DepthwiseConv2D o) {
            Shape filter = graph.tensor(o.filter()).shape();
            return outputs * filter.get(1) * filter.get(2);
        } else if (op instanceof Operator.FullyConnected o) {
            return outputs * graph.tensor(o.filter()).shape().get(1);
        }
        return 0;
    }

    /** Returns about how many multiply-accumulates an operator is worth in time. */
    static long work(IntegerGraph graph, Operator op) {
        long macs = multiplyAccumulates(graph, op);
        if (macs > 0) {
            return macs;
        }
        long elements = graph.tensor(op.output()).shape().elements();
        if (op instanceof Operator.Pool2D o) {
            return elements * o.filterH() * o.filterW();
        } else if (op instanceof Operator.Mean o) {
            return graph.tensor(o.input()).shape().elements();
        }
        return 4 * elements;
    }
}
