package io.github.djlqat.convert;

import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.network.operation.Window;
import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.network.plan.IntegerWeights;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Quantization;

/**
 * Convolutions, pooling and padding of images.
 *
 * <p>DJL's padding is explicit, TFLite's is SAME or VALID. Where one of the two gives the same
 * windows it is used (a tap outside the image is skipped, which is what padding by the zero point
 * does); else the image is padded first. SAME puts an odd padding's extra element last, so a 3x3
 * window of stride 2 with padding 1 over an even size needs the PAD.
 */
final class SpatialConverter {

    private static final int LOWEST = -128;

    private final FrozenNetwork network;
    private final Assembly assembly;

    SpatialConverter(FrozenNetwork network, Assembly assembly) {
        this.network = network;
        this.assembly = assembly;
    }

    private record Padded(int tensor, Padding padding) {}

    private Padded padded(Node node, Place x, Window v, Window h, int code) {
        if (v.isValid() && h.isValid()) {
            return new Padded(x.tensor(), Padding.VALID);
        }
        if (v.isSame() && h.isSame()) {
            return new Padded(x.tensor(), Padding.SAME);
        }
        Op.Pads pads = new Op.Pads(v.before(), v.after(), h.before(), h.after());
        return new Padded(assembly.pad(node, x.tensor(), pads, code), Padding.VALID);
    }

    private Window vertical(Node node, Place x, Op.Size k, Op.Size s, int dilation, Op.Pads p) {
        int output = Math.toIntExact(node.shape().get(2));
        return Window.vertical(x.dimensions()[2], output, k, s, dilation, p);
    }

    private Window horizontal(Node node, Place x, Op.Size k, Op.Size s, int dilation, Op.Pads p) {
        int output = Math.toIntExact(node.shape().get(3));
        return Window.horizontal(x.dimensions()[3], output, k, s, dilation, p);
    }

    private int output(Node node) {
        int[] stored = Place.natural(0, Shapes.ofBatchOne(node)).stored();
        return assembly.codes(node.name(), stored, NarrowCodes.written(network, node));
    }

    Place convolution(Node node, Op.Convolution op, Place x) {
        IntegerWeights weights = network.weights(node);
        var d = weights.dimensions();
        int kh = d.get(2);
        int kw = d.get(3);
        Op.Size kernel = new Op.Size(kh, kw);
        Window v = vertical(node, x, kernel, op.stride(), op.dilation().height(), op.padding());
        Window h = horizontal(node, x, kernel, op.stride(), op.dilation().width(), op.padding());
        Quantization in = network.quantization(node.input());
        Padded from = padded(node, x, v, h, in.zeroPoint());
        int channels = x.dimensions()[1];
        boolean depthwise = op.groups() == channels && op.groups() > 1;
        String name = op.weight().path();
        int filter =
                depthwise
                        ? assembly.filter(
                                name,
                                new int[] {1, kh, kw, d.get(0)},
                                WeightLayouts.quantization(weights, 3),
                                WeightLayouts.depthwise(weights),
                                WeightLayouts.coding(weights))
                        : assembly.filter(
                                name,
                                new int[] {d.get(0), kh, kw, d.get(1)},
                                WeightLayouts.quantization(weights, 0),
                                WeightLayouts.convolution(weights),
                                WeightLayouts.coding(weights));
        int bias =
                assembly.bias(
                        node.name() + "/bias",
                        WeightLayouts.biasQuantization(weights, in.scale()),
                        weights.bias());
        int y = output(node);
        int sh = op.stride().height();
        int sw = op.stride().width();
        int dh = op.dilation().height();
        int dw = op.dilation().width();
        Activation a = op.activation();
        assembly.add(
                depthwise
                        ? new Operator.DepthwiseConv2D(
                                from.tensor(),
                                filter,
                                bias,
                                y,
                                from.padding(),
                                sh,
                                sw,
                                dh,
                                dw,
                                d.get(0) / channels,
                                a)
                        : new Operator.Conv2D(
                                from.tensor(), filter, bias, y, from.padding(), sh, sw, dh, dw, a));
        return Place.natural(y, Shapes.ofBatchOne(node));
    }

    Place maxPool(Node node, Op.MaxPool op, Place x) {
        Window v = vertical(node, x, op.kernel(), op.stride(), 1, op.padding());
        Window h = horizontal(node, x, op.kernel(), op.stride(), 1, op.padding());
        Padded from = padded(node, x, v, h, LOWEST);
        int y = output(node);
        assembly.add(
                new Operator.Pool2D(
                        true,
                        from.tensor(),
                        y,
                        from.padding(),
                        op.stride().height(),
                        op.stride().width(),
                        op.kernel().height(),
                        op.kernel().width(),
                        Activation.NONE));
        return Place.natural(y, Shapes.ofBatchOne(node));
    }

    Place averagePool(Node node, Op.AveragePool op, Place x) {
        Window v = vertical(node, x, op.kernel(), op.stride(), 1, op.padding());
        Window h = horizontal(node, x, op.kernel(), op.stride(), 1, op.padding());
        Padded from;
        if (op.countPadding() && !(v.isValid() && h.isValid())) {
            int zero = network.quantization(node.input()).zeroPoint();
            Op.Pads pads = new Op.Pads(v.before(), v.after(), h.before(), h.after());
            from = new Padded(assembly.pad(node, x.tensor(), pads, zero), Padding.VALID);
        } else if (v.isValid() && h.isValid() || v.isSame() && h.isSame()) {
            from = padded(node, x, v, h, 0);
        } else {
            throw new UnsupportedOperatorException(
                    node.name(),
                    "AveragePool",
                    "expected no padding, counted padding, or TensorFlow's SAME, found "
                            + op.padding(),
                    "count the padding (optIncludePadding), or pad as SAME does");
        }
        int y = output(node);
        assembly.add(
                new Operator.Pool2D(
                        false,
                        from.tensor(),
                        y,
                        from.padding(),
                        op.stride().height(),
                        op.stride().width(),
                        op.kernel().height(),
                        op.kernel().width(),
                        Activation.NONE));
        return Place.natural(y, Shapes.ofBatchOne(node));
    }

    Place pad(Node node, Op.Pad op, Place x) {
        Quantization q = network.quantization(node.id());
        long code = q.zeroPoint() + Math.round((double) op.value() / q.scale());
        int clamped = (int) Math.max(-128, Math.min(127, code));
        int y = assembly.pad(node, x.tensor(), op.padding(), clamped);
        return Place.natural(y, Shapes.ofBatchOne(node));
    }

    Place resize(Node node, Place x) {
        int[] d = Shapes.ofBatchOne(node);
        int size = assembly.constant(node.name() + "/size", new int[] {2}, d[2], d[3]);
        int y = output(node);
        assembly.add(new Operator.ResizeNearestNeighbor(x.tensor(), size, y, false, false));
        return Place.natural(y, d);
    }
}
