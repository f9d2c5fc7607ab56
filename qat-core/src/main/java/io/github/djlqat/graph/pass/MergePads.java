package io.github.djlqat.graph.pass;

import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.graph.pass.Rewrite.Change;
import io.github.djlqat.graph.pass.Rewrite.Uses;

/**
 * Moves explicit padding into the convolution or the pool behind it, where that computes the same:
 * zeros into a convolution or an average pool without padding of its own, and values that cannot
 * win into a maximum pool.
 */
public final class MergePads implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        return Rewrite.apply(graph, MergePads::merge);
    }

    private static Change merge(Node node, Uses uses) {
        if (node.inputs().size() != 1 || !uses.isReadOnce(node.input())) {
            return null;
        }
        Node producer = uses.node(node.input());
        if (!(producer.op() instanceof Op.Pad pad)) {
            return null;
        }
        Op merged = null;
        if (node.op() instanceof Op.Convolution c && pad.value() == 0f) {
            merged = c.withPadding(c.padding().plus(pad.padding()));
        } else if (node.op() instanceof Op.AveragePool p
                && pad.value() == 0f
                && p.padding().isNone()) {
            merged = new Op.AveragePool(p.kernel(), p.stride(), pad.padding(), true);
        } else if (node.op() instanceof Op.MaxPool p) {
            Op.Pads both = p.padding().plus(pad.padding());
            if (pad.value() <= Range.of(producer.input(), uses).low() && touches(p, both)) {
                merged = new Op.MaxPool(p.kernel(), p.stride(), both);
            }
        }
        return merged == null
                ? null
                : new Change.Replace(node.name(), merged, producer.inputs(), node.shape());
    }

    /** Returns whether every window holds an element that is not padding. */
    private static boolean touches(Op.MaxPool pool, Op.Pads pads) {
        return Math.max(pads.top(), pads.bottom()) < pool.kernel().height()
                && Math.max(pads.left(), pads.right()) < pool.kernel().width();
    }
}
