package io.github.djlqat.network.simulation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Op;
import io.github.djlqat.kernel.IntegerKernels;
import io.github.djlqat.kernel.IntegerKernels.Term;
import io.github.djlqat.network.operation.Activations;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Quantization;

/** ADD, SUB and MUL of two values, broadcast. */
final class BinarySimulation {

    private static final int LEFT_SHIFT = 20;

    private final Quantization left;
    private final Quantization right;
    private final Quantization out;
    private final RoundingMode rounding;

    BinarySimulation(
            Quantization left, Quantization right, Quantization out, RoundingMode rounding) {
        this.left = left;
        this.right = right;
        this.out = out;
        this.rounding = rounding;
    }

    NDArray compute(Op op, NDArray a, NDArray b) {
        ClampRange range = ClampRange.of(Activations.of(op), out);
        return op instanceof Op.Multiply
                ? multiply(a, b, range)
                : add(a, b, op instanceof Op.Subtract, range);
    }

    private NDArray add(NDArray a, NDArray b, boolean subtract, ClampRange range) {
        double twice = 2 * Math.max((double) left.scale(), right.scale());
        Multiplier first = Multiplier.of(left.scale() / twice);
        Multiplier second = Multiplier.of(right.scale() / twice);
        Multiplier last = Multiplier.of(twice / ((double) (1 << LEFT_SHIFT) * out.scale()));
        Shape shape = a.add(b).getShape();
        NDArray x = a.broadcast(shape);
        NDArray y = b.broadcast(shape);
        if (subtract) {
            NDArray difference = scaled(x, left, first).sub(scaled(y, right, second));
            return requantize(difference, last, range);
        }
        return IntegerKernels.add(
                x,
                new Term(left.zeroPoint(), first.mantissa(), first.shift()),
                y,
                new Term(right.zeroPoint(), second.mantissa(), second.shift()),
                new Term(out.zeroPoint(), last.mantissa(), last.shift()),
                rounding,
                range.low(),
                range.high());
    }

    private NDArray scaled(NDArray codes, Quantization q, Multiplier m) {
        NDArray x = codes.sub(q.zeroPoint()).toType(DataType.INT64, false).mul(1 << LEFT_SHIFT);
        int[] mantissa = {m.mantissa()};
        return IntegerKernels.multiply(x, mantissa, new int[] {m.shift()}, 0, rounding);
    }

    private NDArray multiply(NDArray a, NDArray b, ClampRange range) {
        Multiplier m = Multiplier.of((double) left.scale() * right.scale() / out.scale());
        NDArray product = a.sub(left.zeroPoint()).mul(b.sub(right.zeroPoint()));
        return requantize(product.toType(DataType.INT64, false), m, range);
    }

    private NDArray requantize(NDArray accumulators, Multiplier m, ClampRange range) {
        return m.requantize(accumulators, rounding, out, range);
    }
}
