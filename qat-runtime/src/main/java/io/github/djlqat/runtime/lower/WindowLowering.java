package io.github.djlqat.runtime.lower;

import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.graph.WindowGeometry;
import io.github.djlqat.runtime.kernel.CodedConv2DSpec;
import io.github.djlqat.runtime.kernel.Conv2DSpec;
import io.github.djlqat.runtime.kernel.DepthwiseConv2DSpec;
import io.github.djlqat.runtime.kernel.FullyConnectedSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.KernelProvider;
import io.github.djlqat.runtime.kernel.Operand;
import io.github.djlqat.runtime.kernel.PoolSpec;
import io.github.djlqat.runtime.kernel.Requantize;
import io.github.djlqat.runtime.kernel.Window;
import java.util.function.IntFunction;

/** Lowers convolutions, fully connected layers and poolings. */
final class WindowLowering {

    private final IntegerGraph graph;
    private final RoundingMode rounding;
    private final KernelProvider kernels;
    private final IntFunction<Operand> places;

    WindowLowering(
            IntegerGraph graph,
            RoundingMode rounding,
            KernelProvider kernels,
            IntFunction<Operand> places) {
        this.graph = graph;
        this.rounding = rounding;
        this.kernels = kernels;
        this.places = places;
    }

    Kernel conv2d(Operator.Conv2D o, int inputIndex, int padTop, int padLeft) {
        Tensor input = graph.tensor(o.input());
        Tensor filter = graph.tensor(o.filter());
        Tensor output = graph.tensor(o.output());
        Window window =
                window(
                        o.padding(),
                        input.shape(),
                        output.shape(),
                        new int[] {filter.shape().get(1), o.strideH(), o.dilationH(), padTop},
                        new int[] {filter.shape().get(2), o.strideW(), o.dilationW(), padLeft});
        int channels = filter.shape().get(0);
        return conv2d(
                filter,
                new Conv2DSpec(
                        places.apply(inputIndex),
                        places.apply(o.output()),
                        image(graph.tensor(inputIndex).shape()),
                        image(output.shape()),
                        window,
                        input.shape().get(3) / filter.shape().get(3),
                        Codes.zeroPoint(input),
                        filter.coding() != null ? filter.requireData() : filterCodes(filter),
                        Codes.zeroPoint(filter),
                        bias(o.bias(), channels),
                        requantize(input, filter, output, o.activation(), channels, false)));
    }

    private Kernel conv2d(Tensor filter, Conv2DSpec spec) {
        Coding coding = filter.coding();
        return coding == null
                ? kernels.conv2d(spec)
                : kernels.codedConv2d(new CodedConv2DSpec(spec, coding));
    }

    Kernel depthwiseConv2d(Operator.DepthwiseConv2D o, int inputIndex, int padTop, int padLeft) {
        Tensor input = graph.tensor(o.input());
        Tensor filter = graph.tensor(o.filter());
        Tensor output = graph.tensor(o.output());
        Window window =
                window(
                        o.padding(),
                        input.shape(),
                        output.shape(),
                        new int[] {filter.shape().get(1), o.strideH(), o.dilationH(), padTop},
                        new int[] {filter.shape().get(2), o.strideW(), o.dilationW(), padLeft});
        int channels = filter.shape().get(3);
        return kernels.depthwiseConv2d(
                new DepthwiseConv2DSpec(
                        places.apply(inputIndex),
                        places.apply(o.output()),
                        image(graph.tensor(inputIndex).shape()),
                        image(output.shape()),
                        window,
                        o.depthMultiplier(),
                        Codes.zeroPoint(input),
                        filterCodes(filter),
                        Codes.zeroPoint(filter),
                        bias(o.bias(), channels),
                        requantize(input, filter, output, o.activation(), channels, false)));
    }

