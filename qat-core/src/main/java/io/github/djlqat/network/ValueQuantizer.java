package io.github.djlqat.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.djlqat.graph.Node;
import io.github.djlqat.kernel.GridSpec;
import io.github.djlqat.kernel.QuantKernels;
import io.github.djlqat.kernel.RangeState;
import io.github.djlqat.quant.FakeQuantize;
import io.github.djlqat.quant.QuantParams;
import io.github.djlqat.quant.QuantSpec;
import io.github.djlqat.runtime.graph.Quantization;

/** The quantizer of one group of values. */
final class ValueQuantizer {

    private static final GridSpec INT8 = new GridSpec(-128, 127, false, false, GridSpec.PER_TENSOR);

    private final FakeQuantize block;
    private boolean enabled = true;

    ValueQuantizer(String name, QuantSpec spec) {
        block = new FakeQuantize(name, spec);
    }

    static FakeQuantize ofWeight(Node node, QuantSpec spec) {
        return new FakeQuantize(WeightedLayer.weightOf(node.op()).path(), spec);
    }

    FakeQuantize block() {
        return block;
    }

    void setEnabled(boolean value) {
        enabled = value;
        block.setEnabled(value);
    }

    void observe(NDArray x) {
        block.observe(x);
    }

    /** Observes as the block's state says, and quantizes. */
    NDArray quantize(ParameterStore store, NDArray x, boolean training) {
        return block.forward(store, x, training);
    }

    /** Quantizes and never observes. */
    NDArray round(ParameterStore store, NDArray x) {
        return block.spec().observer().delay() > 0 && !block.hasRange()
                ? x
                : block.forward(store, x, false);
    }

    /**
     * Returns whether negative values come out as 0: not while the block is disabled or waits to
     * observe; and a histogram must not see them.
     */
    boolean clampsAtZero() {
        boolean waiting = block.spec().observer().delay() > 0 && !block.hasRange();
        boolean histogram = block.spec().observer().kind().isHistogram() && !block.isFrozen();
        return enabled && block.spec().unsigned() && !waiting && !histogram;
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
