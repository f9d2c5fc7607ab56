package io.github.djlqat.network.operation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.kernel.Scalars;
import java.util.List;
import java.util.Set;

/**
 * The graph's operations without weights, on DJL arrays in NCHW layout. Those that only move
 * elements do so for reals as for codes.
 */
public final class Operations {

    private Operations() {}

    /**
     * Computes a node on reals.
     *
     * @param node any node but an input, a convolution, a linear node or a batch norm
     * @param inputs its inputs, float32
     * @param training whether dropout drops
     * @return its result before its activation
     * @throws IllegalArgumentException if the node is one of those left out
     */
    public static NDArray compute(Node node, List<NDArray> inputs, boolean training) {
        Op op = node.op();
        NDArray x = inputs.get(0);
        if (op instanceof Op.Add) {
            return x.add(inputs.get(1));
        }
        if (op instanceof Op.Subtract) {
            return x.sub(inputs.get(1));
        }
        if (op instanceof Op.Multiply) {
            return x.mul(inputs.get(1));
        }
        if (op instanceof Op.Affine) {
            Op.Affine a = (Op.Affine) op;
            NDArray scaled = Scalars.times(x, a.scale());
            return a.offset() == 0 ? scaled : scaled.add(a.offset());
        }
        if (op instanceof Op.Mean) {
            return mean((Op.Mean) op, x);
        }
        if (op instanceof Op.Softmax) {
            return x.softmax(((Op.Softmax) op).axis());
        }
        if (op instanceof Op.Dropout) {
            float rate = ((Op.Dropout) op).rate();
            return training
                    ? x.getNDArrayInternal().dropout(x, rate, true).singletonOrThrow()
                    : x.reshape(x.getShape());
        }
        if (op instanceof Op.AveragePool) {
            return averagePool(node, (Op.AveragePool) op, x);
        }
        if (op instanceof Op.ScalingMap) {
            Op.ScalingMap m = (Op.ScalingMap) op;
            NDArray sizes = x.abs().mean(new int[] {1}, true);
            Op.AveragePool mean = new Op.AveragePool(m.kernel(), m.stride(), m.padding(), true);
            return averagePool(node, mean, sizes);
        }
        return isMove(op)
                ? move(node, inputs, op instanceof Op.Pad ? ((Op.Pad) op).value() : 0)
                : pointwise(node, op, x);
    }

    private static NDArray mean(Op.Mean op, NDArray x) {
        if (x.getShape().dimension() == 4 && Set.copyOf(op.axes()).equals(Set.of(2, 3))) {
            NDArray y = x.getNDArrayInternal().globalAvgPool();
            Shape s = y.getShape();
            return op.keepDimensions() ? y.reshape(s.get(0), s.get(1), 1, 1) : y;
        }
        int[] axes = axes(op);
        long count = 1;
        for (int axis : axes) {
            count *= x.getShape().get(axis);
        }
        return Scalars.over(x.sum(axes, op.keepDimensions()), count);
    }

    private static NDArray pointwise(Node node, Op op, NDArray x) {
        if (op instanceof Op.Clamp || op instanceof Op.Requantize) {
            return x.reshape(x.getShape());
        }
        if (op instanceof Op.Sigmoid) {
            return x.getNDArrayInternal().sigmoid();
        }
        if (op instanceof Op.Tanh) {
            return x.tanh();
        }
        if (op instanceof Op.LeakyRelu) {
            return x.getNDArrayInternal().leakyRelu(((Op.LeakyRelu) op).alpha());
        }
        if (op instanceof Op.HardSwish) {
            return Scalars.over(x.mul(x.add(3).clip(0f, 6f)), 6);
        }
        if (op instanceof Op.Swish) {
            NDArray scaled = Scalars.times(x, ((Op.Swish) op).beta());
            return x.mul(scaled.getNDArrayInternal().sigmoid());
        }
        throw new IllegalArgumentException(
                node.name() + ": expected an operation without weights, found " + op);
    }

    /** Returns the axes of a mean. */
    public static int[] axes(Op.Mean mean) {
        return mean.axes().stream().mapToInt(Integer::intValue).toArray();
    }

    /** Returns whether an operation only moves elements (a maximum picks one). */
    public static boolean isMove(Op op) {
        return op instanceof Op.MaxPool
                || op instanceof Op.Reshape
                || op instanceof Op.Transpose
                || op instanceof Op.Pad
                || op instanceof Op.Slice
                || op instanceof Op.ResizeNearest
                || op instanceof Op.Concat;
    }

    /**
     * Moves elements as a node says.
     *
     * @param node a node whose operation {@link #isMove}
     * @param inputs its inputs, reals or codes
     * @param padding what a Pad pads with, in the inputs' terms
     * @return its result, a new array
     */
    public static NDArray move(Node node, List<NDArray> inputs, float padding) {
        Op op = node.op();
        NDArray x = inputs.get(0);
        if (op instanceof Op.MaxPool) {
            return maxPool(node, (Op.MaxPool) op, x);
        }
        if (op instanceof Op.Reshape) {
            return x.reshape(withBatch(node.shape()));
        }
        if (op instanceof Op.Transpose) {
            List<Integer> permutation = ((Op.Transpose) op).permutation();
            return x.transpose(permutation.stream().mapToInt(Integer::intValue).toArray());
        }
        if (op instanceof Op.Pad) {
            return pad(x, ((Op.Pad) op).padding(), padding);
        }
        if (op instanceof Op.Slice) {
            Op.Slice s = (Op.Slice) op;
            NDIndex index = new NDIndex();
            for (int i = 0; i < s.axis(); i++) {
                index.addAllDim();
            }
            return x.get(index.addSliceDim(s.begin(), s.end()));
        }
        if (op instanceof Op.ResizeNearest) {
            long[] size = {node.shape().get(2), node.shape().get(3)};
            return x.getNDArrayInternal().interpolation(size, 0, false);
        }
        if (op instanceof Op.Concat) {
            return NDArrays.concat(new NDList(inputs), ((Op.Concat) op).axis());
        }
        throw new IllegalArgumentException(
                node.name() + ": expected an operation that moves elements, found " + op);
    }

