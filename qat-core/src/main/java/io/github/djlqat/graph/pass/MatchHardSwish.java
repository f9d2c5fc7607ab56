package io.github.djlqat.graph.pass;

import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.graph.pass.Rewrite.Change;
import io.github.djlqat.graph.pass.Rewrite.Uses;
import io.github.djlqat.runtime.graph.Activation;
import java.util.List;

/** {@code x * relu6(x + 3) / 6}, the division on either side, becomes one operation. */
public final class MatchHardSwish implements GraphPass {

    @Override
    public Graph apply(Graph graph) {
        return Rewrite.apply(graph, MatchHardSwish::match);
    }

    private static Change match(Node node, Uses uses) {
        int product = node.id();
        boolean divided = isSixth(node.op());
        if (divided) {
            product = node.input();
            if (!uses.isReadOnce(product)) {
                return null;
            }
        }
        Op.Multiply m = uses.op(product, Op.Multiply.class);
        if (m == null || m.activation() != Activation.NONE) {
            return null;
        }
        List<Integer> factors = uses.node(product).inputs();
        for (int i = 0; i < 2; i++) {
            int x = factors.get(i);
            if (isGate(uses, x, factors.get(1 - i), !divided)) {
                return new Change.Replace(
                        node.name(), new Op.HardSwish(), List.of(x), node.shape());
            }
        }
        return null;
    }

    /** Returns whether {@code gate} is {@code relu6(x + 3)}, divided by 6 or not. */
    private static boolean isGate(Uses uses, int x, int gate, boolean divided) {
        int id = gate;
        if (divided) {
            if (!isSixth(uses.node(id).op()) || !uses.isReadOnce(id)) {
                return false;
            }
            id = uses.node(id).input();
        }
        Op.Clamp clamp = uses.op(id, Op.Clamp.class);
        if (clamp == null || clamp.activation() != Activation.RELU6 || !uses.isReadOnce(id)) {
            return false;
        }
        id = uses.node(id).input();
        return new Op.Affine(1f, 3f).equals(uses.node(id).op())
                && uses.isReadOnce(id)
                && uses.node(id).input() == x;
    }

    private static boolean isSixth(Op op) {
        return op instanceof Op.Affine a
                && a.offset() == 0f
                && Math.abs(a.scale() - 1f / 6f) < 1e-6f;
    }
}
