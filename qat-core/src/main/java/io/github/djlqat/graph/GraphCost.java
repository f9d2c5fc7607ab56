package io.github.djlqat.graph;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What an operation costs: parameters it reads, multiply-accumulates for one example. */
public final class GraphCost {

    private GraphCost() {}

    /** Returns the parameters that an operation reads, in its order. */
    public static List<Weight> weights(Op op) {
        List<Weight> weights = new ArrayList<>();
        if (op instanceof Op.Convolution c) {
            add(weights, c.weight(), c.bias());
            weights.addAll(weights(c.batchNorm()));
        } else if (op instanceof Op.Linear l) {
            add(weights, l.weight(), l.bias());
            weights.addAll(weights(l.batchNorm()));
        } else if (op instanceof Op.Binarize b) {
            weights.addAll(weights(b.batchNorm()));
        } else if (op instanceof Op.BatchNorm b) {
            add(weights, b.gamma(), b.beta(), b.runningMean(), b.runningVariance());
        }
        return weights;
    }

    private static void add(List<Weight> weights, Weight... more) {
        Stream.of(more).filter(Objects::nonNull).forEach(weights::add);
    }

    /** Returns how many numbers the parameters of an operation hold, running statistics too. */
    public static long parameters(Op op) {
        return weights(op).stream().mapToLong(w -> w.parameter().getShape().size()).sum();
    }

    /** Returns how many numbers the graph's parameters hold, each parameter counted once. */
    public static long parameters(Graph graph) {
        return graph.nodes().stream()
                .flatMap(n -> weights(n.op()).stream())
                .distinct()
                .mapToLong(w -> w.parameter().getShape().size())
                .sum();
    }

    /** Returns the multiply-accumulates of convolutions and linear layers for one example. */
    public static long multiplyAccumulates(Node node) {
        long elements = elements(node.shape());
        if (node.op() instanceof Op.Convolution c) {
            Shape weight = c.weight().parameter().getShape();
            return elements * weight.size(1, 2, 3);
        } else if (node.op() instanceof Op.Linear l) {
            return elements * l.weight().parameter().getShape().get(1);
        }
        return 0;
    }

    /** Returns the multiply-accumulates of a graph for one example. */
    public static long multiplyAccumulates(Graph graph) {
        return graph.nodes().stream().mapToLong(GraphCost::multiplyAccumulates).sum();
    }

    private static long elements(Shape shape) {
        return shape.slice(1).size();
    }
}
