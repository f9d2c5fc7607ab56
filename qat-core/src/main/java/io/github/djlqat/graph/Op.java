package io.github.djlqat.graph;

import io.github.djlqat.runtime.graph.Activation;
import java.util.List;

/**
 * An operation of the float graph. Layout is NCHW; two-element attributes are height, width.
 *
 * <p>The tracer emits operations without fused parts ({@code batchNorm} null, {@code activation}
 * NONE); the passes fill them in. Nullable components are marked in words.
 */
public sealed interface Op {

    /** The {@code index}-th array the caller passes in. */
    record Input(int index) implements Op {}

    /**
     * 2-D convolution, then batch norm, then activation.
     *
     * @param weight [OC, IC/groups, KH, KW]
     * @param bias [OC], or null
     * @param padding explicit, see {@link Pads}
     * @param batchNorm folded at conversion, or null
     */
    record Convolution(
            Weight weight,
            Weight bias,
            Size stride,
            Pads padding,
            Size dilation,
            int groups,
            BatchNorm batchNorm,
            Activation activation)
            implements Op {

        /** Returns this convolution with another padding. */
        public Convolution withPadding(Pads value) {
            return new Convolution(
                    weight, bias, stride, value, dilation, groups, batchNorm, activation);
        }

        /** Returns this convolution with another batch norm. */
        public Convolution withBatchNorm(BatchNorm value) {
            return new Convolution(
                    weight, bias, stride, padding, dilation, groups, value, activation);
        }

        /** Returns this convolution with another activation. */
        public Convolution withActivation(Activation value) {
            return new Convolution(
                    weight, bias, stride, padding, dilation, groups, batchNorm, value);
        }
    }

    /**
     * {@code x * weight^T + bias} over the last dimension, then batch norm, then activation.
     *
     * @param weight [OC, IC]
     * @param bias [OC], or null
     * @param batchNorm over dimension 1 of a [N, OC] output, or null
     */
    record Linear(Weight weight, Weight bias, BatchNorm batchNorm, Activation activation)
            implements Op {}

    /**
     * Batch normalization over dimension 1.
     *
     * @param gamma [C], or null where the block does not scale (it is then 1)
     * @param beta [C], or null where the block does not center (it is then 0)
     * @param momentum as DJL has it: {@code running = running * momentum + batch * (1 - momentum)}
     */
    record BatchNorm(
            Weight gamma,
            Weight beta,
            Weight runningMean,
            Weight runningVariance,
            float epsilon,
            float momentum)
            implements Op {}

    /** An activation that is a clamp and stands alone. */
    record Clamp(Activation activation) implements Op {}

    /** {@code x < 0 ? alpha * x : x}. */
    record LeakyRelu(float alpha) implements Op {}

    /** {@code 1 / (1 + exp(-x))}. */
    record Sigmoid() implements Op {}

    /** Hyperbolic tangent. */
    record Tanh() implements Op {}

    /** {@code x * sigmoid(beta * x)}. */
    record Swish(float beta) implements Op {}

    /** {@code x * relu6(x + 3) / 6}. */
    record HardSwish() implements Op {}

    /** Softmax over {@code axis}, which counts from 0. */
    record Softmax(int axis) implements Op {}

    /** Maximum over windows; padding never wins. */
    record MaxPool(Size kernel, Size stride, Pads padding) implements Op {}

    /** Mean over windows; where padding is counted, the divisor is always the window's size. */
    record AveragePool(Size kernel, Size stride, Pads padding, boolean countPadding)
            implements Op {}

    /** Mean over the given axes, which count from 0. */
    record Mean(List<Integer> axes, boolean keepDimensions) implements Op {}

    /** Sum of two values, broadcast. */
    record Add(Activation activation) implements Op {}

    /** Difference of two values, broadcast. */
    record Subtract(Activation activation) implements Op {}

    /** Product of two values, broadcast. */
    record Multiply(Activation activation) implements Op {}

    /** {@code x * scale + offset} with constants. */
    record Affine(float scale, float offset) implements Op {}

    /** Concatenation along {@code axis}, which counts from 0. */
    record Concat(int axis) implements Op {}

    /** The same elements in row-major NCHW order under the node's shape. */
    record Reshape() implements Op {}

    /** Output dimension i is input dimension {@code permutation[i]}. */
    record Transpose(List<Integer> permutation) implements Op {}

    /** Padding of height and width by {@code value}. */
    record Pad(Pads padding, float value) implements Op {}

    /** Zeroes with probability {@code rate} while training; nothing else. */
    record Dropout(float rate) implements Op {}

    /** Nearest neighbour to the node's height and width. */
    record ResizeNearest() implements Op {}

    /** The same values on another grid. */
    record Requantize() implements Op {}

    /**
     * Batch norm, then the sign: 1 where it is at least 0, else -1.
     *
     * @param batchNorm over dimension 1, or null
     */
    record Binarize(BatchNorm batchNorm) implements Op {}

    /**
     * The mean of absolute values over all channels and each window, [N, 1, OH, OW]; padding counts
     * as 0. K of Rastegari et al. 2016, section 3.2.
     */
    record ScalingMap(Size kernel, Size stride, Pads padding) implements Op {}

    /** Half-open range {@code [begin, end)} of dimension {@code axis}. */
    record Slice(int axis, long begin, long end) implements Op {}

    /** Height and width. */
    record Size(int height, int width) {
        @Override
        public String toString() {
            return height + "x" + width;
        }
    }

    /** Explicit padding. */
    record Pads(int top, int bottom, int left, int right) {
        /** No padding. */
        public static final Pads NONE = new Pads(0, 0, 0, 0);

        /** Returns whether nothing is padded. */
        public boolean isNone() {
            return equals(NONE);
        }

        /** Returns this padding and another one around it. */
        public Pads plus(Pads o) {
            return new Pads(top + o.top, bottom + o.bottom, left + o.left, right + o.right);
        }
    }
}
