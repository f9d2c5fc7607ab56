package io.github.djlqat.runtime.testing;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.math.BigInteger;

/** The part of {@link SlowReference} that docs/CUSTOM_OPERATORS.md describes, bit by bit. */
final class SlowCustom {

    private SlowCustom() {}

    static boolean knows(Operator op) {
        return op instanceof Operator.LceQuantize
                || op instanceof Operator.LceDequantize
                || op instanceof Operator.LceBconv2d
                || op instanceof Operator.LceBMaxPool2d
                || op instanceof Operator.DjlqatBinarize
                || op instanceof Operator.DjlqatBatchNorm;
    }

    /** The values that a stream of bits stands for. */
    static int[] decode(Tensor tensor) {
        int bits = tensor.coding().bits();
        int[] values = new int[tensor.shape().elements()];
        for (int i = 0; i < values.length; i++) {
            int index = 0;
            for (int b = 0; b < bits; b++) {
                int k = i * bits + b;
                index += (tensor.data().get(k / 8) >> k % 8 & 1) << b;
            }
            values[i] = tensor.coding().table().get(index);
        }
        return values;
    }

    static int element(SlowMovement.View v, Operator op, int[] at) {
        int in = op.inputs().get(0);
        int out = op.output();
        int last = at.length - 1;
        if (op instanceof Operator.LceDequantize) {
            int one = (int) Math.floor(1f / v.scale(out) + 0.5);
            boolean minus = bit(v, in, at);
            return v.clamp((double) v.zero(out) + (minus ? -one : one), out);
        } else if (op instanceof Operator.DjlqatBatchNorm o) {
            return batchNorm(v, o, at);
        } else if (op instanceof Operator.LceBconv2d o
                && v.graph().tensor(out).type() == ElementType.INT8) {
            return code(v, o, at);
        }
        int channels =
                op instanceof Operator.LceBconv2d o
                        ? v.shape(o.filter()).get(0)
                        : op instanceof Operator.LceBMaxPool2d
                                ? 32 * v.shape(in).get(last)
                                : v.shape(in).get(last);
        int[] place = at.clone();
        int word = 0;
        for (int b = 0; b < 32 && at[last] * 32 + b < channels; b++) {
            place[last] = at[last] * 32 + b;
            word |= isSet(v, op, place) ? 1 << b : 0;
        }
        return word;
    }

    /** Whether an operator on bits gives -1 at a place, its last index a channel. */
    private static boolean isSet(SlowMovement.View v, Operator op, int[] at) {
        int in = op.inputs().get(0);
        int channel = at[at.length - 1];
        if (op instanceof Operator.LceQuantize) {
            return v.at(in, at) < v.zero(in);
        } else if (op instanceof Operator.DjlqatBinarize o) {
            int x = v.at(in, at);
            boolean plus =
                    v.at(o.intervals(), 0, channel) <= x && x <= v.at(o.intervals(), 1, channel);
            return !plus;
        } else if (op instanceof Operator.LceBMaxPool2d o) {
            return pooled(v, o, at);
        }
        Operator.LceBconv2d o = (Operator.LceBconv2d) op;
        long products = products(v, o);
        return products - dot(v, o, at) > 2L * v.ints(o.threshold())[channel];
    }

    private static boolean bit(SlowMovement.View v, int tensor, int... at) {
        int[] place = at.clone();
        int channel = place[place.length - 1];
        place[place.length - 1] = channel / 32;
        return (v.at(tensor, place) >> channel % 32 & 1) != 0;
    }

    private static boolean pooled(SlowMovement.View v, Operator.LceBMaxPool2d o, int[] at) {
        Shape in = v.shape(o.input());
        Shape out = v.shape(o.output());
        int top = before(o.padding(), in.get(1), out.get(1), o.filterH(), o.strideH(), 1);
        int left = before(o.padding(), in.get(2), out.get(2), o.filterW(), o.strideW(), 1);
        boolean all = true;
        for (int ky = 0; ky < o.filterH(); ky++) {
            for (int kx = 0; kx < o.filterW(); kx++) {
                int y = at[1] * o.strideH() - top + ky;
                int x = at[2] * o.strideW() - left + kx;
                if (y >= 0 && y < in.get(1) && x >= 0 && x < in.get(2)) {
                    all &= bit(v, o.input(), at[0], y, x, at[3]);
                }
            }
        }
        return all;
    }

    private static int before(
            Padding padding, int in, int out, int filter, int stride, int dilation) {
        int needed = (out - 1) * stride + (filter - 1) * dilation + 1 - in;
        return padding == Padding.SAME ? Math.max(needed, 0) / 2 : 0;
    }

    private static int depth(SlowMovement.View v, Operator.LceBconv2d o) {
        int groups = v.shape(o.input()).get(3) / v.shape(o.filter()).get(3);
        return o.channelsIn() / groups;
    }

