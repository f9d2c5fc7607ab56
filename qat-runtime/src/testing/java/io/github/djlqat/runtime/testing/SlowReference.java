package io.github.djlqat.runtime.testing;

import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs a graph straight from the formulas of the specification: every code as the file has it,
 * unsigned ones too, every sum a long, every rescaling in numbers of any size. Shares no code with
 * the runtime. LOGISTIC, TANH and HARD_SWISH are computed in double and so are right to within a
 * code.
 */
public final class SlowReference {

    private final IntegerGraph graph;
    private final RoundingMode rounding;
    private final Map<Integer, int[]> values = new HashMap<>();

    private SlowReference(IntegerGraph graph, RoundingMode rounding) {
        this.graph = graph;
        this.rounding = rounding;
    }

    /** Returns the codes of the only output, given those of the only input. */
    public static byte[] run(IntegerGraph graph, byte[] input, RoundingMode rounding) {
        SlowReference reference = new SlowReference(graph, rounding);
        reference.values.put(graph.inputs().get(0), reference.codes(graph.inputs().get(0), input));
        for (Operator op : graph.operators()) {
            reference.values.put(op.output(), reference.compute(op));
        }
        int[] output = reference.values.get(graph.outputs().get(0));
        byte[] bytes = new byte[output.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) output[i];
        }
        return bytes;
    }

    private int[] codes(int tensor, byte[] bytes) {
        int[] codes = new int[bytes.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] =
                    graph.tensor(tensor).type() == ElementType.UINT8 ? bytes[i] & 0xff : bytes[i];
        }
        return codes;
    }

    private int[] get(int tensor) {
        Tensor t = graph.tensor(tensor);
        return t.isConstant()
                ? values.computeIfAbsent(tensor, k -> constant(k, t))
                : values.get(tensor);
    }

    private int[] constant(int index, Tensor tensor) {
        return tensor.type() == ElementType.CODED
                ? SlowCustom.decode(tensor)
                : codes(index, tensor.data().toArray());
    }

    private float scale(int tensor) {
        return graph.tensor(tensor).quantization().scale();
    }

    private int zero(int tensor) {
        return graph.tensor(tensor).quantization().zeroPoint();
    }

    private Shape shape(int tensor) {
        return graph.tensor(tensor).shape();
    }

    /** x times a real factor, the factor being kept to 31 bits. */
    static long scaled(long x, double factor, RoundingMode rounding) {
        if (factor == 0) {
            return 0;
        }
        BigDecimal two = BigDecimal.valueOf(2);
        BigDecimal q = new BigDecimal(factor);
        int e = 0;
        while (q.compareTo(BigDecimal.ONE) >= 0) {
            q = q.divide(two);
            e++;
        }
        while (q.compareTo(new BigDecimal("0.5")) < 0) {
            q = q.multiply(two);
            e--;
        }
        BigInteger m =
                q.multiply(two.pow(31)).setScale(0, java.math.RoundingMode.HALF_UP).toBigInteger();
        if (m.bitLength() > 31) {
            m = m.shiftRight(1);
            e++;
        }
        return e < -31 ? 0 : product(x, m, e, rounding);
    }

    /** x * m * 2^(e - 31), rounded twice or once. */
    static long product(long x, BigInteger m, int e, RoundingMode rounding) {
        BigInteger wide = BigInteger.valueOf(x).multiply(m);
        if (rounding == RoundingMode.SINGLE) {
            return wide.add(BigInteger.ONE.shiftLeft(30 - e)).shiftRight(31 - e).longValueExact();
        }
        BigInteger high =
                wide.shiftLeft(Math.max(e, 0)).add(BigInteger.ONE.shiftLeft(30)).shiftRight(31);
        return new BigDecimal(high)
                .divide(BigDecimal.valueOf(2).pow(Math.max(-e, 0)))
                .setScale(0, java.math.RoundingMode.HALF_UP)
                .longValueExact();
    }

    private int finish(long scaled, int output, Activation activation) {
        ElementType type = graph.tensor(output).type();
        double low = type.minimum();
        double high = type.maximum();
        float s = scale(output);
        int z = zero(output);
        if (activation == Activation.RELU || activation == Activation.RELU6) {
            low = Math.max(low, z);
        }
        if (activation == Activation.RELU6) {
            high = Math.min(high, z + Math.floor(6f / s + 0.5));
        }
        if (activation == Activation.RELU_N1_TO_1) {
            low = Math.max(low, z - Math.floor(1f / s + 0.5));
            high = Math.min(high, z + Math.floor(1f / s + 0.5));
        }
        return (int) Math.min(Math.max(scaled + z, low), high);
    }

    private int[] compute(Operator op) {
        int[] out = new int[shape(op.output()).elements()];
        int[] at = new int[shape(op.output()).rank()];
        for (int i = 0; i < out.length; i++) {
            int rest = i;
            for (int d = at.length - 1; d >= 0; d--) {
                at[d] = rest % shape(op.output()).get(d);
                rest /= shape(op.output()).get(d);
            }
            out[i] = element(op, at, i);
        }
        return out;
    }

    private int element(Operator op, int[] at, int i) {
        if (op instanceof Operator.Conv2D o) {
            Shape f = shape(o.filter());
            int group = at[3] / (f.get(0) / (shape(o.input()).get(3) / f.get(3)));
            long sum = bias(o.bias(), at[3]);
            int top =
                    before(
                            o.padding(),
                            o.input(),
                            o.output(),
                            1,
                            f.get(1),
                            o.strideH(),
                            o.dilationH());
            int left =
                    before(
                            o.padding(),
                            o.input(),
                            o.output(),
                            2,
                            f.get(2),
                            o.strideW(),
                            o.dilationW());
            for (int ky = 0; ky < f.get(1); ky++) {
                for (int kx = 0; kx < f.get(2); kx++) {
                    int y = at[1] * o.strideH() - top + ky * o.dilationH();
                    int x = at[2] * o.strideW() - left + kx * o.dilationW();
                    for (int c = 0; c < f.get(3); c++) {
                        sum +=
                                centred(o.input(), at[0], y, x, group * f.get(3) + c)
                                        * centred(o.filter(), at[3], ky, kx, c);
                    }
                }
            }
            return finish(
                    scaled(sum, factor(o.input(), o.filter(), o.output(), at[3], false), rounding),
                    o.output(),
                    o.activation());
        } else if (op instanceof Operator.DepthwiseConv2D o) {
            Shape f = shape(o.filter());
            long sum = bias(o.bias(), at[3]);
            int top =
                    before(
                            o.padding(),
                            o.input(),
                            o.output(),
                            1,
                            f.get(1),
                            o.strideH(),
                            o.dilationH());
            int left =
                    before(
                            o.padding(),
                            o.input(),
                            o.output(),
                            2,
                            f.get(2),
                            o.strideW(),
                            o.dilationW());
            for (int ky = 0; ky < f.get(1); ky++) {
                for (int kx = 0; kx < f.get(2); kx++) {
                    int y = at[1] * o.strideH() - top + ky * o.dilationH();
                    int x = at[2] * o.strideW() - left + kx * o.dilationW();
                    sum +=
                            centred(o.input(), at[0], y, x, at[3] / o.depthMultiplier())
                                    * centred(o.filter(), 0, ky, kx, at[3]);
                }
            }
            return finish(
                    scaled(sum, factor(o.input(), o.filter(), o.output(), at[3], false), rounding),
                    o.output(),
                    o.activation());
        } else if (op instanceof Operator.FullyConnected o) {
            int depth = shape(o.filter()).get(1);
            int channels = shape(o.filter()).get(0);
            long sum = bias(o.bias(), i % channels);
            for (int d = 0; d < depth; d++) {
                sum +=
                        (long) (get(o.input())[i / channels * depth + d] - zero(o.input()))
                                * (get(o.filter())[i % channels * depth + d] - zero(o.filter()));
            }
            return finish(
                    scaled(
                            sum,
                            factor(o.input(), o.filter(), o.output(), i % channels, true),
                            rounding),
                    o.output(),
                    o.activation());
        } else if (op instanceof Operator.Add o) {
            double twice = 2 * (double) Math.max(scale(o.left()), scale(o.right()));
            long l = scaled((long) operand(o.left(), at) << 20, scale(o.left()) / twice, rounding);
            long r =
                    scaled((long) operand(o.right(), at) << 20, scale(o.right()) / twice, rounding);
            double out = twice / ((1 << 20) * (double) scale(o.output()));
            return finish(scaled(l + r, out, rounding), o.output(), o.activation());
        } else if (op instanceof Operator.Sub o) {
            float twice = 2 * Math.max(scale(o.left()), scale(o.right()));
            float fl = scale(o.left()) / twice;
            float fr = scale(o.right()) / twice;
            long l = scaled((long) operand(o.left(), at) << 20, fl, rounding);
            long r = scaled((long) operand(o.right(), at) << 20, fr, rounding);
            float out = twice / ((1 << 20) * scale(o.output()));
            return finish(scaled(l - r, out, rounding), o.output(), o.activation());
        } else if (op instanceof Operator.Mul o) {
            double f = (double) scale(o.left()) * scale(o.right()) / scale(o.output());
            long p = (long) operand(o.left(), at) * operand(o.right(), at);
            return finish(scaled(p, f, rounding), o.output(), o.activation());
        }
        SlowMovement.View view = new SlowMovement.View(graph, this::get, rounding);
        return SlowCustom.knows(op)
                ? SlowCustom.element(view, op, at)
                : SlowMovement.element(view, op, at, i);
    }

    private long bias(int tensor, int channel) {
        return tensor == Operator.NONE ? 0 : graph.tensor(tensor).data().toInts()[channel];
    }

    private int before(
            Padding padding, int in, int out, int axis, int filter, int stride, int dilation) {
        int needed =
                (shape(out).get(axis) - 1) * stride
                        + (filter - 1) * dilation
                        + 1
                        - shape(in).get(axis);
        return padding == Padding.SAME ? Math.max(needed, 0) / 2 : 0;
    }

    /** An element less its zero point; 0 outside. */
    private long centred(int tensor, int n, int y, int x, int c) {
        Shape s = shape(tensor);
        if (y < 0 || y >= s.get(1) || x < 0 || x >= s.get(2)) {
            return 0;
        }
        int index = ((n * s.get(1) + y) * s.get(2) + x) * s.get(3) + c;
        return get(tensor)[index] - zero(tensor);
    }

    private int operand(int tensor, int[] at) {
        Shape s = shape(tensor);
        int index = 0;
        for (int d = 0; d < s.rank(); d++) {
            int place = at[at.length - s.rank() + d];
            index = index * s.get(d) + (s.get(d) == 1 ? 0 : place);
        }
        return get(tensor)[index] - zero(tensor);
    }

    private double factor(int in, int filter, int out, int channel, boolean fullyConnected) {
        boolean one = graph.tensor(filter).quantization().isPerTensor();
        float w = graph.tensor(filter).quantization().scales().get(one ? 0 : channel);
        boolean inFloat = graph.tensor(in).type() == ElementType.UINT8 || fullyConnected && one;
        double product = inFloat ? (float) (scale(in) * w) : (double) scale(in) * (double) w;
        return product / scale(out);
    }
}