    Kernel fullyConnected(Operator.FullyConnected o) {
        Tensor input = graph.tensor(o.input());
        Tensor filter = graph.tensor(o.filter());
        Tensor output = graph.tensor(o.output());
        int channels = filter.shape().get(0);
        int depth = filter.shape().get(1);
        int rows = input.shape().elements() / depth;
        Ints bias = bias(o.bias(), channels);
        Requantize requantize = requantize(input, filter, output, o.activation(), channels, true);
        if (filter.coding() != null) {
            return conv2d(
                    filter,
                    new Conv2DSpec(
                            places.apply(o.input()),
                            places.apply(o.output()),
                            new Image(rows, 1, 1, depth),
                            new Image(rows, 1, 1, channels),
                            new Window(1, 1, 1, 1, 1, 1, 0, 0),
                            1,
                            Codes.zeroPoint(input),
                            filter.requireData(),
                            0,
                            bias,
                            requantize));
        }
        return kernels.fullyConnected(
                new FullyConnectedSpec(
                        places.apply(o.input()),
                        places.apply(o.output()),
                        rows,
                        depth,
                        channels,
                        Codes.zeroPoint(input),
                        filterCodes(filter),
                        Codes.zeroPoint(filter),
                        bias,
                        requantize));
    }

    Kernel pool(Operator.Pool2D o) {
        Tensor input = graph.tensor(o.input());
        Tensor output = graph.tensor(o.output());
        PoolSpec spec =
                new PoolSpec(
                        places.apply(o.input()),
                        places.apply(o.output()),
                        image(input.shape()),
                        image(output.shape()),
                        window(
                                o.padding(),
                                input.shape(),
                                output.shape(),
                                new int[] {o.filterH(), o.strideH(), 1, 0},
                                new int[] {o.filterW(), o.strideW(), 1, 0}),
                        input.type() == ElementType.UINT8,
                        Codes.minimum(o.activation(), output),
                        Codes.maximum(o.activation(), output));
        return o.maximum() ? kernels.maxPool(spec) : kernels.averagePool(spec);
    }

    static Image image(Shape shape) {
        return new Image(shape.get(0), shape.get(1), shape.get(2), shape.get(3));
    }

    /** Each dimension: taps, stride, dilation, and padding taken over from an operator before. */
    static Window window(
            Padding padding, Shape input, Shape output, int[] vertical, int[] horizontal) {
        return new Window(
                vertical[0],
                horizontal[0],
                vertical[1],
                horizontal[1],
                vertical[2],
                horizontal[2],
                before(padding, input.get(1), output.get(1), vertical),
                before(padding, input.get(2), output.get(2), horizontal));
    }

    private static int before(Padding padding, int input, int output, int[] dimension) {
        long extent = WindowGeometry.extent(dimension[0], dimension[2]);
        int own =
                padding == Padding.VALID
                        ? 0
                        : WindowGeometry.paddingBefore(output, input, extent, dimension[1]);
        return own + dimension[3];
    }

    /** Returns the weights, 8 bits each; coded ones are decoded. */
    private static Bytes filterCodes(Tensor filter) {
        if (filter.type() == ElementType.INT8) {
            return filter.requireData();
        }
        Coding coding = filter.coding();
        byte[] codes =
                coding == null
                        ? Codes.constant(filter)
                        : coding.values(filter.requireData(), filter.shape().elements());
        return Bytes.view(codes, 0, codes.length);
    }

    private Ints bias(int tensor, int channels) {
        return tensor == Operator.NONE
                ? Ints.of(new int[channels])
                : Ints.of(graph.tensor(tensor).requireData().toInts());
    }

    /**
     * The multipliers of TFLite's PopulateConvolutionQuantizationParams. A signed convolution's are
     * computed in double; an unsigned one's, and those of a fully connected layer with one scale,
     * from a product of scales in float (GetQuantizedConvolutionMultipler).
     */
    private Requantize requantize(
            Tensor input,
            Tensor filter,
            Tensor output,
            Activation activation,
            int channels,
            boolean fullyConnected) {
        Quantization weights = filter.requireQuantization();
        float inputScale = input.requireQuantization().scale();
        double outputScale = output.requireQuantization().scale();
        boolean floatProduct =
                input.type() == ElementType.UINT8 || fullyConnected && weights.isPerTensor();
        int[] multipliers = new int[channels];
        int[] shifts = new int[channels];
        for (int channel = 0; channel < channels; channel++) {
            float scale = weights.scales().get(weights.isPerTensor() ? 0 : channel);
            double product = floatProduct ? inputScale * scale : (double) inputScale * scale;
            Multiplier multiplier = Multiplier.of(product / outputScale, rounding);
            multipliers[channel] = multiplier.multiplier;
            shifts[channel] = multiplier.shift;
        }
        return new Requantize(
                Ints.of(multipliers),
                Ints.of(shifts),
                rounding,
                Codes.zeroPoint(output),
                Codes.minimum(activation, output),
                Codes.maximum(activation, output));
    }
}
