package io.github.djlqat.runtime.graph;

import io.github.djlqat.runtime.MalformedModelException;
import java.util.Arrays;

/**
 * What each operator asks of its tensors and options: dispatch, and the operators without windows.
 */
final class OperatorRules {

    /** The most terms of 8 bits each whose sum surely fits 32 bits. */
    private static final long MAXIMUM_TERMS = Integer.MAX_VALUE / 255;

    private OperatorRules() {}

    static void check(OperatorCheck c, Operator op) throws MalformedModelException {
        if (op instanceof Operator.Conv2D o) {
            WindowRules.conv2d(c, o);
        } else if (op instanceof Operator.DepthwiseConv2D o) {
            WindowRules.depthwiseConv2d(c, o);
        } else if (op instanceof Operator.Pool2D o) {
            WindowRules.pool(c, o);
        } else if (op instanceof Operator.FullyConnected o) {
            fullyConnected(c, o);
        } else if (op instanceof Operator.Add o) {
            broadcast(c, o.left(), o.right(), o.output());
        } else if (op instanceof Operator.Sub o) {
            broadcast(c, o.left(), o.right(), o.output());
        } else if (op instanceof Operator.Mul o) {
            broadcast(c, o.left(), o.right(), o.output());
        } else if (op instanceof Operator.Mean o) {
            mean(c, o);
        } else if (op instanceof Operator.Softmax o) {
            fixedOutput(c, sameShape(c, o.input(), o.output()), 1f / 256, -128);
        } else if (op instanceof Operator.Unary o) {
            unary(c, o);
        } else if (op instanceof Operator.LeakyRelu o) {
            sameShape(c, o.input(), o.output());
            float alpha = Float.intBitsToFloat(o.alphaBits());
            c.require(Float.isFinite(alpha), "alpha", "a finite number", alpha);
        } else if (!BinaryRules.check(c, op)) {
            checkMovement(c, op);
        }
    }

    private static void unary(OperatorCheck c, Operator.Unary o) throws MalformedModelException {
        if (o.function() == Operator.Function.QUANTIZE) {
            quantize(c, o);
        } else if (o.function() == Operator.Function.DEQUANTIZE) {
            dequantize(c, o);
        } else {
            Tensor output = sameShape(c, o.input(), o.output());
            if (o.function() == Operator.Function.LOGISTIC) {
                fixedOutput(c, output, 1f / 256, -128);
            } else if (o.function() == Operator.Function.TANH) {
                fixedOutput(c, output, 1f / 128, 0);
            }
        }
    }

    private static void fullyConnected(OperatorCheck c, Operator.FullyConnected o)
            throws MalformedModelException {
        Tensor input = c.codes("input", o.input());
        Tensor output = c.codes("output", o.output(), input.type());
        Tensor filter = WindowRules.filter(c, o.filter(), input.type(), 0);
        c.rank("filter", filter, 2);
        int channels = filter.shape().get(0);
        int depth = filter.shape().get(1);
        int elements = input.shape().elements();
        c.require(
                elements % depth == 0,
                "input.shape",
                "a multiple of " + depth + " elements",
                input.shape());
        int rows = elements / depth;
        Shape out = output.shape();
        c.require(
                out.rank() >= 1
                        && out.get(-1) == channels
                        && out.elements() == (long) rows * channels,
                "output.shape",
                Arrays.toString(new int[] {rows, channels}),
                out);
        if (o.keepNumDims()) {
            int[] expected = input.shape().dimensions().toArray();
            c.require(
                    expected.length >= 1 && expected[expected.length - 1] == depth,
                    "input.shape",
                    "last dimension " + depth,
                    input.shape());
            expected[expected.length - 1] = channels;
            c.shape("output", output, expected);
        }
        int[] bias = WindowRules.bias(c, o.bias(), channels);
        WindowRules.accumulator(c, input, filter, bias, depth, 1);
    }

