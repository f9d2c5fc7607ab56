package io.github.djlqat.runtime.lower;

import io.github.djlqat.runtime.arithmetic.CodeTables;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.kernel.AddSpec;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.KernelProvider;
import io.github.djlqat.runtime.kernel.LookupSpec;
import io.github.djlqat.runtime.kernel.MeanSpec;
import io.github.djlqat.runtime.kernel.MulSpec;
import io.github.djlqat.runtime.kernel.Operand;
import io.github.djlqat.runtime.kernel.Requantize;
import io.github.djlqat.runtime.kernel.SoftmaxSpec;
import java.util.function.IntFunction;

/** Lowers sums, differences, products, means, softmax, and the functions of one code, to tables. */
final class ElementwiseLowering {

    private static final int ADD_LEFT_SHIFT = 20;
    private static final int SOFTMAX_INTEGER_BITS = 5;

    private final IntegerGraph graph;
    private final RoundingMode rounding;
    private final KernelProvider kernels;
    private final IntFunction<Operand> places;

    ElementwiseLowering(
            IntegerGraph graph,
            RoundingMode rounding,
            KernelProvider kernels,
            IntFunction<Operand> places) {
        this.graph = graph;
        this.rounding = rounding;
        this.kernels = kernels;
        this.places = places;
    }

    /** ADD: everything in double ({@code add_common.cc}). */
    Kernel add(Operator.Add o) {
        double left = scale(o.left());
        double right = scale(o.right());
        double twiceMaximum = 2 * Math.max(left, right);
        return sum(
                o.left(),
                o.right(),
                o.output(),
                o.activation(),
                false,
                left / twiceMaximum,
                right / twiceMaximum,
                twiceMaximum / ((1 << ADD_LEFT_SHIFT) * (double) scale(o.output())));
    }

    /** SUB: everything in float ({@code sub_common.cc}). */
    Kernel sub(Operator.Sub o) {
        float left = scale(o.left());
        float right = scale(o.right());
        float twiceMaximum = 2 * Math.max(left, right);
        return sum(
                o.left(),
                o.right(),
                o.output(),
                o.activation(),
                true,
                left / twiceMaximum,
                right / twiceMaximum,
                twiceMaximum / ((1 << ADD_LEFT_SHIFT) * scale(o.output())));
    }

    private Kernel sum(
            int left,
            int right,
            int output,
            Activation activation,
            boolean subtract,
            double leftFactor,
            double rightFactor,
            double outputFactor) {
        Multiplier l = Multiplier.ofFraction(leftFactor, rounding);
        Multiplier r = Multiplier.ofFraction(rightFactor, rounding);
        Multiplier out = Multiplier.ofFraction(outputFactor, rounding);
        return kernels.add(
                new AddSpec(
                        Dimensions.broadcast(graph, places, left, right, output),
                        subtract,
                        ADD_LEFT_SHIFT,
                        Codes.zeroPoint(graph.tensor(left)),
                        l.multiplier,
                        l.shift,
                        Codes.zeroPoint(graph.tensor(right)),
                        r.multiplier,
                        r.shift,
                        Codes.zeroPoint(graph.tensor(output)),
                        out.multiplier,
                        out.shift,
                        rounding,
                        Codes.minimum(activation, graph.tensor(output)),
                        Codes.maximum(activation, graph.tensor(output))));
    }

    /** MUL: in double ({@code mul_common.cc}). */
    Kernel mul(Operator.Mul o) {
        double factor = (double) scale(o.left()) * scale(o.right()) / scale(o.output());
        Multiplier multiplier = Multiplier.of(factor, rounding);
        Tensor output = graph.tensor(o.output());
        return kernels.mul(
                new MulSpec(
                        Dimensions.broadcast(graph, places, o.left(), o.right(), o.output()),
                        Codes.zeroPoint(graph.tensor(o.left())),
                        Codes.zeroPoint(graph.tensor(o.right())),
                        new Requantize(
                                Ints.of(multiplier.multiplier),
                                Ints.of(multiplier.shift),
                                rounding,
                                Codes.zeroPoint(output),
                                Codes.minimum(o.activation(), output),
                                Codes.maximum(o.activation(), output))));
    }

