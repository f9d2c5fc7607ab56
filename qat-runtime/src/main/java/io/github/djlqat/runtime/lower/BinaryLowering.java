package io.github.djlqat.runtime.lower;

import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.kernel.BatchNormSpec;
import io.github.djlqat.runtime.kernel.BinarizeSpec;
import io.github.djlqat.runtime.kernel.BinaryConv2DSpec;
import io.github.djlqat.runtime.kernel.BinaryPoolSpec;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.KernelProvider;
import io.github.djlqat.runtime.kernel.Operand;
import io.github.djlqat.runtime.kernel.Requantize;
import io.github.djlqat.runtime.kernel.UnbinarizeSpec;
import io.github.djlqat.runtime.kernel.Window;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Lowers the operators on bits, and batch norm, as docs/CUSTOM_OPERATORS.md says. */
final class BinaryLowering {

    /** The most that a dot product is moved left before its bias is added. */
    private static final int MAXIMUM_SHIFT = 20;

    /** No accumulator may reach this. */
    private static final double ACCUMULATOR = 1 << 30;

    private final IntegerGraph graph;
    private final RoundingMode rounding;
    private final KernelProvider kernels;
    private final IntFunction<Operand> places;

    BinaryLowering(
            IntegerGraph graph,
            RoundingMode rounding,
            KernelProvider kernels,
            IntFunction<Operand> places) {
        this.graph = graph;
        this.rounding = rounding;
        this.kernels = kernels;
        this.places = places;
    }

    /** Returns the kernel of an operator of this room, or null if it is none. */
    @Nullable Kernel lower(Operator op) {
        if (op instanceof Operator.LceQuantize o) {
            Tensor input = graph.tensor(o.input());
            byte[] bounds = new byte[input.shape().get(-1)];
            Arrays.fill(bounds, (byte) Codes.zeroPoint(input));
            Bytes lowest = Bytes.of(bounds);
            Arrays.fill(bounds, Byte.MAX_VALUE);
            return binarize(o, input, lowest, Bytes.of(bounds));
        } else if (op instanceof Operator.DjlqatBinarize o) {
            byte[] intervals = graph.tensor(o.intervals()).requireData().toArray();
            int channels = intervals.length / 2;
            return binarize(
                    o,
                    graph.tensor(o.input()),
                    Bytes.view(intervals, 0, channels),
                    Bytes.view(intervals, channels, channels));
        } else if (op instanceof Operator.LceDequantize o) {
            return dequantize(o);
        } else if (op instanceof Operator.LceBconv2d o) {
            return convolution(o);
        } else if (op instanceof Operator.LceBMaxPool2d o) {
            return pool(o);
        } else if (op instanceof Operator.DjlqatBatchNorm o) {
            return batchNorm(o);
        }
        return null;
    }

    private Kernel binarize(Operator o, Tensor input, Bytes lowest, Bytes highest) {
        int channels = lowest.size();
        return kernels.binarize(
                new BinarizeSpec(
                        places.apply(o.inputs().get(0)),
                        places.apply(o.output()),
                        input.shape().elements() / channels,
                        channels,
                        lowest,
                        highest));
    }

    /** LCE's codes of +1 and -1: {@code 1.0f / scale} rounded half away. */
    private Kernel dequantize(Operator.LceDequantize o) {
        Tensor output = graph.tensor(o.output());
        int zeroPoint = Codes.zeroPoint(output);
        long one = Codes.roundHalfAway(1f / output.requireQuantization().scale());
        int channels = output.shape().get(-1);
        return kernels.unbinarize(
                new UnbinarizeSpec(
                        places.apply(o.input()),
                        places.apply(o.output()),
                        output.shape().elements() / channels,
                        channels,
                        (byte) Math.min(zeroPoint + one, Byte.MAX_VALUE),
                        (byte) Math.max(zeroPoint - one, Byte.MIN_VALUE)));
    }

    private Kernel pool(Operator.LceBMaxPool2d o) {
        Shape input = graph.tensor(o.input()).shape();
        Shape output = graph.tensor(o.output()).shape();
        return kernels.binaryMaxPool(
                new BinaryPoolSpec(
                        places.apply(o.input()),
                        places.apply(o.output()),
                        WindowLowering.image(input),
                        WindowLowering.image(output),
                        WindowLowering.window(
                                o.padding(),
                                input,
                                output,
                                new int[] {o.filterH(), o.strideH(), 1, 0},
                                new int[] {o.filterW(), o.strideW(), 1, 0})));
    }

    private Kernel batchNorm(Operator.DjlqatBatchNorm o) {
        Tensor output = graph.tensor(o.output());
        Tensor offset = graph.tensor(o.offset());
        Bytes data = offset.requireData();
        long[] offsets = new long[offset.shape().get(0)];
        for (int c = 0; c < offsets.length; c++) {
            offsets[c] =
                    offset.type() == ElementType.INT64
                            ? data.asBuffer().getLong(8 * c)
                            : data.asBuffer().getInt(4 * c);
        }
        return kernels.batchNorm(
                new BatchNormSpec(
                        places.apply(o.input()),
                        places.apply(o.output()),
                        output.shape().elements() / offsets.length,
                        offsets.length,
                        Ints.of(graph.tensor(o.multiplier()).requireData().toInts()),
                        offsets,
                        o.shift(),
                        Codes.minimum(o.activation(), output),
                        Codes.maximum(o.activation(), output)));
    }

