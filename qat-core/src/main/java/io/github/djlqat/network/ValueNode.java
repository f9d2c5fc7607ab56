package io.github.djlqat.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.djlqat.kernel.GridSpec;
import io.github.djlqat.kernel.QuantKernels;
import io.github.djlqat.kernel.RangeState;
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

    /** Observes as the block's state says, and quantizes. */
    NDArray quantize(ParameterStore store, NDArray x, boolean training) {
        return block.forward(store, x, training);
    }

    /** Quantizes and never observes; a quantizer that has nothing yet lets values pass. */
    NDArray round(ParameterStore store, NDArray x) {
        return block.hasRange() ? block.forward(store, x, false) : x;
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
