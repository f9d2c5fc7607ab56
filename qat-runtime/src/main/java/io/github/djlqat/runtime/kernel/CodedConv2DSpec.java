package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Coding;

/**
 * A convolution whose weights are coded: as {@code convolution} says, but that its {@code filter}
 * is the bit stream of {@code coding}, row-major [OC,KH,KW,IC/groups], that {@code w} is the
 * table's value at a weight's index, and that {@code filterZeroPoint} is 0. A fully connected layer
 * is one with a 1x1 window over [rows,1,1,IC].
 */
public final class CodedConv2DSpec {
    /** Everything but the weights' coding; its {@code filter} holds the stream. */
    public final Conv2DSpec convolution;

    /** What the stream's indices stand for. */
    public final Coding coding;

    /** Sets every field, in their order. */
    public CodedConv2DSpec(Conv2DSpec convolution, Coding coding) {
        this.convolution = convolution;
        this.coding = coding;
    }
}