    private Kernel convolution(Operator.LceBconv2d o) {
        Shape input = graph.tensor(o.input()).shape();
        Shape output = graph.tensor(o.output()).shape();
        Shape filter = graph.tensor(o.filter()).shape();
        Window window =
                WindowLowering.window(
                        o.padding(),
                        input,
                        output,
                        new int[] {filter.get(1), o.strideH(), o.dilationH(), 0},
                        new int[] {filter.get(2), o.strideW(), o.dilationW(), 0});
        int groups = input.get(3) / filter.get(3);
        int depth = o.channelsIn() / groups;
        int[] words = graph.tensor(o.filter()).requireData().toInts();
        boolean toBits = graph.tensor(o.output()).type() == ElementType.INT32;
        float[] multipliers = toBits ? new float[0] : floats(o.multiplier());
        for (int channel = 0; channel < multipliers.length; channel++) {
            if (multipliers[channel] < 0) {
                flip(words, channel * (words.length / filter.get(0)), filter, depth);
            }
        }
        int dot = window.taps() * depth;
        BinaryConv2DSpec bits =
                new BinaryConv2DSpec(
                        places.apply(o.input()),
                        places.apply(o.output()),
                        WindowLowering.image(input),
                        WindowLowering.image(
                                Shape.of(
                                        output.get(0),
                                        output.get(1),
                                        output.get(2),
                                        filter.get(0))),
                        window,
                        groups,
                        depth,
                        o.onePadding(),
                        Ints.of(words),
                        toBits ? limits(o.threshold(), dot) : Ints.of());
        return kernels.binaryConv2d(toBits ? bits : codes(o, bits, multipliers, dot));
    }

    /** Turns every weight of a channel round: a negative multiplier is a positive one of these. */
    private static void flip(int[] words, int first, Shape filter, int depth) {
        int run = filter.get(3);
        for (int i = 0; i < filter.get(1) * filter.get(2) * run; i++) {
            int used = Math.min(depth - i % run * 32, 32);
            words[first + i] ^= -1 >>> 32 - used;
        }
    }

    /** LCE sets a bit where {@code (dot - sum) / 2 > threshold}, which is where sum is small. */
    private Ints limits(int threshold, int dot) {
        int[] limits = graph.tensor(threshold).requireData().toInts();
        for (int c = 0; c < limits.length; c++) {
            limits[c] = (int) Math.max(-dot, Math.min(dot + 1L, dot - 2L * limits[c]));
        }
        return Ints.of(limits);
    }

    private BinaryConv2DSpec codes(
            Operator.LceBconv2d o, BinaryConv2DSpec bits, float[] multipliers, int dot) {
        Tensor output = graph.tensor(o.output());
        float[] biases = floats(o.bias());
        int shift = shift(multipliers, biases, dot);
        double unit = 1.0 / (1 << shift);
        double outputScale = output.requireQuantization().scale();
        int channels = multipliers.length;
        int[] bias = new int[channels];
        int[] factors = new int[channels];
        int[] shifts = new int[channels];
        int[] lowest = new int[channels];
        int[] highest = new int[channels];
        int low = o.activation() == Activation.NONE ? -dot : 0;
        int high = dot;
        if (o.activation() == Activation.RELU6) {
            high = Math.min(6, dot);
        } else if (o.activation() == Activation.RELU_N1_TO_1) {
            low = -1;
            high = 1;
        }
        for (int c = 0; c < channels; c++) {
            double scale = Math.abs(multipliers[c]) * unit;
            bias[c] = (int) Math.rint(biases[c] / scale);
            Multiplier multiplier = Multiplier.of(scale / outputScale, rounding);
            factors[c] = multiplier.multiplier;
            shifts[c] = multiplier.shift;
            lowest[c] = multipliers[c] < 0 ? -high : low;
            highest[c] = multipliers[c] < 0 ? -low : high;
        }
        return new BinaryConv2DSpec(
                bits,
                new Requantize(
                        Ints.of(factors),
                        Ints.of(shifts),
                        rounding,
                        Codes.zeroPoint(output),
                        Byte.MIN_VALUE,
                        Byte.MAX_VALUE),
                shift,
                Ints.of(bias),
                Ints.of(lowest),
                Ints.of(highest));
    }

    /** Returns the largest shift that leaves every accumulator below its bound. */
    private static int shift(float[] multipliers, float[] biases, int dot) {
        int channel = 0;
        for (int shift = MAXIMUM_SHIFT; shift >= 0; shift--) {
            double one = 1 << shift;
            for (channel = 0; channel < biases.length; channel++) {
                double code = Math.rint(biases[channel] / (multipliers[channel] / one));
                if (dot * one + Math.abs(code) >= ACCUMULATOR) {
                    break;
                }
            }
            if (channel == biases.length) {
                return shift;
            }
        }
        throw new ArithmeticException(
                "bias["
                        + channel
                        + "]: expected at most 2^30 times the multiplier "
                        + multipliers[channel]
                        + ", found "
                        + biases[channel]);
    }

    private float[] floats(int tensor) {
        float[] values = new float[graph.tensor(tensor).shape().elements()];
        graph.tensor(tensor).requireData().asBuffer().asFloatBuffer().get(values);
        return values;
    }
}
