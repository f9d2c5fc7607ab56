package io.github.djlqat.graph.pass;

import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.graph.pass.Rewrite.Change;
import io.github.djlqat.graph.pass.Rewrite.Uses;
import io.github.djlqat.runtime.graph.Activation;
import java.util.List;

/** {@code x * sigmoid(beta * x)}, which is how blocks write swish, becomes one operation. */
public final class MatchSwish implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        return Rewrite.apply(graph, MatchSwish::match);
    }

    private static Change match(Node node, Uses uses) {
        if (!(node.op() instanceof Op.Multiply m) || m.activation() != Activation.NONE) {
            return null;
        }
        Change change = match(node, uses, node.inputs().get(0), node.inputs().get(1));
        return change != null
                ? change
                : match(node, uses, node.inputs().get(1), node.inputs().get(0));
    }

    private static Change match(Node node, Uses uses, int x, int sigmoid) {
        if (uses.op(sigmoid, Op.Sigmoid.class) == null || !uses.isReadOnce(sigmoid)) {
            return null;
        }
        int argument = uses.node(sigmoid).input();
        float beta = 1f;
        Op.Affine affine = uses.op(argument, Op.Affine.class);
        if (argument != x && affine != null && affine.offset() == 0f && uses.isReadOnce(argument)) {
            beta = affine.scale();
            argument = uses.node(argument).input();
        }
        return argument == x
                ? new Change.Replace(node.name(), new Op.Swish(beta), List.of(x), node.shape())
                : null;
    }
}
