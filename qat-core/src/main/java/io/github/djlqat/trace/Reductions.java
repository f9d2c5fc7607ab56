package io.github.djlqat.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Op;
import io.github.djlqat.runtime.graph.Activation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Mean and sum over axes, and the sum and product of stacked arrays. */
final class Reductions {

    private Reductions() {}

    /** {@code mean, sum, prod}: of all elements, over axes, keeping the dimensions or not. */
    static TracedArray reduce(TracedArray x, Method method, Object[] args) throws Throwable {
        Recorder recorder = x.recorder();
        String name = method.getName();
        int dimensions = x.array().getShape().dimension();
        boolean keep = args.length > 1 && (Boolean) args[1];
        int[] axes =
                args.length == 0
                        ? IntStream.range(0, dimensions).toArray()
                        : Arrays.stream((int[]) args[0])
                                .map(a -> Shapes.axis(a, dimensions))
                                .sorted()
                                .toArray();
        if (x.traced() instanceof Traced.Stacked stack
                && axes.length == 1
                && axes[0] == stack.axis()
                && !keep
                && !name.equals("mean")) {
            return combine(x, stack, name, Calls.array(x.array(), method, args));
        }
        if (name.equals("prod")) {
            throw recorder.unknown(name, args);
        }
        if (Arrays.stream(axes).anyMatch(a -> a == 0)) {
            throw recorder.refuse(
                    name + Calls.describe(args),
                    "expected axes from 1 to " + (dimensions - 1) + ", found the batch dimension",
                    "reduce over the other dimensions only");
        }
        NDArray result = mean(x.array(), axes, keep);
        int node = recorder.nodeOf(x, name);
        Op op = new Op.Mean(Arrays.stream(axes).boxed().toList(), keep);
        TracedArray mean =
                recorder.value(recorder.emit("mean", op, List.of(node), result.getShape()), result);
        if (name.equals("mean")) {
            return mean;
        }
        Shape shape = x.array().getShape();
        long count = Arrays.stream(axes).mapToLong(shape::get).reduce(1, (a, b) -> a * b);
        return Elementwise.affine(mean, name, count, 0f, result.mul(count));
    }

    /** Mean over several axes, which the engine takes one at a time. */
    static NDArray mean(NDArray x, int[] axes, boolean keep) {
        NDArray result = x;
        for (int i = axes.length - 1; i >= 0; i--) {
            result = result.mean(new int[] {axes[i]}, keep);
        }
        return result;
    }

    private static TracedArray combine(
            TracedArray x, Traced.Stacked stack, String name, NDArray result) {
        Recorder recorder = x.recorder();
        boolean sum = name.equals("sum");
        Op op = sum ? new Op.Add(Activation.NONE) : new Op.Multiply(Activation.NONE);
        int total = stack.nodes().get(0);
        for (int i = 1; i < stack.nodes().size(); i++) {
            List<Integer> inputs = List.of(total, stack.nodes().get(i));
            total = recorder.emit(sum ? "add" : "mul", op, inputs, stack.part());
        }
        return recorder.value(total, result);
    }
}
