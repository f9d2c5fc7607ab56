package io.github.djlqat.graph.pass;

import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Op;
import io.github.djlqat.graph.pass.Rewrite.Change;

/** Two constant scales and offsets, one after the other, become one. */
public final class MergeAffines implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        return Rewrite.apply(
                graph,
                (node, uses) -> {
                    if (!(node.op() instanceof Op.Affine second)) {
                        return null;
                    }
                    Op.Affine first = uses.op(node.input(), Op.Affine.class);
                    if (first == null || !uses.isReadOnce(node.input())) {
                        return null;
                    }
                    float scale = first.scale() * second.scale();
                    float offset = first.offset() * second.scale() + second.offset();
                    return new Change.Replace(
                            node.name(),
                            new Op.Affine(scale, offset),
                            uses.node(node.input()).inputs(),
                            node.shape());
                });
    }
}
