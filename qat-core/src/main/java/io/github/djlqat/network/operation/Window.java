package io.github.djlqat.network.operation;

import io.github.djlqat.graph.Op;

/**
 * One spatial axis of a sliding window: what the float graph's explicit padding comes to, once the
 * output's size is known.
 *
 * @param input size before padding
 * @param output size
 * @param kernel size, undilated
 * @param stride step
 * @param dilation distance of taps
 * @param before explicit padding before the first element
 */
public record Window(int input, int output, int kernel, int stride, int dilation, int before) {

    /** The vertical axis of a window. */
    public static Window vertical(
            int input, int output, Op.Size kernel, Op.Size stride, int dilation, Op.Pads pads) {
        return new Window(input, output, kernel.height(), stride.height(), dilation, pads.top());
    }

    /** The horizontal axis of a window. */
    public static Window horizontal(
            int input, int output, Op.Size kernel, Op.Size stride, int dilation, Op.Pads pads) {
        return new Window(input, output, kernel.width(), stride.width(), dilation, pads.left());
    }

    private int extent() {
        return (kernel - 1) * dilation + 1;
    }

    private int overhang() {
        return (output - 1) * stride + extent() - input;
    }

    /**
     * Returns the padding behind the last element that windows do reach; rounding leaves a rest.
     */
    public int after() {
        return Math.max(0, overhang() - before);
    }

    /** Returns whether TensorFlow's SAME padding gives the same windows. */
    public boolean isSame() {
        return output == (input + stride - 1) / stride && before == Math.max(0, overhang()) / 2;
    }

    /** Returns whether TensorFlow's SAME padding of the mirrored input gives the same windows. */
    public boolean isSameMirrored() {
        return output == (input + stride - 1) / stride
                && overhang() - before == Math.max(0, overhang()) / 2;
    }

    /** Returns whether no window reaches into padding and TensorFlow's VALID gives as many. */
    public boolean isValid() {
        return before == 0
                && after() == 0
                && extent() <= input
                && output == (input - extent()) / stride + 1;
    }

    /** Returns whether padding by {@code before} on both sides and rounding down gives this. */
    public boolean isSymmetric() {
        return output == (input + 2 * before - extent()) / stride + 1;
    }
}
