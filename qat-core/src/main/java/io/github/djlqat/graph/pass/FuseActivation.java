package io.github.djlqat.graph.pass;

import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.graph.pass.Rewrite.Change;
import io.github.djlqat.graph.pass.Rewrite.Uses;
import io.github.djlqat.runtime.graph.Activation;

/** Moves a clamp into the convolution, linear layer, sum, difference or product before it. */
public final class FuseActivation implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        return Rewrite.apply(graph, FuseActivation::fuse);
    }

    private static Change fuse(Node node, Uses uses) {
        if (!(node.op() instanceof Op.Clamp clamp) || !uses.isReadOnce(node.input())) {
            return null;
        }
        Node producer = uses.node(node.input());
        Op fused = with(producer.op(), clamp.activation());
        return fused == null
                ? null
                : new Change.Replace(producer.name(), fused, producer.inputs(), node.shape());
    }

    /** Returns the operation with an activation, or null where it cannot have one. */
    private static Op with(Op op, Activation a) {
        if (op instanceof Op.Convolution c && c.activation() == Activation.NONE) {
            return c.withActivation(a);
        } else if (op instanceof Op.Linear l && l.activation() == Activation.NONE) {
            return new Op.Linear(l.weight(), l.bias(), l.batchNorm(), a);
        } else if (op instanceof Op.Add x && x.activation() == Activation.NONE) {
            return new Op.Add(a);
        } else if (op instanceof Op.Subtract x && x.activation() == Activation.NONE) {
            return new Op.Subtract(a);
        } else if (op instanceof Op.Multiply x && x.activation() == Activation.NONE) {
            return new Op.Multiply(a);
        }
        return null;
    }
}
