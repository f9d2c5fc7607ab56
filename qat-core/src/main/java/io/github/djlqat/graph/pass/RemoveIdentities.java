package io.github.djlqat.graph.pass;

import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.graph.pass.Rewrite.Change;
import io.github.djlqat.graph.pass.Rewrite.Uses;
import io.github.djlqat.runtime.graph.Activation;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Removes operations that give their input back, and joins reshapes and transposes that follow one
 * another.
 */
public final class RemoveIdentities implements GraphPass {

    private static final Op.Size ONE = new Op.Size(1, 1);

    @Override
    public Graph apply(Graph graph) {
        return Rewrite.apply(graph, RemoveIdentities::simplify);
    }

    private static Change simplify(Node node, Uses uses) {
        if (node.inputs().isEmpty()) {
            return null;
        }
        int input = node.inputs().get(0);
        Node producer = uses.node(input);
        if (isIdentity(node, producer.shape()) || isClamped(node.op(), input, uses)) {
            return new Change.Alias(input);
        }
        if (node.op() instanceof Op.Reshape && producer.op() instanceof Op.Reshape) {
            return new Change.Replace(node.name(), node.op(), producer.inputs(), node.shape());
        }
        if (node.op() instanceof Op.Transpose second
                && producer.op() instanceof Op.Transpose first) {
            List<Integer> both =
                    second.permutation().stream().map(first.permutation()::get).toList();
            return new Change.Replace(
                    node.name(), new Op.Transpose(both), producer.inputs(), node.shape());
        }
        return null;
    }

    private static boolean isIdentity(Node node, Shape input) {
        Op op = node.op();
        boolean sameShape = node.shape().equals(input);
        if (op instanceof Op.Reshape || op instanceof Op.ResizeNearest) {
            return sameShape;
        } else if (op instanceof Op.Slice) {
            return sameShape;
        } else if (op instanceof Op.Transpose t) {
            List<Integer> p = t.permutation();
            return IntStream.range(0, p.size()).allMatch(i -> p.get(i) == i);
        } else if (op instanceof Op.Affine a) {
            return a.scale() == 1f && a.offset() == 0f;
        } else if (op instanceof Op.Pad p) {
            return p.padding().isNone();
        } else if (op instanceof Op.Concat) {
            return node.inputs().size() == 1;
        } else if (op instanceof Op.MaxPool p) {
            return p.kernel().equals(ONE) && p.stride().equals(ONE) && p.padding().isNone();
        } else if (op instanceof Op.AveragePool p) {
            return p.kernel().equals(ONE) && p.stride().equals(ONE) && p.padding().isNone();
        }
        return op instanceof Op.Clamp c && c.activation() == Activation.NONE;
    }

    /** Returns whether a clamp's input cannot leave the clamp's range. */
    private static boolean isClamped(Op op, int input, Uses uses) {
        return op instanceof Op.Clamp c && Range.of(input, uses).isWithin(Range.of(c.activation()));
    }
}
