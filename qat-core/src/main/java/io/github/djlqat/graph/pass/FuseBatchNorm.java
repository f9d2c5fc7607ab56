package io.github.djlqat.graph.pass;

import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.graph.pass.Rewrite.Change;
import io.github.djlqat.graph.pass.Rewrite.Uses;
import io.github.djlqat.runtime.graph.Activation;

/**
 * Moves batch norm into the convolution or the linear layer before it. Where the value before is
 * something else, is read elsewhere, or already activated, batch norm stays an operation.
 */
public final class FuseBatchNorm implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        return Rewrite.apply(graph, FuseBatchNorm::fuse);
    }

    private static Change fuse(Node node, Uses uses) {
        if (!(node.op() instanceof Op.BatchNorm norm) || !uses.isReadOnce(node.input())) {
            return null;
        }
        Node producer = uses.node(node.input());
        Op fused = null;
        if (producer.op() instanceof Op.Convolution c
                && c.batchNorm() == null
                && c.activation() == Activation.NONE) {
            fused = c.withBatchNorm(norm);
        } else if (producer.op() instanceof Op.Linear l
                && l.batchNorm() == null
                && l.activation() == Activation.NONE
                && producer.shape().dimension() == 2) {
            fused = new Op.Linear(l.weight(), l.bias(), norm, Activation.NONE);
        }
        return fused == null
                ? null
                : new Change.Replace(producer.name(), fused, producer.inputs(), node.shape());
    }
}
