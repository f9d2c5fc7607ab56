package io.github.djlqat.runtime.lower;

import io.github.djlqat.runtime.arithmetic.CodeTables;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.KernelProvider;
import io.github.djlqat.runtime.kernel.LookupSpec;

/** Lowers the functions of one code to tables. */
final class TableLowering {

    /** Integer bits of the argument of LOGISTIC and TANH. */
    private static final int INTEGER_BITS = 4;

    private final IntegerGraph graph;
    private final RoundingMode rounding;
    private final KernelProvider kernels;
    private final Places places;

    TableLowering(
            IntegerGraph graph, RoundingMode rounding, KernelProvider kernels, Places places) {
        this.graph = graph;
        this.rounding = rounding;
        this.kernels = kernels;
        this.places = places;
    }

    Kernel logistic(Operator.Logistic o) {
        Tensor input = graph.tensor(o.input());
        int radius = radius(input);
        Multiplier m = inQ4(input, radius);
        return lookup(
                o,
                CodeTables.logistic(
                        Codes.zeroPoint(input), radius, m.multiplier(), m.shift(), rounding));
    }

    Kernel tanh(Operator.Tanh o) {
        Tensor input = graph.tensor(o.input());
        int radius = radius(input);
        Multiplier m = inQ4(input, radius);
        return lookup(
                o,
                CodeTables.tanh(
                        Codes.zeroPoint(input), radius, m.multiplier(), m.shift(), rounding));
    }

    private static double scaleInQ4(Tensor input) {
        return (double) input.requireQuantization().scale() * (1 << (31 - INTEGER_BITS));
    }

    private static int radius(Tensor input) {
        int shift = Math.getExponent(scaleInQ4(input)) + 1;
        return ElementwiseLowering.radius(INTEGER_BITS, shift);
    }

    /** Returns the input scale in Q4.27; with a radius of 0 nothing is ever scaled. */
    private Multiplier inQ4(Tensor input, int radius) {
        return radius == 0 ? new Multiplier(0, 0) : Multiplier.of(scaleInQ4(input), rounding);
    }

    /** RELU: the ratio of scales is taken in float ({@code activations_common.cc}). */
    Kernel relu(Operator.Relu o) {
        return rescale(o, Activation.RELU);
    }

    /**
     * RELU6, rescaled like RELU, as TFLite's own kernel does; TFLite-Micro's takes input and output
     * quantization to be the same, where both agree.
     */
    Kernel relu6(Operator.Relu6 o) {
        return rescale(o, Activation.RELU6);
    }

    private Kernel rescale(Operator op, Activation activation) {
        Tensor input = graph.tensor(op.inputs().get(0));
        Tensor output = graph.tensor(op.output());
        float ratio = scale(input) / scale(output);
        Multiplier m = Multiplier.of(ratio, rounding);
        return lookup(
                op,
                CodeTables.requantize(
                        Codes.zeroPoint(input),
                        m.multiplier(),
                        m.shift(),
                        rounding,
                        Codes.zeroPoint(output),
                        Codes.minimum(activation, output),
                        Codes.maximum(activation, output)));
    }

    /** QUANTIZE between 8-bit types: the ratio of scales is taken in double. */
    Kernel quantize(Operator.Quantize o) {
        Tensor input = graph.tensor(o.input());
        Tensor output = graph.tensor(o.output());
        Multiplier m = Multiplier.of((double) scale(input) / scale(output), rounding);
        return lookup(
                o,
                CodeTables.requantize(
                        Codes.zeroPoint(input),
                        m.multiplier(),
                        m.shift(),
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
                        identity.multiplier(),
                        identity.shift(),
                        slope.multiplier(),
                        slope.shift(),
                        alphaRatio < 0,
                        rounding,
                        Codes.zeroPoint(output)));
    }

    /** HARD_SWISH: both factors are taken in float ({@code hard_swish_common.cc}). */
    Kernel hardSwish(Operator.HardSwish o) {
        Tensor input = graph.tensor(o.input());
        Tensor output = graph.tensor(o.output());
        float highResolution = 1f / 128 * scale(input);
        float outputRatio = highResolution / scale(output);
        float reluishRatio = highResolution / (3f / 32768);
        Multiplier out = Multiplier.of(outputRatio, rounding);
        Multiplier reluish = Multiplier.of(reluishRatio, rounding);
        if (out.shift() > 0) {
            throw new ArithmeticException(
                    "ratio of scales: expected below 128, found " + scale(input) / scale(output));
        }
        return lookup(
                o,
                CodeTables.hardSwish(
                        Codes.zeroPoint(input),
                        Codes.zeroPoint(output),
                        out.top16(),
                        out.shift(),
                        reluish.top16(),
                        reluish.shift()));
    }

    private Kernel lookup(Operator op, byte[] table) {
        return kernels.lookup(
                new LookupSpec(
                        places.of(op.inputs().get(0)),
                        places.of(op.output()),
                        graph.tensor(op.output()).shape().elements(),
                        Bytes.view(table, 0, table.length)));
    }

    private static float scale(Tensor tensor) {
        return tensor.requireQuantization().scale();
    }
}
