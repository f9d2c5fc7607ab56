package io.github.djlqat.convert;

import io.github.djlqat.graph.Node;
import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.runtime.graph.Quantization;

/**
 * Ranges of fewer than 8 bits with values on both sides of 0, in any TFLite runtime.
 *
 * <p>The codes end at 127, where int8 saturates; nothing saturates at their lower end. So the
 * operator writes them moved down, their lower end at -128, and a QUANTIZE of the same scale moves
 * them up again: the first saturates below, the second above, and neither rounds, for its
 * multiplier is 1.
 */
final class NarrowCodes {

    private NarrowCodes() {}

    /** Returns the quantization that a node's own operator writes. */
    static Quantization written(FrozenNetwork network, Node node) {
        Quantization q = network.quantization(node.id());
        int down = network.clampedAt(node.id()).orElse(-128) + 128;
        return down == 0 ? q : Quantization.perTensor(q.scale(), q.zeroPoint() - down);
    }
}
