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
        Tensor filter = WeightRules.filter(c, o.filter(), input.type(), 0);
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
        int[] bias = WeightRules.bias(c, o.bias(), outputs);
        WeightRules.accumulator(c, input, filter, bias, height * width * groupDepth, 1);
    }

    static void depthwiseConv2d(OperatorCheck c, Operator.DepthwiseConv2D o)
            throws MalformedModelException {
        Tensor input = c.codes("input", o.input());
        c.rank("input", input, 4);
        Tensor filter = WeightRules.filter(c, o.filter(), input.type(), 3);
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
        int[] bias = WeightRules.bias(c, o.bias(), outputs);
        WeightRules.accumulator(c, input, filter, bias, height * width, outputs);
    }

    static void averagePool(OperatorCheck c, Operator.AveragePool2D o)
            throws MalformedModelException {
        Tensor input =
                pool(
                        c,
                        o.input(),
                        o.output(),
                        o.padding(),
                        new int[] {o.filterH(), o.strideH(), 1},
                        new int[] {o.filterW(), o.strideW(), 1});
        long terms =
                (long) Math.min(o.filterH(), input.shape().get(1))
                        * Math.min(o.filterW(), input.shape().get(2));
        c.require(terms <= MAXIMUM_TERMS, "filter", "at most " + MAXIMUM_TERMS + " taps", terms);
    }

    static void maxPool(OperatorCheck c, Operator.MaxPool2D o) throws MalformedModelException {
        pool(
                c,
                o.input(),
                o.output(),
                o.padding(),
                new int[] {o.filterH(), o.strideH(), 1},
                new int[] {o.filterW(), o.strideW(), 1});
    }

    private static Tensor pool(
            OperatorCheck c, int in, int out, Padding padding, int[] vertical, int[] horizontal)
            throws MalformedModelException {
        Tensor input = c.codes("input", in);
        c.rank("input", input, 4);
        Tensor output = c.codes("output", out, input.type());
        c.sameQuantization("output", output, input, false);
        window(c, input, output, padding, vertical, horizontal, input.shape().get(3));
        return input;
    }

    /** Checks filter, stride and dilation of both dimensions, and the output's shape. */
    private static void window(
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
}
