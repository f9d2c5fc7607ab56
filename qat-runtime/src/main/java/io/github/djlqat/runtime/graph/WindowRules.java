package io.github.djlqat.runtime.graph;

import io.github.djlqat.runtime.MalformedModelException;

/** What convolutions and poolings ask of their tensors and options. */
final class WindowRules {

    /** The largest extent of a filter: what keeps every place it looks at within 32 bits. */
    private static final long MAXIMUM_EXTENT = 1 << 29;

    /** The most 8-bit codes that a window may sum. */
    private static final long MAXIMUM_TERMS = Integer.MAX_VALUE / 256;

    private WindowRules() {}

    static void conv2d(OperatorCheck c, Operator.Conv2D o) throws MalformedModelException {
        Tensor input = c.codes("input", o.input());
        c.rank("input", input, 4);
        Tensor filter = filter(c, o.filter(), input.type(), 0);
        c.rank("filter", filter, 4);
        int outputs = filter.shape().get(0);
        int groupDepth = filter.shape().get(3);
        int channels = input.shape().get(3);
        c.require(
                channels % groupDepth == 0,
                "filter.shape[3]",
                "a divisor of the input's " + channels + " channels",
                groupDepth);
        int groups = channels / groupDepth;
        c.require(
                outputs % groups == 0,
                "filter.shape[0]",
                "a multiple of " + groups + " groups",
                outputs);
        int height = filter.shape().get(1);
        int width = filter.shape().get(2);
        window(
                c,
                input,
                c.codes("output", o.output(), input.type()),
                o.padding(),
                new int[] {height, o.strideH(), o.dilationH()},
                new int[] {width, o.strideW(), o.dilationW()},
                outputs);
        int[] bias = bias(c, o.bias(), outputs);
        accumulator(c, input, filter, bias, height * width * groupDepth, 1);
    }

    static void depthwiseConv2d(OperatorCheck c, Operator.DepthwiseConv2D o)
            throws MalformedModelException {
        Tensor input = c.codes("input", o.input());
        c.rank("input", input, 4);
        Tensor filter = filter(c, o.filter(), input.type(), 3);
        c.rank("filter", filter, 4);
        c.require(filter.shape().get(0) == 1, "filter.shape[0]", 1, filter.shape().get(0));
        c.positive("depthMultiplier", o.depthMultiplier());
        int outputs = filter.shape().get(3);
        long expected = (long) input.shape().get(3) * o.depthMultiplier();
        c.require(
                outputs == expected,
                "filter.shape[3]",
                expected + " (input channels times depth multiplier)",
                outputs);
        int height = filter.shape().get(1);
        int width = filter.shape().get(2);
        window(
                c,
                input,
                c.codes("output", o.output(), input.type()),
                o.padding(),
                new int[] {height, o.strideH(), o.dilationH()},
                new int[] {width, o.strideW(), o.dilationW()},
                outputs);
        int[] bias = bias(c, o.bias(), outputs);
        accumulator(c, input, filter, bias, height * width, outputs);
    }

    static void pool(OperatorCheck c, Operator.Pool2D o) throws MalformedModelException {
        Tensor input = c.codes("input", o.input());
        c.rank("input", input, 4);
        Tensor output = c.codes("output", o.output(), input.type());
        c.sameQuantization("output", output, input, false);
        window(
                c,
                input,
                output,
                o.padding(),
                new int[] {o.filterH(), o.strideH(), 1},
                new int[] {o.filterW(), o.strideW(), 1},
                input.shape().get(3));
        long terms =
                (long) Math.min(o.filterH(), input.shape().get(1))
                        * Math.min(o.filterW(), input.shape().get(2));
        c.require(
                o.maximum() || terms <= MAXIMUM_TERMS,
                "filter",
                "at most " + MAXIMUM_TERMS + " taps",
                terms);
    }

    /** Checks filter, stride and dilation of both dimensions, and the output's shape. */
    static void window(
            OperatorCheck c,
            Tensor input,
            Tensor output,
            Padding padding,
            int[] vertical,
            int[] horizontal,
            int channels)
            throws MalformedModelException {
        int height = size(c, "H", padding, input.shape().get(1), vertical);
        int width = size(c, "W", padding, input.shape().get(2), horizontal);
        c.shape("output", output, input.shape().get(0), height, width, channels);
    }