    private static Shape withBatch(Shape shape) {
        long[] dimensions = shape.getShape().clone();
        dimensions[0] = -1;
        return new Shape(dimensions);
    }

    /** Returns {@code x} [N,C,H,W] with height and width padded by {@code value}. */
    public static NDArray pad(NDArray x, Op.Pads pads, float value) {
        return x.pad(new Shape(pads.left(), pads.right(), pads.top(), pads.bottom()), value);
    }

    /** Returns the vertical and the horizontal window of a node over an image. */
    private static Window[] windows(
            Node node, NDArray x, Op.Size kernel, Op.Size stride, Op.Pads pads) {
        return windows(node, x, kernel, stride, new Op.Size(1, 1), pads);
    }

    private static Window[] windows(
            Node node, NDArray x, Op.Size kernel, Op.Size stride, Op.Size dilation, Op.Pads pads) {
        Shape in = x.getShape();
        Shape out = node.shape();
        int ih = Math.toIntExact(in.get(2));
        int iw = Math.toIntExact(in.get(3));
        int oh = Math.toIntExact(out.get(2));
        int ow = Math.toIntExact(out.get(3));
        return new Window[] {
            Window.vertical(ih, oh, kernel, stride, dilation.height(), pads),
            Window.horizontal(iw, ow, kernel, stride, dilation.width(), pads)
        };
    }

    private static Op.Pads effective(Window[] w) {
        return new Op.Pads(w[0].before(), w[0].after(), w[1].before(), w[1].after());
    }

    private static Shape shape(Op.Size size) {
        return new Shape(size.height(), size.width());
    }

    /**
     * Convolves.
     *
     * @param node a convolution, for its output's size
     * @param x [N, IC, H, W]
     * @param weight [OC, IC/groups, KH, KW]
     * @param bias [OC], or null
     * @return [N, OC, OH, OW], before batch norm and activation
     */
    public static NDArray convolve(Node node, NDArray x, NDArray weight, NDArray bias) {
        Op.Convolution op = (Op.Convolution) node.op();
        Shape w = weight.getShape();
        Op.Size kernel = new Op.Size((int) w.get(2), (int) w.get(3));
        Window[] windows = windows(node, x, kernel, op.stride(), op.dilation(), op.padding());
        NDArray input = x;
        Shape padding = new Shape(op.padding().top(), op.padding().left());
        if (!windows[0].isSymmetric() || !windows[1].isSymmetric()) {
            input = pad(x, effective(windows), 0);
            padding = new Shape(0, 0);
        }
        return input.getNDArrayInternal()
                .convolution(
                        input,
                        weight,
                        bias,
                        shape(op.stride()),
                        padding,
                        shape(op.dilation()),
                        op.groups())
                .singletonOrThrow();
    }

    private static NDArray maxPool(Node node, Op.MaxPool op, NDArray x) {
        Window[] w = windows(node, x, op.kernel(), op.stride(), op.padding());
        NDArray input = x;
        Shape padding = new Shape(op.padding().top(), op.padding().left());
        if (!w[0].isSymmetric() || !w[1].isSymmetric()) {
            input = pad(x, effective(w), Float.NEGATIVE_INFINITY);
            padding = new Shape(0, 0);
        }
        return input.getNDArrayInternal()
                .maxPool(shape(op.kernel()), shape(op.stride()), padding, false);
    }

    private static NDArray averagePool(Node node, Op.AveragePool op, NDArray x) {
        Window[] w = windows(node, x, op.kernel(), op.stride(), op.padding());
        if (w[0].isSymmetric() && w[1].isSymmetric()) {
            Shape padding = new Shape(op.padding().top(), op.padding().left());
            return x.getNDArrayInternal()
                    .avgPool(
                            shape(op.kernel()),
                            shape(op.stride()),
                            padding,
                            false,
                            op.countPadding());
        }
        NDArray sums = windowSums(node, op, x, 0);
        return op.countPadding()
                ? Scalars.over(sums, op.kernel().height() * op.kernel().width())
                : sums.div(tapsInside(node, op, x));
    }

    /** Returns the sum of each window's taps; padding counts as {@code padding}. */
    public static NDArray windowSums(Node node, Op.AveragePool op, NDArray x, float padding) {
        Window[] w = windows(node, x, op.kernel(), op.stride(), op.padding());
        NDArray padded = pad(x, effective(w), padding);
        Shape none = new Shape(0, 0);
        NDArray means =
                padded.getNDArrayInternal()
                        .avgPool(shape(op.kernel()), shape(op.stride()), none, false, true);
        return Scalars.times(means, op.kernel().height() * op.kernel().width());
    }

    /** Returns how many taps of each window lie inside the image, [1, 1, OH, OW]. */
    public static NDArray tapsInside(Node node, Op.AveragePool op, NDArray x) {
        Shape s = x.getShape();
        NDArray ones = x.getManager().ones(new Shape(1, 1, s.get(2), s.get(3)));
        return windowSums(node, op, ones, 0).round();
    }
}
