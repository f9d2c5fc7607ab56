package io.github.djlqat.network.simulation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Op;
import io.github.djlqat.network.operation.Activations;
import io.github.djlqat.runtime.graph.Quantization;

/** ADD, SUB and MUL of two values, broadcast. */
final class BinarySimulation {

    private static final int LEFT_SHIFT = 20;

    private final Quantization left;
    private final Quantization right;
    private final Quantization out;
    private final Rounding rounding;

    BinarySimulation(Quantization left, Quantization right, Quantization out, Rounding rounding) {
        this.left = left;
        this.right = right;
        this.out = out;
        this.rounding = rounding;
    }

    NDArray compute(Op op, NDArray a, NDArray b) {
        Shape shape = a.add(b).getShape();
        float[] x = a.broadcast(shape).toFloatArray();
        float[] y = b.broadcast(shape).toFloatArray();
        ClampRange range = ClampRange.of(Activations.of(op), out);
        if (op instanceof Op.Multiply) {
            multiply(x, y, range);
        } else {
            add(x, y, op instanceof Op.Subtract ? -1 : 1, range);
        }
        return a.getManager().create(x, shape);
    }

    /** The result replaces {@code x}. */
    private void add(float[] x, float[] y, int sign, ClampRange range) {
        double twice = 2 * Math.max((double) left.scale(), right.scale());
        Multiplier first = Multiplier.of(left.scale() / twice);
        Multiplier second = Multiplier.of(right.scale() / twice);
        Multiplier last = Multiplier.of(twice / ((double) (1 << LEFT_SHIFT) * out.scale()));
        for (int i = 0; i < x.length; i++) {
            long a = ((long) x[i] - left.zeroPoint()) << LEFT_SHIFT;
            long b = ((long) y[i] - right.zeroPoint()) << LEFT_SHIFT;
            long sum =
                    (long) first.multiply(a, rounding) + (long) sign * second.multiply(b, rounding);
            x[i] = range.clamp((long) last.multiply(sum, rounding) + out.zeroPoint());
        }
    }

    private void multiply(float[] x, float[] y, ClampRange range) {
        Multiplier m = Multiplier.of((double) left.scale() * right.scale() / out.scale());
        for (int i = 0; i < x.length; i++) {
            long product = ((long) x[i] - left.zeroPoint()) * ((long) y[i] - right.zeroPoint());
            x[i] = range.clamp((long) m.multiply(product, rounding) + out.zeroPoint());
        }
    }
}