    /** K. */
    private static long products(SlowMovement.View v, Operator.LceBconv2d o) {
        Shape filter = v.shape(o.filter());
        return (long) filter.get(1) * filter.get(2) * depth(v, o);
    }

    private static long dot(SlowMovement.View v, Operator.LceBconv2d o, int[] at) {
        Shape in = v.shape(o.input());
        Shape out = v.shape(o.output());
        Shape filter = v.shape(o.filter());
        int depth = depth(v, o);
        int group = at[3] / (filter.get(0) / (o.channelsIn() / depth));
        int top =
                before(
                        o.padding(),
                        in.get(1),
                        out.get(1),
                        filter.get(1),
                        o.strideH(),
                        o.dilationH());
        int left =
                before(
                        o.padding(),
                        in.get(2),
                        out.get(2),
                        filter.get(2),
                        o.strideW(),
                        o.dilationW());
        int[] weights = v.ints(o.filter());
        long sum = 0;
        for (int ky = 0; ky < filter.get(1); ky++) {
            for (int kx = 0; kx < filter.get(2); kx++) {
                int y = at[1] * o.strideH() - top + ky * o.dilationH();
                int x = at[2] * o.strideW() - left + kx * o.dilationW();
                boolean inside = y >= 0 && y < in.get(1) && x >= 0 && x < in.get(2);
                for (int c = 0; c < depth && (inside || o.onePadding()); c++) {
                    int word = ((at[3] * filter.get(1) + ky) * filter.get(2) + kx) * filter.get(3);
                    boolean w = (weights[word + c / 32] >> c % 32 & 1) != 0;
                    boolean minus = inside && bit(v, o.input(), at[0], y, x, group * depth + c);
                    sum += w == minus ? 1 : -1;
                }
            }
        }
        return sum;
    }

    private static int code(SlowMovement.View v, Operator.LceBconv2d o, int[] at) {
        long products = products(v, o);
        double multiplier = real(v, o.multiplier(), at[3]);
        double bias = real(v, o.bias(), at[3]);
        int s = 20;
        while (!fits(v, o, products, s)) {
            s--;
        }
        double unit = Math.abs(multiplier) / Math.pow(2, s);
        long dot = dot(v, o, at);
        if (o.activation() == Activation.RELU || o.activation() == Activation.RELU6) {
            dot = Math.max(dot, 0);
        }
        if (o.activation() == Activation.RELU6) {
            dot = Math.min(dot, 6);
        }
        if (o.activation() == Activation.RELU_N1_TO_1) {
            dot = Math.max(-1, Math.min(1, dot));
        }
        long acc = (multiplier < 0 ? -dot : dot) * (1L << s) + (long) Math.rint(bias / unit);
        double factor = unit / v.scale(o.output());
        return v.clamp(
                (double) SlowReference.scaled(acc, factor, v.rounding()) + v.zero(o.output()),
                o.output());
    }

    private static boolean fits(SlowMovement.View v, Operator.LceBconv2d o, long products, int s) {
        for (int c = 0; c < v.shape(o.filter()).get(0); c++) {
            double unit = Math.abs(real(v, o.multiplier(), c)) / Math.pow(2, s);
            double code = Math.abs(Math.rint(real(v, o.bias(), c) / unit));
            if (products * Math.pow(2, s) + code >= Math.pow(2, 30)) {
                return false;
            }
        }
        return true;
    }

    private static double real(SlowMovement.View v, int tensor, int index) {
        return Float.intBitsToFloat(v.ints(tensor)[index]);
    }

    private static int batchNorm(SlowMovement.View v, Operator.DjlqatBatchNorm o, int[] at) {
        int c = at[at.length - 1];
        Tensor offsets = v.graph().tensor(o.offset());
        long offset =
                offsets.type() == ElementType.INT64
                        ? offsets.data().asBuffer().getLong(8 * c)
                        : offsets.data().asBuffer().getInt(4 * c);
        double y =
                BigInteger.valueOf(v.ints(o.multiplier())[c])
                        .multiply(BigInteger.valueOf(v.at(o.input(), at)))
                        .add(BigInteger.valueOf(offset))
                        .shiftRight(o.shift())
                        .doubleValue();
        double low = -128;
        double high = 127;
        int zero = v.zero(o.output());
        float scale = v.scale(o.output());
        if (o.activation() == Activation.RELU || o.activation() == Activation.RELU6) {
            low = Math.max(low, zero);
        }
        if (o.activation() == Activation.RELU6) {
            high = Math.min(high, zero + Math.floor(6f / scale + 0.5));
        }
        if (o.activation() == Activation.RELU_N1_TO_1) {
            low = Math.max(low, zero - Math.floor(1f / scale + 0.5));
            high = Math.min(high, zero + Math.floor(1f / scale + 0.5));
        }
        return (int) Math.min(Math.max(y, low), high);
    }
}
