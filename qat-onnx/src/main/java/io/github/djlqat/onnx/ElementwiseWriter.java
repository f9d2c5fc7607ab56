package io.github.djlqat.onnx;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import java.util.Arrays;
import java.util.List;

/** Writes sums, differences, products, means, softmax and functions of one element. */
final class ElementwiseWriter {

    /** What the highest code of a softmax stands for: its scale is 1/256. */
    private static final float LARGEST_PROBABILITY = 255 / 256f;

    private final Context c;

    ElementwiseWriter(Context context) {
        c = context;
    }

    /** Add, Sub or Mul, both operands in the output's layout. */
    void binary(String operation, Operator o, Activation activation) {
        Layout layout = c.values.natural(o.output());
        int rank = c.shape(o.output()).rank();
        String result =
                c.out.node(
                        operation,
                        c.values.name(o.output()) + "_sum",
                        List.of(
                                operand(o.inputs().get(0), rank),
                                operand(o.inputs().get(1), rank)));
        c.values.define(o.output(), layout, result, activation);
    }

    /** Returns an operand, with leading dimensions of 1 where it must change its layout. */
    private String operand(int tensor, int rank) {
        Shape shape = c.shape(tensor);
        if (rank != 4 || shape.rank() == 4 || shape.elements() == 1) {
            return c.values.real(tensor);
        }
        int[] wide = {1, 1, 1, 1};
        for (int d = 0; d < shape.rank(); d++) {
            wide[rank - shape.rank() + d] = shape.get(d);
        }
        if (c.tensor(tensor).isConstant()) {
            return c.values.constant(tensor, Shape.of(wide));
        }
        String name = c.values.name(tensor) + "_wide";
        String list = c.out.longs(name + "_shape", Longs.of(wide));
        String real = c.values.real(tensor, Layout.NATIVE);
        return c.out.node(
                "Transpose",
                name + "_transposed",
                List.of(c.out.node("Reshape", name, List.of(real, list))),
                Attributes.integers("perm", Layout.NATIVE.toOther()));
    }

    void mean(Operator.Mean o) {
        Shape shape = c.shape(o.input());
        int rank = shape.rank();
        boolean[] reduced = new boolean[rank];
        for (int axis : c.integers(o.axes())) {
            reduced[Context.axis(axis, rank)] = true;
        }
        boolean image = rank == 4;
        boolean pixels = image && reduced[1] && reduced[2] && !reduced[0] && !reduced[3];
        // What is left must lie in the order of the integer graph, unless all dimensions are left.
        boolean first = image && (o.keepDims() || reduced[3] || (reduced[1] && reduced[2]));
        Layout from = first ? Layout.CHANNELS_FIRST : Layout.NATIVE;
        String real = c.values.real(o.input(), from);
        String name = c.values.name(o.output()) + "_mean";
        String mean;
        if (pixels) {
            mean = c.out.node("GlobalAveragePool", name, List.of(real));
        } else {
            int[] axes = new int[rank];
            int count = 0;
            for (int d = 0; d < rank; d++) {
                if (reduced[d]) {
                    axes[count++] = from.position(d);
                }
            }
            mean =
                    c.out.node(
                            "ReduceMean",
                            name,
                            List.of(real),
                            Attributes.integers("axes", Arrays.copyOf(axes, count)),
                            Attributes.integer("keepdims", o.keepDims() ? 1 : 0));
        }
        if (pixels && !o.keepDims()) {
            mean = c.values.requantized(o.output(), mean);
            String list = c.out.longs(name + "_shape", shape.get(0), shape.get(3));
            mean = c.out.node("Reshape", name + "_reshaped", List.of(mean, list));
        }
        c.values.define(o.output(), o.keepDims() ? from : c.values.natural(o.output()), mean);
    }

    void softmax(Operator.Softmax o) {
        Layout layout = c.values.natural(o.output());
        int last = c.shape(o.input()).rank() - 1;
        String real = c.values.real(o.input(), layout);
        float beta = Float.intBitsToFloat(o.betaBits());
        String name = c.values.name(o.output());
        if (beta != 1) {
            String factor = c.out.floats(name + "_beta", new float[] {beta});
            real = c.out.node("Mul", name + "_scaled", List.of(real, factor));
        }
        String result =
                c.out.node(
                        "Softmax",
                        name + "_softmax",
                        List.of(real),
                        Attributes.integer("axis", layout.position(last)));
        if (c.values.quantized()) {
            // The end of the codes, said once more: the softmax of codes in ONNX Runtime 1.23 wraps
            // a probability of 1 around to 0; with this between, it does not fuse.
            String most = c.out.floats(name + "_largest", new float[] {LARGEST_PROBABILITY});
            result = c.out.node("Min", name + "_saturated", List.of(result, most));
        }
        c.values.define(o.output(), layout, result);
    }

