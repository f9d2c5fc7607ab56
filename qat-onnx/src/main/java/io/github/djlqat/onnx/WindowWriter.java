package io.github.djlqat.onnx;

import io.github.djlqat.onnx.proto.AttributeProto;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Shape;
import java.util.ArrayList;
import java.util.List;

/** Writes convolutions, fully connected layers and poolings. */
final class WindowWriter {

    private final Context c;
    private final Weights weights;

    WindowWriter(Context context) {
        c = context;
        weights = new Weights(context);
    }

    void conv2d(Operator.Conv2D o) {
        Shape filter = c.shape(o.filter());
        int channels = filter.get(0);
        int height = filter.get(1);
        int width = filter.get(2);
        int depth = filter.get(3);
        Arrangement order = Arrangement.permuting(filter.dimensions().toArray(), 0, 3, 1, 2);
        convolution(
                o,
                weights.filter(o.filter(), order, channels, depth, height, width),
                o.padding(),
                new int[] {height, o.strideH(), o.dilationH()},
                new int[] {width, o.strideW(), o.dilationW()},
                c.shape(o.input()).get(3) / depth,
                o.activation());
    }

    void depthwiseConv2d(Operator.DepthwiseConv2D o) {
        Shape filter = c.shape(o.filter());
        int height = filter.get(1);
        int width = filter.get(2);
        int channels = filter.get(3);
        Arrangement order = Arrangement.permuting(filter.dimensions().toArray(), 3, 0, 1, 2);
        convolution(
                o,
                weights.filter(o.filter(), order, channels, 1, height, width),
                o.padding(),
                new int[] {height, o.strideH(), o.dilationH()},
                new int[] {width, o.strideW(), o.dilationW()},
                c.shape(o.input()).get(3),
                o.activation());
    }

    /** Both kinds: operands are input, filter, bias; windows are taps, stride, dilation. */
    private void convolution(
            Operator o,
            String filter,
            Padding padding,
            int[] vertical,
            int[] horizontal,
            int groups,
            Activation activation) {
        int input = o.inputs().get(0);
        int[] pads = Pads.of(c, padding, input, o.output(), vertical, horizontal);
        int from = input;
        if (c.producer(input) instanceof Operator.Pad pad && isAround(pad)) {
            // Padding by the zero point is padding by 0: the convolution does it as well.
            int[] more = c.integers(pad.paddings());
            pads[0] += more[2];
            pads[1] += more[4];
            pads[2] += more[3];
            pads[3] += more[5];
            from = pad.input();
        }
        String real = c.values.real(from, Layout.CHANNELS_FIRST);
        String sum =
                c.out.node(
                        "Conv",
                        c.values.name(o.output()) + "_sum",
                        weights.withBias(
                                List.of(real, filter), input, o.inputs().get(1), o.inputs().get(2)),
                        Attributes.integers("kernel_shape", vertical[0], horizontal[0]),
                        Attributes.integers("strides", vertical[1], horizontal[1]),
                        Attributes.integers("dilations", vertical[2], horizontal[2]),
                        Attributes.integers("pads", pads),
                        Attributes.integer("group", groups));
        c.values.define(o.output(), Layout.CHANNELS_FIRST, sum, activation);
    }

    /** Returns whether a padding adds zero points around images, and nothing else. */
    private boolean isAround(Operator.Pad pad) {
        if (pad.value() != Operator.NONE || c.shape(pad.input()).rank() != 4) {
            return false;
        }
        int[] pads = c.integers(pad.paddings());
        return (pads[0] | pads[1] | pads[6] | pads[7]) == 0;
    }

    /** Padding does not count, neither in the maximum nor in the mean. */
    void pool(Operator.Pool2D o) {
        int[] vertical = {o.filterH(), o.strideH(), 1};
        int[] horizontal = {o.filterW(), o.strideW(), 1};
        List<AttributeProto> attributes = new ArrayList<>();
        attributes.add(Attributes.integers("kernel_shape", o.filterH(), o.filterW()));
        attributes.add(Attributes.integers("strides", o.strideH(), o.strideW()));
        attributes.add(
                Attributes.integers(
                        "pads",
                        Pads.of(c, o.padding(), o.input(), o.output(), vertical, horizontal)));
        if (!o.maximum()) {
            attributes.add(Attributes.integer("count_include_pad", 0));
        }
        String pooled =
                c.out.node(
                        o.maximum() ? "MaxPool" : "AveragePool",
                        c.values.name(o.output()) + "_pooled",
                        List.of(c.values.real(o.input(), Layout.CHANNELS_FIRST)),
                        attributes.toArray(new AttributeProto[0]));
        c.values.define(o.output(), Layout.CHANNELS_FIRST, pooled, o.activation());
    }

    /**
     * A product with a matrix. An image that is flattened before it stays channels first; the
     * matrix' columns change their order instead.
     */
    void fullyConnected(Operator.FullyConnected o) {
        int channels = c.shape(o.filter()).get(0);
        int depth = c.shape(o.filter()).get(1);
        int rows = c.shape(o.input()).elements() / depth;
        int source = image(o.input(), rows);
        boolean image = source >= 0;
        Arrangement order = Arrangement.permuting(new int[] {channels, depth}, 0, 1);
        if (image) {
            Shape shape = c.shape(source);
            int[] columns = {channels, shape.get(1), shape.get(2), shape.get(3)};
            order = Arrangement.permuting(columns, 0, 3, 1, 2);
        }
        String matrix = weights.filter(o.filter(), order, channels, depth);
        String real = image ? flattened(source, rows, depth) : matrixOf(o.input(), rows, depth);
        String product =
                c.out.node(
                        "Gemm",
                        c.values.name(o.output()) + "_sum",
                        weights.withBias(List.of(real, matrix), o.input(), o.filter(), o.bias()),
                        Attributes.integer("transB", 1));
        if (c.shape(o.output()).rank() == 2) {
            c.values.define(o.output(), Layout.NATIVE, product, o.activation());
            return;
        }
        Reshaping reshaping = new Reshaping(c);
        reshaping.activated(o.output(), product, o.activation());
    }

    /** Returns the image, of another layout, that a matrix is made of; or -1. */
    private int image(int matrix, int rows) {
        int at = matrix;
        while (c.producer(at) instanceof Operator.Reshape reshape) {
            at = reshape.input();
        }
        Shape shape = c.shape(at);
        boolean usable =
                shape.rank() == 4
                        && shape.get(0) == rows
                        && !c.tensor(at).isConstant()
                        && c.values.has(at, Layout.CHANNELS_FIRST);
        return usable ? at : -1;
    }

    private String flattened(int image, int rows, int depth) {
        return new Reshaping(c)
                .reshaped(image, Layout.CHANNELS_FIRST, c.values.name(image), rows, depth);
    }

    private String matrixOf(int input, int rows, int depth) {
        Shape shape = c.shape(input);
        return shape.rank() == 2 && shape.get(1) == depth
                ? c.values.real(input, Layout.NATIVE)
                : new Reshaping(c)
                        .reshaped(input, Layout.NATIVE, c.values.name(input), rows, depth);
    }
}
