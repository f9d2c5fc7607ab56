package io.github.djlqat.graph.pass;

import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Op;
import io.github.djlqat.graph.pass.Rewrite.Change;

/** Removes dropout, which does nothing in inference. */
public final class RemoveDropout implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        return Rewrite.apply(
                graph,
                (node, uses) ->
                        node.op() instanceof Op.Dropout ? new Change.Alias(node.input()) : null);
    }
}
