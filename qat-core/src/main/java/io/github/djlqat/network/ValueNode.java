package io.github.djlqat.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.djlqat.kernel.GridSpec;
import io.github.djlqat.kernel.QuantKernels;
import io.github.djlqat.kernel.RangeState;
import io.github.djlqat.kernel.Rounding;
import io.github.djlqat.quant.QuantParams;
import io.github.djlqat.quant.ValueQuantizer;
import io.github.djlqat.runtime.graph.Quantization;

/** The quantizer of one group of values. */
final class ValueNode {

    private static final GridSpec INT8 = new GridSpec(-128, 127, false, false, GridSpec.PER_TENSOR);

    private final ValueQuantizer block;

    ValueNode(ValueQuantizer block) {
        this.block = block;
    }

    ValueQuantizer block() {
        return block;
    }

    void observe(NDArray x) {
        block.observe(x);
    }

    /**
     * Observes as the block's state says, and quantizes.
     *
     * @param sums whether {@code x} are sums of products: of these alone the runtime can drop the
     *     fraction; all else it rounds to the nearest
     */
    NDArray quantize(ParameterStore store, NDArray x, boolean training, boolean sums) {
        return block.forward(store, sums ? x : raised(x), training);
    }

    private NDArray raised(NDArray x) {
        boolean floors = block.rounding() == Rounding.FLOOR && block.hasRange();
        return floors ? x.add(block.params().scale() / 2) : x;
    }

    /** Quantizes and never observes; a quantizer that has nothing yet lets values pass. */
    NDArray round(ParameterStore store, NDArray x) {
        return block.hasRange() ? block.forward(store, raised(x), false) : x;
    }

    /** Returns the step of sums whose fraction is dropped, or 0 where they are rounded. */
    float floorStep() {
        return block.rounding() == Rounding.FLOOR ? block.params().scale() : 0;
    }

    Quantization quantization() {
        QuantParams p = block.params();
        return Quantization.perTensor(p.scale(), p.zeroPoint());
    }

    /** Brings values onto a grid that the specification fixes; gradients go straight through. */
    static NDArray fixed(NDArray x, Quantization q) {
        NDManager manager = x.getManager();
        NDArray scale = manager.create(new float[] {q.scale()});
        NDArray zeroPoint = manager.create(new float[] {q.zeroPoint()});
        NDArray none = manager.zeros(scale.getShape());
        RangeState state = new RangeState(none, none, scale, zeroPoint, none);
        return QuantKernels.of(manager).fakeQuantize(x, state, INT8);
    }
}
