package io.github.djlqat.runtime.plan;

import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Shape;

/** What operators cost. */
public final class Costs {

    /** About how many products of bits take as long as one of 8 bits. */
    private static final int BITS_AT_ONCE = 8;

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
        } else if (op instanceof Operator.LceBconv2d o) {
            Shape filter = graph.tensor(o.filter()).shape();
            Shape output = graph.tensor(o.output()).shape();
            int groups = graph.tensor(o.input()).shape().get(3) / filter.get(3);
            long pixels = outputs / output.get(3);
            long taps = (long) filter.get(1) * filter.get(2);
            return pixels * filter.get(0) * taps * (o.channelsIn() / groups);
        }
        return 0;
    }

    /** Returns about how many multiply-accumulates an operator is worth in time. */
    static long work(IntegerGraph graph, Operator op) {
        long macs = multiplyAccumulates(graph, op);
        if (macs > 0) {
            return op instanceof Operator.LceBconv2d ? macs / BITS_AT_ONCE : macs;
        }
        long elements = graph.tensor(op.output()).shape().elements();
        if (op instanceof Operator.Pool2D o) {
            return elements * o.filterH() * o.filterW();
        } else if (op instanceof Operator.LceBMaxPool2d o) {
            return elements * o.filterH() * o.filterW();
        } else if (op instanceof Operator.Mean o) {
            return graph.tensor(o.input()).shape().elements();
        }
        return 4 * elements;
    }
}