    private static void broadcast(OperatorCheck c, int left, int right, int output)
            throws MalformedModelException {
        Tensor a = c.codes("left", left);
        Tensor b = c.codes("right", right, a.type());
        Tensor out = c.codes("output", output, a.type());
        int rank = Math.max(a.shape().rank(), b.shape().rank());
        int[] expected = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int da = i <= a.shape().rank() ? a.shape().get(-i) : 1;
            int db = i <= b.shape().rank() ? b.shape().get(-i) : 1;
            c.require(
                    da == db || da == 1 || db == 1,
                    "right.shape",
                    "one that broadcasts with " + a.shape(),
                    b.shape());
            expected[rank - i] = Math.max(da, db);
        }
        c.shape("output", out, expected);
    }

    private static void mean(OperatorCheck c, Operator.Mean o) throws MalformedModelException {
        Tensor input = c.codes("input", o.input());
        Tensor output = c.codes("output", o.output(), input.type());
        int rank = input.shape().rank();
        boolean[] reduced = new boolean[rank];
        long terms = 1;
        for (int axis : c.integers("axes", o.axes())) {
            c.require(axis >= -rank && axis < rank, "axes", -rank + " to " + (rank - 1), axis);
            int dimension = axis < 0 ? axis + rank : axis;
            if (!reduced[dimension]) {
                terms *= input.shape().get(dimension);
            }
            reduced[dimension] = true;
        }
        c.require(terms <= MAXIMUM_TERMS, "axes", "at most " + MAXIMUM_TERMS + " terms", terms);
        int[] expected = new int[rank];
        int kept = 0;
        for (int i = 0; i < rank; i++) {
            if (!reduced[i]) {
                expected[kept++] = input.shape().get(i);
            } else if (o.keepDims()) {
                expected[kept++] = 1;
            }
        }
        c.shape("output", output, Arrays.copyOf(expected, kept));
    }

    /** Requires codes of one type and shape on both sides; returns the output. */
    static Tensor sameShape(OperatorCheck c, int input, int output) throws MalformedModelException {
        Tensor in = c.codes("input", input);
        Tensor out = c.codes("output", output, in.type());
        c.require(in.shape().equals(out.shape()), "output.shape", in.shape(), out.shape());
        return out;
    }

    /** Requires the one quantization an operator's arithmetic is built for. */
    private static void fixedOutput(OperatorCheck c, Tensor output, float scale, int zeroPoint)
            throws MalformedModelException {
        Quantization found = output.requireQuantization();
        int expected = output.type() == ElementType.UINT8 ? zeroPoint + 128 : zeroPoint;
        c.require(found.scale() == scale, "output.scale", scale, found.scale());
        c.require(found.zeroPoint() == expected, "output.zeroPoint", expected, found.zeroPoint());
        c.require(output.shape().rank() >= 1, "output.shape", "a dimension", output.shape());
    }

    private static void quantize(OperatorCheck c, Operator.Unary o) throws MalformedModelException {
        Tensor input = c.tensor(o.input());
        if (input.type() != ElementType.FLOAT32) {
            c.codes("input", o.input());
        }
        Tensor output = c.codes("output", o.output());
        c.require(
                input.shape().equals(output.shape()),
                "output.shape",
                input.shape(),
                output.shape());
    }

    private static void dequantize(OperatorCheck c, Operator.Unary o)
            throws MalformedModelException {
        Tensor input = c.codes("input", o.input());
        Tensor output = c.tensor(o.output());
        c.type("output", output, ElementType.FLOAT32);
        c.require(
                input.shape().equals(output.shape()),
                "output.shape",
                input.shape(),
                output.shape());
    }

    private static void checkMovement(OperatorCheck c, Operator op) throws MalformedModelException {
        if (op instanceof Operator.Concatenation o) {
            concatenation(c, o);
        } else if (op instanceof Operator.Pad o) {
            pad(c, o);
        } else if (op instanceof Operator.Reshape o) {
            reshape(c, o);
        } else if (op instanceof Operator.Transpose o) {
            transpose(c, o);
        } else if (op instanceof Operator.StridedSlice o) {
            stridedSlice(c, o);
        } else if (op instanceof Operator.ResizeNearestNeighbor o) {
            resize(c, o);
        } else {
            throw new AssertionError("no rules for " + op.opName());
        }
    }

    private static void concatenation(OperatorCheck c, Operator.Concatenation o)
            throws MalformedModelException {
        c.require(o.inputs().size() >= 1, "inputs", "at least 1", o.inputs().size());
        Tensor output = c.codes("output", o.output());
        int rank = output.shape().rank();
        c.require(
                o.axis() >= -rank && o.axis() < rank,
                "axis",
                -rank + " to " + (rank - 1),
                o.axis());
        int axis = o.axis() < 0 ? o.axis() + rank : o.axis();
        c.require(o.activation() == Activation.NONE, "activation", Activation.NONE, o.activation());
        long sum = 0;
        for (int i = 0; i < o.inputs().size(); i++) {
            String field = "inputs[" + i + "]";
            Tensor input = c.codes(field, o.inputs().get(i), output.type());
            c.sameQuantization(field, input, output, true);
            c.rank(field, input, rank);
            for (int d = 0; d < rank; d++) {
                c.require(
                        d == axis || input.shape().get(d) == output.shape().get(d),
                        field + ".shape",
                        output.shape() + " but for dimension " + axis,
                        input.shape());
            }
            sum += input.shape().get(axis);
        }
        c.require(
                sum == output.shape().get(axis), "output.shape[" + axis + "]", sum, output.shape());
    }

    private static void pad(OperatorCheck c, Operator.Pad o) throws MalformedModelException {
        Tensor input = c.codes("input", o.input());
        Tensor output = c.codes("output", o.output(), input.type());
        c.sameQuantization("output", output, input, false);
        int rank = input.shape().rank();
        c.require(rank >= 1, "input.shape", "at least 1 dimension", input.shape());
        int[] pads = c.integers("paddings", o.paddings(), 2 * rank);
        c.rank("output", output, rank);
        for (int d = 0; d < rank; d++) {
            for (int i = 2 * d; i < 2 * d + 2; i++) {
                c.require(pads[i] >= 0, "paddings[" + i + "]", "at least 0", pads[i]);
            }
            long expected = (long) input.shape().get(d) + pads[2 * d] + pads[2 * d + 1];
            c.require(
                    output.shape().get(d) == expected,
                    "output.shape[" + d + "]",
                    expected,
                    output.shape().get(d));
        }
        if (o.value() != Operator.NONE) {
            padding(c, o, output);
        }
    }

    private static void padding(OperatorCheck c, Operator.Pad o, Tensor output)
            throws MalformedModelException {
        Tensor value = c.codes("value", o.value(), output.type());
        if (!value.isConstant()) {
            throw c.unsupported(
                    "value",
                    "a constant",
                    "a tensor computed at run time",
                    "export the model with a constant padding value");
        }
        c.require(value.shape().elements() == 1, "value.shape", "1 element", value.shape());
        c.sameQuantization("value", value, output, false);
    }

    /** Requires one type and meaning of the elements on both sides; returns the input. */
    private static Tensor moved(OperatorCheck c, int in, int out) throws MalformedModelException {
        Tensor input = c.tensor(in);
        Tensor output = c.tensor(out);
        c.type("output", output, input.type());
        c.sameQuantization("output", output, input, false);
        return input;
    }

    private static void reshape(OperatorCheck c, Operator.Reshape o)
            throws MalformedModelException {
        Tensor input = moved(c, o.input(), o.output());
        Tensor output = c.tensor(o.output());
        c.require(
                input.shape().elements() == output.shape().elements(),
                "output.shape",
                input.shape().elements() + " elements",
                output.shape());
    }

    private static void transpose(OperatorCheck c, Operator.Transpose o)
            throws MalformedModelException {
        Tensor input = moved(c, o.input(), o.output());
        int rank = input.shape().rank();
        int[] permutation = c.integers("permutation", o.permutation(), rank);
        boolean[] seen = new boolean[rank];
        int[] expected = new int[rank];
        for (int d = 0; d < rank; d++) {
            int axis = permutation[d] < 0 ? permutation[d] + rank : permutation[d];
            c.require(
                    axis >= 0 && axis < rank && !seen[axis],
                    "permutation[" + d + "]",
                    "each of 0 to " + (rank - 1) + " once",
                    permutation[d]);
            seen[axis] = true;
            expected[d] = input.shape().get(axis);
        }
        c.shape("output", c.tensor(o.output()), expected);
    }

    private static void stridedSlice(OperatorCheck c, Operator.StridedSlice o)
            throws MalformedModelException {
        Tensor input = moved(c, o.input(), o.output());
        int rank = input.shape().rank();
        int[] begin = c.integers("begin", o.begin(), rank);
        int[] end = c.integers("end", o.end(), rank);
        int[] strides = c.integers("strides", o.strides(), rank);
        int[] expected = new int[rank];
        int kept = 0;
        for (int d = 0; d < rank; d++) {
            c.require(strides[d] != 0, "strides[" + d + "]", "not 0", 0);
            SliceGeometry slice =
                    SliceGeometry.of(o, d, begin[d], end[d], strides[d], input.shape().get(d));
            c.require(
                    slice.size >= 1,
                    "end[" + d + "]",
                    "a slice of at least 1 element",
                    "begin " + begin[d] + ", end " + end[d] + ", stride " + strides[d]);
            if ((o.shrinkAxisMask() & 1 << d) == 0) {
                expected[kept++] = slice.size;
            }
        }
        c.shape("output", c.tensor(o.output()), Arrays.copyOf(expected, kept));
    }

    private static void resize(OperatorCheck c, Operator.ResizeNearestNeighbor o)
            throws MalformedModelException {
        Tensor input = c.codes("input", o.input());
        c.rank("input", input, 4);
        Tensor output = c.codes("output", o.output(), input.type());
        c.sameQuantization("output", output, input, false);
        int[] size = c.integers("size", o.size(), 2);
        c.positive("size[0]", size[0]);
        c.positive("size[1]", size[1]);
        c.shape("output", output, input.shape().get(0), size[0], size[1], input.shape().get(3));
    }
}
