package io.github.djlqat.graph.pass;

import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.graph.pass.Rewrite.Uses;
import io.github.djlqat.runtime.graph.Activation;

/**
 * Bounds that a value cannot leave, whatever the input.
 *
 * @param low the lower bound, maybe minus infinity
 * @param high the upper bound, maybe infinity
 */
record Range(float low, float high) {

    private static final Range ALL = new Range(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);

    static Range of(Activation activation) {
        return switch (activation) {
            case NONE -> ALL;
            case RELU -> new Range(0f, Float.POSITIVE_INFINITY);
            case RELU6 -> new Range(0f, 6f);
            case RELU_N1_TO_1 -> new Range(-1f, 1f);
        };
    }

    /** Returns bounds of a value, from its operation and those that only select elements. */
    static Range of(int id, Uses uses) {
        Node node = uses.node(id);
        Op op = node.op();
        if (op instanceof Op.Clamp c) {
            return of(c.activation());
        } else if (op instanceof Op.Convolution c) {
            return of(c.activation());
        } else if (op instanceof Op.Linear l) {
            return of(l.activation());
        } else if (op instanceof Op.Add a) {
            return of(a.activation());
        } else if (op instanceof Op.Subtract s) {
            return of(s.activation());
        } else if (op instanceof Op.Multiply m) {
            return of(m.activation());
        } else if (op instanceof Op.Sigmoid || op instanceof Op.Softmax) {
            return new Range(0f, 1f);
        } else if (op instanceof Op.Tanh) {
            return new Range(-1f, 1f);
        } else if (op instanceof Op.MaxPool
                || op instanceof Op.Reshape
                || op instanceof Op.Transpose
                || op instanceof Op.Slice
                || op instanceof Op.ResizeNearest) {
            return of(node.input(), uses);
        } else if (op instanceof Op.Concat) {
            Range range = of(node.inputs().get(0), uses);
            for (int input : node.inputs()) {
                Range other = of(input, uses);
                range = new Range(Math.min(range.low, other.low), Math.max(range.high, other.high));
            }
            return range;
        }
        return ALL;
    }

    boolean isWithin(Range o) {
        return low >= o.low && high <= o.high;
    }
}
