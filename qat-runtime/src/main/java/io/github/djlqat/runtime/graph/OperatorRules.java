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
        } else if (op instanceof Operator.AveragePool2D o) {
            WindowRules.averagePool(c, o);
        } else if (op instanceof Operator.MaxPool2D o) {
            WindowRules.maxPool(c, o);
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
        } else if (op instanceof Operator.Logistic o) {
            fixedOutput(c, sameShape(c, o.input(), o.output()), 1f / 256, -128);
        } else if (op instanceof Operator.Tanh o) {
            fixedOutput(c, sameShape(c, o.input(), o.output()), 1f / 128, 0);
        } else if (op instanceof Operator.Relu o) {
            sameShape(c, o.input(), o.output());
        } else if (op instanceof Operator.Relu6 o) {
            sameShape(c, o.input(), o.output());
        } else if (op instanceof Operator.LeakyRelu o) {
            sameShape(c, o.input(), o.output());
            float alpha = Float.intBitsToFloat(o.alphaBits());
            c.require(Float.isFinite(alpha), "alpha", "a finite number", alpha);
        } else if (op instanceof Operator.HardSwish o) {
            sameShape(c, o.input(), o.output());
        } else if (op instanceof Operator.Quantize o) {
            quantize(c, o);
        } else if (op instanceof Operator.Dequantize o) {
            dequantize(c, o);
        } else {
            MovementRules.check(c, op);
        }
    }

    private static void fullyConnected(OperatorCheck c, Operator.FullyConnected o)
            throws MalformedModelException {
        Tensor input = c.codes("input", o.input());
        Tensor output = c.codes("output", o.output(), input.type());
        Tensor filter = WeightRules.filter(c, o.filter(), input.type(), 0);
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
        int[] bias = WeightRules.bias(c, o.bias(), channels);
        WeightRules.accumulator(c, input, filter, bias, depth, 1);
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
    private static Tensor sameShape(OperatorCheck c, int input, int output)
            throws MalformedModelException {
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

    private static void quantize(OperatorCheck c, Operator.Quantize o)
            throws MalformedModelException {
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

    private static void dequantize(OperatorCheck c, Operator.Dequantize o)
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
}