    private static int size(
            OperatorCheck c, String dimension, Padding padding, int input, int[] window)
            throws MalformedModelException {
        c.positive("filter" + dimension, window[0]);
        c.positive("stride" + dimension, window[1]);
        c.positive("dilation" + dimension, window[2]);
        long extent = WindowGeometry.extent(window[0], window[2]);
        c.require(
                extent <= MAXIMUM_EXTENT,
                "filter" + dimension,
                "an extent of at most " + MAXIMUM_EXTENT,
                extent);
        long output = WindowGeometry.outputSize(padding, input, extent, window[1]);
        c.require(
                output >= 1,
                "input.shape",
                "at least the filter's extent of " + extent + " in " + dimension,
                input);
        return (int) output;
    }

    /**
     * Returns a filter: a constant of the input's type, quantized per tensor or along {@code axis}.
     */
    static Tensor filter(OperatorCheck c, int tensor, ElementType type, int axis)
            throws MalformedModelException {
        Tensor filter = c.tensor(tensor);
        c.constant("filter", filter);
        boolean coded = filter.coding() != null;
        if (!coded && !filter.type().isQuantized()) {
            throw c.unsupported(
                    "filter.type", type, filter.type(), "quantize the whole model to 8 bits");
        }
        c.require(
                filter.type() == type || coded && type == ElementType.INT8,
                "filter.type",
                type,
                filter.type());
        Quantization quantization = filter.quantization();
        if (quantization == null) {
            throw c.fault("filter.quantization", "scales and zero points", "none");
        }
        if (!quantization.isPerTensor()) {
            c.require(type == ElementType.INT8, "filter.type", ElementType.INT8, type);
            c.require(
                    quantization.axis() == axis,
                    "filter.quantization.axis",
                    axis,
                    quantization.axis());
        }
        if (type == ElementType.INT8) {
            for (int i = 0; i < quantization.zeroPoints().size(); i++) {
                int zeroPoint = quantization.zeroPoints().get(i);
                c.require(zeroPoint == 0, "filter.zeroPoints[" + i + "]", 0, zeroPoint);
            }
        }
        return filter;
    }

    /** Returns the bias, all 0 where it is absent. */
    static int[] bias(OperatorCheck c, int tensor, int channels) throws MalformedModelException {
        if (tensor == Operator.NONE) {
            return new int[channels];
        }
        Tensor bias = c.tensor(tensor);
        Bytes data = c.constant("bias", bias);
        c.type("bias", bias, ElementType.INT32);
        c.require(
                bias.shape().elements() == channels,
                "bias.shape",
                "[" + channels + "]",
                bias.shape());
        return data.toInts();
    }

    /**
     * Requires that no accumulator can leave 32 bits, whatever the input's codes are.
     *
     * @param input the input
     * @param filter its weights, channel c's being {@code depth} of them
     * @param bias one for each channel
     * @param depth terms of a sum
     * @param channelStep 1 where a channel's weights follow each other; else the number of
     *     channels, which then alternate
     */
    static void accumulator(
            OperatorCheck c, Tensor input, Tensor filter, int[] bias, int depth, int channelStep)
            throws MalformedModelException {
        int inputZero = input.requireQuantization().zeroPoint();
        ElementType type = input.type();
        long widest = Math.max(type.maximum() - inputZero, inputZero - type.minimum());
        int filterZero = filter.requireQuantization().zeroPoint();
        Bytes weights = filter.requireData();
        Coding coding = filter.coding();
        for (int channel = 0; channel < bias.length; channel++) {
            long sum = 0;
            int at = channelStep == 1 ? channel * depth : channel;
            for (int i = 0; i < depth; i++, at += channelStep) {
                int weight = coding == null ? weights.get(at) : coding.value(weights, at);
                int code = type == ElementType.UINT8 ? weight & 0xff : weight;
                sum += Math.abs(code - filterZero);
            }
            long worst = sum * widest + Math.abs((long) bias[channel]);
            c.require(
                    worst <= Integer.MAX_VALUE,
                    "filter",
                    "sums of at most " + Integer.MAX_VALUE,
                    "up to " + worst + " in channel " + channel + " over a depth of " + depth);
        }
    }
}