    /** MEAN: the count goes into the multiplier ({@code reference/reduce.h}). */
    Kernel mean(Operator.Mean o) {
        Tensor input = graph.tensor(o.input());
        Tensor output = graph.tensor(o.output());
        int rank = input.shape().rank();
        boolean[] reduced = new boolean[rank];
        for (int axis : Codes.integers(graph.tensor(o.axes()))) {
            reduced[axis < 0 ? axis + rank : axis] = true;
        }
        Dimensions kept = new Dimensions(rank);
        Dimensions summed = new Dimensions(rank);
        int[] strides = Dimensions.strides(input.shape());
        long count = 1;
        for (int d = 0; d < rank; d++) {
            int size = input.shape().get(d);
            (reduced[d] ? summed : kept).add(size, strides[d]);
            count *= reduced[d] ? size : 1;
        }
        Multiplier scale = Multiplier.of((double) scale(o.input()) / scale(o.output()), rounding);
        int shift = 63 - Long.numberOfLeadingZeros(count);
        shift = Math.min(Math.min(shift, 32), 31 + scale.shift);
        int multiplier = (int) (((long) scale.multiplier << shift) / count);
        return kernels.mean(
                new MeanSpec(
                        places.apply(o.input()),
                        places.apply(o.output()),
                        kept.shape(),
                        kept.strides(),
                        summed.shape(),
                        summed.strides(),
                        Codes.zeroPoint(input),
                        new Requantize(
                                Ints.of(multiplier),
                                Ints.of(scale.shift - shift),
                                rounding,
                                Codes.zeroPoint(output),
                                Byte.MIN_VALUE,
                                Byte.MAX_VALUE)));
    }

    /** SOFTMAX: PreprocessSoftmaxScaling and CalculateInputRadius, in double. */
    Kernel softmax(Operator.Softmax o) {
        Tensor input = graph.tensor(o.input());
        double beta = Float.intBitsToFloat(o.betaBits());
        double limit = (rounding == RoundingMode.SINGLE ? 1L << 30 : 1L << 31) - 1.0;
        double factor =
                Math.min(beta * scale(o.input()) * (1 << (31 - SOFTMAX_INTEGER_BITS)), limit);
        if (!(factor > 1)) {
            throw new ArithmeticException(
                    "beta times input scale: expected above 2^-26, found "
                            + beta * scale(o.input()));
        }
        Multiplier multiplier = largest(factor);
        int depth = input.shape().get(-1);
        return kernels.softmax(
                new SoftmaxSpec(
                        places.apply(o.input()),
                        places.apply(o.output()),
                        input.shape().elements() / depth,
                        depth,
                        multiplier.multiplier,
                        multiplier.shift,
                        rounding,
                        -radius(SOFTMAX_INTEGER_BITS, multiplier.shift)));
    }

    /** Multiplier of a factor that may need a shift of 31, which double rounding allows here. */
    private Multiplier largest(double factor) {
        return factor < 1L << 30
                ? Multiplier.of(factor, rounding)
                : new Multiplier(Multiplier.of(factor / 2, rounding).multiplier, 31);
    }

    /**
     * Returns from which distance on a number of the given integer bits saturates; TFLite's
     * CalculateInputRadius for 31 bits.
     */
    static int radius(int integerBits, int leftShift) {
        double largest = (double) ((1 << integerBits) - 1) * (1L << (31 - integerBits));
        return (int) Math.floor(Math.scalb(largest, -leftShift));
    }

    private float scale(int tensor) {
        return graph.tensor(tensor).requireQuantization().scale();
    }

    /** Integer bits of the argument of LOGISTIC and TANH. */
    private static final int INTEGER_BITS = 4;

    /** The functions of one code but QUANTIZE from float and DEQUANTIZE. */
    Kernel unary(Operator.Unary o) {
        Operator.Function function = o.function();
        if (function == Operator.Function.HARD_SWISH) {
            return hardSwish(o);
        } else if (function == Operator.Function.RELU) {
            return rescale(o, Activation.RELU);
        } else if (function == Operator.Function.RELU6) {
            return rescale(o, Activation.RELU6);
        }
        return function == Operator.Function.QUANTIZE ? quantize(o) : sigmoid(o);
    }

    /** LOGISTIC and TANH. */
    private Kernel sigmoid(Operator.Unary o) {
        Tensor input = graph.tensor(o.input());
        int radius = radius(input);
        Multiplier m = inQ4(input, radius);
        int zeroPoint = Codes.zeroPoint(input);
        return lookup(
                o,
                o.function() == Operator.Function.TANH
                        ? CodeTables.tanh(zeroPoint, radius, m.multiplier, m.shift, rounding)
                        : CodeTables.logistic(zeroPoint, radius, m.multiplier, m.shift, rounding));
    }

