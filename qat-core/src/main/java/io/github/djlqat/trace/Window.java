package io.github.djlqat.trace;

import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Op;

/**
 * Where the windows of a pool lie.
 *
 * @param padding explicit; at the bottom and the right with what ceiling mode adds
 * @param extended whether ceiling mode adds any
 */
record Window(Op.Size kernel, Op.Size stride, Op.Pads padding, boolean extended) {

    /**
     * PyTorch's {@code pooling_output_shape}: in ceiling mode one more window where the stride
     * leaves a rest, unless it would start in the padding at the end.
     */
    static Window of(Shape input, Shape kernel, Shape stride, Shape padding, boolean ceiling) {
        int bottom = end(input.get(2), kernel.get(0), stride.get(0), padding.get(0), ceiling);
        int right = end(input.get(3), kernel.get(1), stride.get(1), padding.get(1), ceiling);
        int top = Shapes.at(padding, 0);
        int left = Shapes.at(padding, 1);
        return new Window(
                new Op.Size(Shapes.at(kernel, 0), Shapes.at(kernel, 1)),
                new Op.Size(Shapes.at(stride, 0), Shapes.at(stride, 1)),
                new Op.Pads(top, bottom, left, right),
                bottom != top || right != left);
    }

    private static int end(long size, long kernel, long stride, long padding, boolean ceiling) {
        if (!ceiling) {
            return Math.toIntExact(padding);
        }
        long rest = size + 2 * padding - kernel;
        long windows = (rest + stride - 1) / stride + 1;
        if ((windows - 1) * stride >= size + padding) {
            windows--;
        }
        long reach = (windows - 1) * stride + kernel;
        return Math.toIntExact(padding + Math.max(0, reach - size - 2 * padding));
    }
}
