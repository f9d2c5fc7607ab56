package io.github.djlqat.graph.pass;

import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.graph.pass.Rewrite.Change;
import io.github.djlqat.graph.pass.Rewrite.Uses;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * One form for means: an average pool over the whole image becomes {@code Mean} over axes 2 and 3,
 * means one after the other become one, and a reshape that only drops or adds the averaged
 * dimensions goes into the mean.
 */
public final class NormalizeMeans implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        return Rewrite.apply(graph, NormalizeMeans::normalize);
    }

    private static Change normalize(Node node, Uses uses) {
        if (node.inputs().size() != 1) {
            return null;
        }
        Node producer = uses.node(node.input());
        if (node.op() instanceof Op.AveragePool p && p.padding().isNone()) {
            Shape in = producer.shape();
            boolean whole = p.kernel().height() == in.get(2) && p.kernel().width() == in.get(3);
            return whole ? replace(node, List.of(2, 3), true, node.inputs()) : null;
        }
        if (!(producer.op() instanceof Op.Mean inner) || !uses.isReadOnce(producer.id())) {
            return null;
        }
        Shape source = uses.node(producer.input()).shape();
        if (node.op() instanceof Op.Mean outer
                && inner.keepDimensions() == outer.keepDimensions()) {
            return replace(
                    node,
                    join(inner, outer, source.dimension()),
                    outer.keepDimensions(),
                    producer.inputs());
        }
        if (node.op() instanceof Op.Reshape
                && node.shape().equals(reduced(source, inner.axes(), !inner.keepDimensions()))) {
            return replace(node, inner.axes(), !inner.keepDimensions(), producer.inputs());
        }
        return null;
    }

    private static Change replace(
            Node node, List<Integer> axes, boolean keep, List<Integer> inputs) {
        return new Change.Replace(node.name(), new Op.Mean(axes, keep), inputs, node.shape());
    }

    /** Returns the axes of both means, as axes of the first one's input. */
    private static List<Integer> join(Op.Mean inner, Op.Mean outer, int dimensions) {
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < dimensions; i++) {
            if (inner.keepDimensions() || !inner.axes().contains(i)) {
                left.add(i);
            }
        }
        TreeSet<Integer> axes = new TreeSet<>(inner.axes());
        outer.axes().forEach(a -> axes.add(left.get(a)));
        return List.copyOf(axes);
    }

    private static Shape reduced(Shape shape, List<Integer> axes, boolean keep) {
        List<Long> dims = new ArrayList<>();
        for (int i = 0; i < shape.dimension(); i++) {
            if (!axes.contains(i)) {
                dims.add(shape.get(i));
            } else if (keep) {
                dims.add(1L);
            }
        }
        return new Shape(dims);
    }
}
