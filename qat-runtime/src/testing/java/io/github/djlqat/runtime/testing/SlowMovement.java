package io.github.djlqat.runtime.testing;

import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Shape;
import java.util.function.IntFunction;

/** The part of {@link SlowReference} that has no weights. */
final class SlowMovement {

    /** What an operator can see. */
    record View(IntegerGraph graph, IntFunction<int[]> values, RoundingMode rounding) {

        Shape shape(int tensor) {
            return graph.tensor(tensor).shape();
        }

        float scale(int tensor) {
            return graph.tensor(tensor).quantization().scale();
        }

        int zero(int tensor) {
            return graph.tensor(tensor).quantization().zeroPoint();
        }

        int[] ints(int tensor) {
            return graph.tensor(tensor).data().toInts();
        }

        int clamp(double code, int tensor) {
            ElementType type = graph.tensor(tensor).type();
            return (int) Math.min(Math.max(code, type.minimum()), type.maximum());
        }

        /** A code of an image, by its place. */
        int at(int tensor, int... place) {
            int index = 0;
            for (int d = 0; d < place.length; d++) {
                index = index * shape(tensor).get(d) + place[d];
            }
            return values.apply(tensor)[index];
        }
    }

    private SlowMovement() {}

    static int element(View v, Operator op, int[] at, int i) {
        int in = op.inputs().get(0);
        int out = op.output();
        if (op instanceof Operator.Pool2D o && !o.maximum()) {
            int[] r =
                    pool(
                            v,
                            in,
                            out,
                            o.padding(),
                            o.strideH(),
                            o.strideW(),
                            o.filterH(),
                            o.filterW(),
                            at);
            double mean = (double) r[0] / r[1];
            // Halves away from zero in the codes as they are; unsigned ones are never below it.
            int rounded = (int) (mean < 0 ? Math.ceil(mean - 0.5) : Math.floor(mean + 0.5));
            boolean odd = r[1] % 2 == 1;
            int exact = odd || r[0] >= 0 ? rounded : (r[0] - r[1] / 2) / r[1];
            return activate(v, exact, out, o.activation());
        } else if (op instanceof Operator.Pool2D o && o.maximum()) {
            int[] r =
                    pool(
                            v,
                            in,
                            out,
                            o.padding(),
                            o.strideH(),
                            o.strideW(),
                            o.filterH(),
                            o.filterW(),
                            at);
            return activate(v, r[2], out, o.activation());
        } else if (op instanceof Operator.Mean o) {
            return mean(v, o, at);
        } else if (op instanceof Operator.Concatenation o) {
            int axis = o.axis() < 0 ? o.axis() + at.length : o.axis();
            int[] place = at.clone();
            for (int k = 0; k < o.inputs().size(); k++) {
                int size = v.shape(o.inputs().get(k)).get(axis);
                if (place[axis] < size) {
                    return v.at(o.inputs().get(k), place);
                }
                place[axis] -= size;
            }
            throw new AssertionError();
        } else if (op instanceof Operator.Pad) {
            int[] pads = v.ints(op.inputs().get(1));
            int[] place = at.clone();
            for (int d = 0; d < at.length; d++) {
                place[d] -= pads[2 * d];
                if (place[d] < 0 || place[d] >= v.shape(in).get(d)) {
                    return op instanceof Operator.Pad o && o.value() != Operator.NONE
                            ? v.at(o.value(), 0)
                            : v.zero(out);
                }
            }
            return v.at(in, place);
        } else if (op instanceof Operator.Reshape) {
            return v.values().apply(in)[i];
        } else if (op instanceof Operator.Transpose o) {
            int[] place = new int[at.length];
            for (int d = 0; d < at.length; d++) {
                place[v.ints(o.permutation())[d]] = at[d];
            }
            return v.at(in, place);
        } else if (op instanceof Operator.StridedSlice o) {
            int[] place = new int[at.length];
            for (int d = 0; d < at.length; d++) {
                int begin = v.ints(o.begin())[d];
                place[d] =
                        (begin < 0 ? begin + v.shape(in).get(d) : begin)
                                + at[d] * v.ints(o.strides())[d];
            }
            return v.at(in, place);
        }
        return function(v, op, v.values().apply(in)[i]);
    }

