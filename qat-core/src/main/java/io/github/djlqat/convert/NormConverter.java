package io.github.djlqat.convert;

import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.network.plan.QuantizedAffine;
import io.github.djlqat.runtime.graph.Operator;

/** Batch norms that stand alone, as {@code DjlqatBatchNorm}. */
final class NormConverter {

    private NormConverter() {}

    static Place convert(FrozenNetwork network, Assembly assembly, Node node, Place x) {
        QuantizedAffine affine =
                network.norms()
                        .get(node.id())
                        .on(network.quantization(node.input()), NarrowCodes.written(network, node));
        int channels = affine.multipliers().size();
        int multiplier =
                assembly.constant(
                        node.name() + "/multiplier",
                        new int[] {channels},
                        affine.multipliers().toArray());
        int offset =
                assembly.constant(
                        node.name() + "/offset", new int[] {channels}, affine.offsets().toArray());
        int y = assembly.codes(node.name(), x.stored(), NarrowCodes.written(network, node));
        assembly.add(
                new Operator.DjlqatBatchNorm(
                        x.tensor(),
                        multiplier,
                        offset,
                        y,
                        affine.shift(),
                        ((Op.Convolution) node.op()).activation()));
        return new Place(y, x.dimensions(), x.order());
    }
}
