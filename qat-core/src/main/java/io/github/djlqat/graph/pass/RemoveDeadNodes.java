package io.github.djlqat.graph.pass;

import io.github.djlqat.graph.Graph;

/** Removes what no output depends on; the inputs stay, so that callers pass the same arrays. */
public final class RemoveDeadNodes implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        return Rewrite.removeDead(graph);
    }
}