    private static int function(View v, Operator op, int code) {
        int in = op.inputs().get(0);
        int out = op.output();
        long x = code - v.zero(in);
        float ratio = v.scale(in) / v.scale(out);
        if (op.opName().equals("RELU")) {
            long y = SlowReference.scaled(x, ratio, v.rounding());
            return activate(v, (int) y + v.zero(out), out, Activation.RELU);
        } else if (op.opName().equals("RELU6")) {
            return activate(v, code, out, Activation.RELU6);
        } else if (op instanceof Operator.LeakyRelu o) {
            float alpha = Float.intBitsToFloat(o.alphaBits());
            float slope = v.scale(in) * alpha / v.scale(out);
            long y =
                    x >= 0
                            ? SlowReference.scaled(x, ratio, v.rounding())
                            : SlowReference.scaled(x, Math.abs(slope), v.rounding())
                                    * (slope < 0 ? -1 : 1);
            return v.clamp(y + v.zero(out), out);
        } else if (op.opName().equals("QUANTIZE")) {
            double exact = (double) v.scale(in) / v.scale(out);
            return v.clamp(SlowReference.scaled(x, exact, v.rounding()) + v.zero(out), out);
        }
        double real = v.scale(in) * x;
        double y;
        if (op.opName().equals("LOGISTIC")) {
            y = 1 / (1 + Math.exp(-real));
        } else if (op.opName().equals("TANH")) {
            y = Math.tanh(real);
        } else if (op.opName().equals("HARD_SWISH")) {
            y = real * Math.min(Math.max(real + 3, 0), 6) / 6;
        } else {
            throw new AssertionError(op.opName());
        }
        return v.clamp(Math.rint(y / v.scale(out)) + v.zero(out), out);
    }

    private static int activate(View v, int code, int out, Activation activation) {
        int low = v.graph().tensor(out).type().minimum();
        int high = v.graph().tensor(out).type().maximum();
        int one = (int) Math.floor(1f / v.scale(out) + 0.5);
        int six = (int) Math.floor(6f / v.scale(out) + 0.5);
        switch (activation) {
            case RELU:
                low = Math.max(low, v.zero(out));
                break;
            case RELU6:
                low = Math.max(low, v.zero(out));
                high = Math.min(high, v.zero(out) + six);
                break;
            case RELU_N1_TO_1:
                low = Math.max(low, v.zero(out) - one);
                high = Math.min(high, v.zero(out) + one);
                break;
            default:
                break;
        }
        return Math.min(Math.max(code, low), high);
    }

    /** Returns sum, count and maximum of a window. */
    private static int[] pool(
            View v, int in, int out, Padding padding, int sh, int sw, int fh, int fw, int[] at) {
        Shape s = v.shape(in);
        boolean same = padding == Padding.SAME;
        int top = same ? Math.max((v.shape(out).get(1) - 1) * sh + fh - s.get(1), 0) / 2 : 0;
        int left = same ? Math.max((v.shape(out).get(2) - 1) * sw + fw - s.get(2), 0) / 2 : 0;
        int[] result = {0, 0, Integer.MIN_VALUE};
        for (int y = at[1] * sh - top; y < at[1] * sh - top + fh; y++) {
            for (int x = at[2] * sw - left; x < at[2] * sw - left + fw; x++) {
                if (y >= 0 && y < s.get(1) && x >= 0 && x < s.get(2)) {
                    int code = v.at(in, at[0], y, x, at[3]);
                    result[0] += code;
                    result[1]++;
                    result[2] = Math.max(result[2], code);
                }
            }
        }
        return result;
    }

    /** The mean with its multiplier as TFLite truncates it. */
    private static int mean(View v, Operator.Mean o, int[] at) {
        Shape s = v.shape(o.input());
        boolean[] reduced = new boolean[s.rank()];
        for (int axis : v.ints(o.axes())) {
            reduced[Math.floorMod(axis, s.rank())] = true;
        }
        long sum = 0;
        long count = 0;
        int[] place = new int[s.rank()];
        for (int i = 0; i < s.elements(); i++) {
            int rest = i;
            for (int d = s.rank() - 1; d >= 0; d--) {
                place[d] = rest % s.get(d);
                rest /= s.get(d);
            }
            boolean mine = true;
            int k = 0;
            for (int d = 0; d < s.rank(); d++) {
                if (!reduced[d]) {
                    mine &= place[d] == at[k++];
                } else if (o.keepDims()) {
                    k++;
                }
            }
            if (mine) {
                sum += v.values().apply(o.input())[i] - v.zero(o.input());
                count++;
            }
        }
        double factor = (double) v.scale(o.input()) / v.scale(o.output());
        int e = Math.getExponent(factor) + 1;
        long m = Math.round(Math.scalb(factor, 31 - e));
        int shift = Math.min(63 - Long.numberOfLeadingZeros(count), 31 + e);
        m = (m << shift) / count;
        long scaled =
                SlowReference.product(
                        sum, java.math.BigInteger.valueOf(m), e - shift, v.rounding());
        return v.clamp(scaled + v.zero(o.output()), o.output());
    }
}