    private static double scaleInQ4(Tensor input) {
        return (double) input.requireQuantization().scale() * (1 << (31 - INTEGER_BITS));
    }

    private static int radius(Tensor input) {
        int shift = Math.getExponent(scaleInQ4(input)) + 1;
        return radius(INTEGER_BITS, shift);
    }

    /** Returns the input scale in Q4.27; with a radius of 0 nothing is ever scaled. */
    private Multiplier inQ4(Tensor input, int radius) {
        return radius == 0 ? new Multiplier(0, 0) : Multiplier.of(scaleInQ4(input), rounding);
    }

    /**
     * RELU and RELU6: the ratio of scales is taken in float ({@code activations_common.cc}). RELU6
     * is rescaled like RELU, as TFLite's own kernel does; TFLite-Micro's takes input and output
     * quantization to be the same, where both agree.
     */
    private Kernel rescale(Operator op, Activation activation) {
        Tensor input = graph.tensor(op.inputs().get(0));
        Tensor output = graph.tensor(op.output());
        float ratio = scale(input) / scale(output);
        Multiplier m = Multiplier.of(ratio, rounding);
        return lookup(
                op,
                CodeTables.requantize(
                        Codes.zeroPoint(input),
                        m.multiplier,
                        m.shift,
                        rounding,
                        Codes.zeroPoint(output),
                        Codes.minimum(activation, output),
                        Codes.maximum(activation, output)));
    }

    /** QUANTIZE between 8-bit types: the ratio of scales is taken in double. */
    Kernel quantize(Operator.Unary o) {
        Tensor input = graph.tensor(o.input());
        Tensor output = graph.tensor(o.output());
        Multiplier m = Multiplier.of((double) scale(input) / scale(output), rounding);
        return lookup(
                o,
                CodeTables.requantize(
                        Codes.zeroPoint(input),
                        m.multiplier,
                        m.shift,
                        rounding,
                        Codes.zeroPoint(output),
                        Byte.MIN_VALUE,
                        Byte.MAX_VALUE));
    }

    /** LEAKY_RELU: both factors are taken in float ({@code leaky_relu_common.cc}). */
    Kernel leakyRelu(Operator.LeakyRelu o) {
        Tensor input = graph.tensor(o.input());
        Tensor output = graph.tensor(o.output());
        float alpha = Float.intBitsToFloat(o.alphaBits());
        float alphaRatio = scale(input) * alpha / scale(output);
        float ratio = scale(input) / scale(output);
        Multiplier identity = Multiplier.of(ratio, rounding);
        Multiplier slope = Multiplier.of(Math.abs(alphaRatio), rounding);
        return lookup(
                o,
                CodeTables.leakyRelu(
                        Codes.zeroPoint(input),
                        identity.multiplier,
                        identity.shift,
                        slope.multiplier,
                        slope.shift,
                        alphaRatio < 0,
                        rounding,
                        Codes.zeroPoint(output)));
    }

    /** HARD_SWISH: both factors are taken in float ({@code hard_swish_common.cc}). */
    private Kernel hardSwish(Operator.Unary o) {
        Tensor input = graph.tensor(o.input());
        Tensor output = graph.tensor(o.output());
        float highResolution = 1f / 128 * scale(input);
        float outputRatio = highResolution / scale(output);
        float reluishRatio = highResolution / (3f / 32768);
        Multiplier out = Multiplier.of(outputRatio, rounding);
        Multiplier reluish = Multiplier.of(reluishRatio, rounding);
        if (out.shift > 0) {
            throw new ArithmeticException(
                    "ratio of scales: expected below 128, found " + scale(input) / scale(output));
        }
        return lookup(
                o,
                CodeTables.hardSwish(
                        Codes.zeroPoint(input),
                        Codes.zeroPoint(output),
                        out.top16(),
                        out.shift,
                        reluish.top16(),
                        reluish.shift));
    }

    private Kernel lookup(Operator op, byte[] table) {
        return kernels.lookup(
                new LookupSpec(
                        places.apply(op.inputs().get(0)),
                        places.apply(op.output()),
                        graph.tensor(op.output()).shape().elements(),
                        Bytes.view(table, 0, table.length)));
    }

    private static float scale(Tensor tensor) {
        return tensor.requireQuantization().scale();
    }
}
