package io.github.djlqat.convert;

import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.network.operation.Activations;
import io.github.djlqat.network.operation.Window;
import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.network.plan.SignIntervals;
import io.github.djlqat.network.plan.SignWeights;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Quantization;
import java.util.Optional;

/**
 * Signs and the layers that read them, as Larq Compute Engine's operators and our own.
 *
 * <p>Where only a sign reads a layer's result, both become one operator that writes bits. A linear
 * layer is a convolution of an image of one pixel.
 */
final class SignConverter {

    private final FrozenNetwork network;
    private final Graph graph;
    private final Assembly assembly;

    SignConverter(FrozenNetwork network, Assembly assembly) {
        this.network = network;
        this.graph = network.graph();
        this.assembly = assembly;
    }

    /** Converts a sign of codes. */
    Place binarize(Node node, Place x) {
        SignIntervals intervals = network.intervals(node);
        Quantization q = network.quantization(node.input());
        byte[] bounds = new byte[2 * intervals.lowest().size()];
        boolean plain = true;
        for (int c = 0; c < bounds.length / 2; c++) {
            bounds[c] = (byte) intervals.lowest().get(c);
            bounds[bounds.length / 2 + c] = (byte) intervals.highest().get(c);
            plain &=
                    intervals.lowest().get(c) == q.zeroPoint() && intervals.highest().get(c) == 127;
        }
        int y = assembly.bits(node.name(), x.stored());
        if (plain) {
            assembly.add(new Operator.LceQuantize(x.tensor(), y));
        } else {
            int[] shape = {2, bounds.length / 2};
            Bytes data = Bytes.view(bounds, 0, bounds.length);
            int constant = assembly.constant(node.name() + "/intervals", shape, data);
            assembly.add(new Operator.DjlqatBinarize(x.tensor(), constant, y));
        }
        return new Place(y, x.dimensions(), x.order());
    }

    /** Converts a layer that reads signs to codes. */
    Place layer(Node node, Place x) {
        Quantization written = NarrowCodes.written(network, node);
        Activation activation = Activations.of(node.op());
        boolean clamps = activation == Activation.NONE || saturates(activation, written);
        Place place = convolution(node, node.name(), x, Optional.empty());
        if (clamps) {
            return place;
        }
        if (activation == Activation.RELU_N1_TO_1) {
            throw new UnsupportedOperatorException(
                    node.name(),
                    "Convolution",
                    "expected NONE, RELU or RELU6 in a layer that reads signs, found " + activation,
                    "use relu or relu6");
        }
        int y = assembly.codes(node.name() + "/activation", place.stored(), written);
        Operator.Function function =
                activation == Activation.RELU ? Operator.Function.RELU : Operator.Function.RELU6;
        assembly.add(new Operator.Unary(function, place.tensor(), y));
        return new Place(y, place.dimensions(), place.order());
    }

    /** ReLU is what int8's lower bound does where that stands for 0. */
    private static boolean saturates(Activation activation, Quantization q) {
        return activation == Activation.RELU && q.zeroPoint() == -128;
    }

    /** Converts a layer that reads signs, and the sign that reads it. */
    Place layerAndSign(Node layer, Place x, Node sign) {
        return convolution(layer, sign.name(), x, Optional.of(network.intervals(sign)));
    }

    private Place convolution(Node node, String name, Place x, Optional<SignIntervals> intervals) {
        boolean convolution = node.op() instanceof Op.Convolution;
        int[] dimensions = Shapes.ofBatchOne(node);
        if (convolution) {
            Place result = Place.natural(0, dimensions);
            int y = convolve(node, name, x, geometry(node, x), result.stored(), intervals);
            return Place.natural(y, dimensions);
        }
        int channels = x.dimensions()[1];
        int[] pixel = {1, 1, 1, dimensions[1]};
        int bits = assembly.reshapeBits(node.name() + "/input", x.tensor(), 1, 1, 1, channels);
        Place image = Place.natural(bits, 1, channels, 1, 1);
        int y = convolve(node, name + "/image", image, Geometry.ONE, pixel, intervals);
        int flat =
                intervals.isPresent()
                        ? assembly.reshapeBits(name, y, dimensions)
                        : assembly.reshape(name, y, dimensions);
        return Place.natural(flat, dimensions);
    }

    /**
     * How a window slides. SAME and VALID are all the padding there is, and bits have no 0 to pad
     * with. SAME pads less in front than behind, others with a stride the other way round: they are
     * those of the mirrored image. A window that needs yet another padding slides by one, and the
     * results between are left out.
     *
     * @param fits whether the window's own strides do
     * @param vertical whether the image is mirrored from top to bottom
     * @param horizontal whether the image is mirrored from left to right
     * @param all the results' dimensions where the window slides by one
     */
    private record Geometry(
            Padding padding,
            Op.Size stride,
            Op.Size dilation,
            boolean fits,
            boolean vertical,
            boolean horizontal,
            int[] all) {

        static final Op.Size UNIT = new Op.Size(1, 1);
        static final Geometry ONE = fitting(Padding.VALID, UNIT, UNIT);

        static Geometry fitting(Padding padding, Op.Size stride, Op.Size dilation) {
            return new Geometry(padding, stride, dilation, true, false, false, new int[0]);
        }

        boolean isMirrored() {
            return vertical || horizontal;
        }
    }

