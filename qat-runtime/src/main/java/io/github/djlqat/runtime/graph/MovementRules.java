package io.github.djlqat.runtime.graph;

import io.github.djlqat.runtime.MalformedModelException;
import java.util.Arrays;

/** What the operators that only move codes ask of their tensors and options. */
final class MovementRules {

    private MovementRules() {}

    static void check(OperatorCheck c, Operator op) throws MalformedModelException {
        if (op instanceof Operator.Concatenation o) {
            concatenation(c, o);
        } else if (op instanceof Operator.Pad o) {
            pad(c, o.input(), o.paddings(), o.output());
        } else if (op instanceof Operator.PadV2 o) {
            padV2(c, o);
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

    private static Tensor pad(OperatorCheck c, int in, int paddings, int out)
            throws MalformedModelException {
        Tensor input = c.codes("input", in);
        Tensor output = c.codes("output", out, input.type());
        c.sameQuantization("output", output, input, false);
        int rank = input.shape().rank();
        c.require(rank >= 1, "input.shape", "at least 1 dimension", input.shape());
        int[] pads = c.integers("paddings", paddings, 2 * rank);
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
        return output;
    }

    private static void padV2(OperatorCheck c, Operator.PadV2 o) throws MalformedModelException {
        Tensor output = pad(c, o.input(), o.paddings(), o.output());
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
                    slice.size() >= 1,
                    "end[" + d + "]",
                    "a slice of at least 1 element",
                    "begin " + begin[d] + ", end " + end[d] + ", stride " + strides[d]);
            if ((o.shrinkAxisMask() & 1 << d) == 0) {
                expected[kept++] = slice.size();
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