    /**
     * A factor and a summand for each channel, in reals: {@code (m x + o) >> shift} is the nearest
     * integer of {@code (m x + o - half) / 2^shift}.
     */
    void batchNorm(Operator.DjlqatBatchNorm o) {
        Layout layout = c.values.natural(o.output());
        Quantization in = c.tensor(o.input()).requireQuantization();
        Quantization out = c.tensor(o.output()).requireQuantization();
        int[] multipliers = c.tensor(o.multiplier()).requireData().toInts();
        double unit = Math.scalb(1.0, -o.shift());
        double half = o.shift() == 0 ? 0 : 0.5;
        float[] factors = new float[multipliers.length];
        float[] summands = new float[multipliers.length];
        for (int i = 0; i < factors.length; i++) {
            double slope = multipliers[i] * unit;
            double zero = slope * in.zeroPoint() + offset(o.offset(), i) * unit - half;
            factors[i] = (float) (out.scale() * slope / in.scale());
            summands[i] = (float) (out.scale() * (zero - out.zeroPoint()));
        }
        long[] shape =
                layout == Layout.CHANNELS_FIRST
                        ? new long[] {factors.length, 1, 1}
                        : new long[] {factors.length};
        String name = c.values.name(o.output());
        String real = c.values.real(o.input(), layout);
        String factor = c.out.floats(name + "_factor", factors, shape);
        String summand = c.out.floats(name + "_summand", summands, shape);
        String product = c.out.node("Mul", name + "_product", List.of(real, factor));
        String sum = c.out.node("Add", name + "_sum", List.of(product, summand));
        c.values.define(o.output(), layout, sum, o.activation());
    }

    private double offset(int tensor, int channel) {
        Bytes data = c.tensor(tensor).requireData();
        return c.tensor(tensor).type() == ElementType.INT64
                ? data.asBuffer().getLong(8 * channel)
                : data.asBuffer().getInt(4 * channel);
    }

    void leakyRelu(Operator.LeakyRelu o) {
        Layout layout = c.values.natural(o.output());
        String result =
                c.out.node(
                        "LeakyRelu",
                        c.values.name(o.output()) + "_activated",
                        List.of(c.values.real(o.input(), layout)),
                        Attributes.real("alpha", Float.intBitsToFloat(o.alphaBits())));
        c.values.define(o.output(), layout, result);
    }

    void unary(Operator.Unary o) {
        Layout layout = c.values.natural(o.output());
        String real = c.values.real(o.input(), layout);
        String name = c.values.name(o.output()) + "_activated";
        switch (o.function()) {
            case QUANTIZE:
                if (c.tensor(o.input()).type().isQuantized()) {
                    c.values.rescale(o.output(), layout, real, Activation.NONE);
                    return;
                }
                c.values.define(o.output(), layout, real);
                return;
            case DEQUANTIZE:
                c.values.define(o.output(), layout, real);
                return;
            case RELU:
                c.values.rescale(o.output(), layout, real, Activation.RELU);
                return;
            case RELU6:
                c.values.rescale(o.output(), layout, real, Activation.RELU6);
                return;
            case LOGISTIC:
                c.values.define(o.output(), layout, c.out.node("Sigmoid", name, List.of(real)));
                return;
            case TANH:
                c.values.define(o.output(), layout, c.out.node("Tanh", name, List.of(real)));
                return;
            case HARD_SWISH:
                String gate =
                        c.out.node(
                                "HardSigmoid",
                                c.values.name(o.output()) + "_gate",
                                List.of(real),
                                Attributes.real("alpha", 1 / 6f),
                                Attributes.real("beta", 0.5f));
                c.values.define(o.output(), layout, c.out.node("Mul", name, List.of(real, gate)));
                return;
        }
        throw new AssertionError("no form of " + o.function());
    }
}