    private Geometry geometry(Node node, Place x) {
        Op.Convolution op = (Op.Convolution) node.op();
        Ints d = network.signWeights(node).dimensions();
        Op.Size kernel = new Op.Size(d.get(2), d.get(3));
        int[] in = x.dimensions();
        int[] out = Shapes.ofBatchOne(node);
        int[] all = {1, in[2], in[3], out[1]};
        Window v = vertical(op, kernel, in[2], out[2], op.stride());
        Window h = horizontal(op, kernel, in[3], out[3], op.stride());
        if (v.isValid() && h.isValid()) {
            return Geometry.fitting(Padding.VALID, op.stride(), op.dilation());
        }
        if ((v.isSame() || v.isSameMirrored()) && (h.isSame() || h.isSameMirrored())) {
            return new Geometry(
                    Padding.SAME, op.stride(), op.dilation(), true, !v.isSame(), !h.isSame(), all);
        }
        Window slowV = vertical(op, kernel, in[2], in[2], Geometry.UNIT);
        Window slowH = horizontal(op, kernel, in[3], in[3], Geometry.UNIT);
        boolean inside =
                (out[2] - 1) * op.stride().height() < in[2]
                        && (out[3] - 1) * op.stride().width() < in[3];
        if (!slowV.isSame() || !slowH.isSame() || !inside) {
            throw new UnsupportedOperatorException(
                    node.name(),
                    "Convolution",
                    "expected no padding, or half a window's on each side, in a layer that reads"
                            + " signs, found "
                            + op.padding(),
                    "pad by half the window");
        }
        return new Geometry(Padding.SAME, Geometry.UNIT, op.dilation(), false, false, false, all);
    }

    private static Window vertical(
            Op.Convolution op, Op.Size kernel, int input, int output, Op.Size stride) {
        return Window.vertical(input, output, kernel, stride, op.dilation().height(), op.padding());
    }

    private static Window horizontal(
            Op.Convolution op, Op.Size kernel, int input, int output, Op.Size stride) {
        return Window.horizontal(
                input, output, kernel, stride, op.dilation().width(), op.padding());
    }

    /** Adds the operator, and what stands before or after it; returns its result. */
    private int convolve(
            Node node,
            String name,
            Place x,
            Geometry g,
            int[] result,
            Optional<SignIntervals> intervals) {
        if (g.isMirrored()) {
            int mirrored = assembly.bits(name + "/mirror", x.stored());
            String before = name + "/mirror";
            assembly.mirror(before, x.tensor(), mirrored, g.vertical(), g.horizontal());
            int turned = output(node, name + "/mirrored", result, intervals);
            add(node, mirrored, g, turned, intervals);
            int y = output(node, name, result, intervals);
            assembly.mirror(name, turned, y, g.vertical(), g.horizontal());
            return y;
        }
        if (g.fits()) {
            int y = output(node, name, result, intervals);
            add(node, x.tensor(), g, y, intervals);
            return y;
        }
        Op.Size stride = ((Op.Convolution) node.op()).stride();
        int dense = output(node, name + "/dense", g.all(), intervals);
        add(node, x.tensor(), g, dense, intervals);
        int y = output(node, name, result, intervals);
        int last = assembly.tensor(y).shape().get(3);
        int[] end = {
            1, (result[1] - 1) * stride.height() + 1, (result[2] - 1) * stride.width() + 1, last
        };
        assembly.slice(name, dense, y, end, new int[] {1, stride.height(), stride.width(), 1});
        return y;
    }

    private int output(
            Node node, String name, int[] dimensions, Optional<SignIntervals> intervals) {
        return intervals.isPresent()
                ? assembly.bits(name, dimensions)
                : assembly.codes(name, dimensions, NarrowCodes.written(network, node));
    }

    private void add(
            Node node, int bits, Geometry g, int output, Optional<SignIntervals> intervals) {
        SignWeights weights = network.signWeights(node);
        boolean[] turned = new boolean[weights.channels()];
        int multiplier = Operator.NONE;
        int bias = Operator.NONE;
        int threshold = Operator.NONE;
        if (intervals.isPresent()) {
            int[] thresholds = thresholds(weights, intervals.get(), turned);
            int[] shape = {thresholds.length};
            threshold = assembly.constant(node.name() + "/threshold", shape, thresholds);
        } else {
            multiplier = assembly.constant(node.name() + "/multiplier", weights.multipliers());
            bias = assembly.constant(node.name() + "/bias", weights.bias());
        }
        Ints d = weights.dimensions();
        int[] kernel = d.size() == 2 ? new int[] {1, 1} : new int[] {d.get(2), d.get(3)};
        int[] shape = {d.get(0), kernel[0], kernel[1], SignLayouts.words(d.get(1))};
        int[] words = SignLayouts.filter(weights, turned);
        if (g.isMirrored()) {
            words = SignLayouts.mirrored(words, shape, g.vertical(), g.horizontal());
        }
        String path =
                node.op() instanceof Op.Convolution
                        ? ((Op.Convolution) node.op()).weight().path()
                        : ((Op.Linear) node.op()).weight().path();
        assembly.add(
                new Operator.LceBconv2d(
                        bits,
                        assembly.constant(path, shape, words),
                        multiplier,
                        bias,
                        threshold,
                        output,
                        d.get(1),
                        g.padding(),
                        false,
                        g.stride().height(),
                        g.stride().width(),
                        g.dilation().height(),
                        g.dilation().width(),
                        Activation.NONE));
    }

    /**
     * Returns LCE's thresholds: a bit is set where {@code (products - dot) / 2} is above. A channel
     * whose sign falls with the dot product has its weights turned.
     */
    private static int[] thresholds(
            SignWeights weights, SignIntervals intervals, boolean[] turned) {
        int most = weights.products();
        int[] thresholds = new int[weights.channels()];
        for (int c = 0; c < thresholds.length; c++) {
            int low = intervals.lowest().get(c);
            int high = intervals.highest().get(c);
            int least = most + 2;
            if (low <= high) {
                turned[c] = high < most;
                least = turned[c] ? -high : low;
            }
            thresholds[c] = (most - least) / 2;
        }
        return thresholds;
    }
}
