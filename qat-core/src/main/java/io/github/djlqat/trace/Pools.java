package io.github.djlqat.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Op;
import java.lang.reflect.Method;
import java.util.List;

/**
 * Pooling as DJL's PyTorch engine does it, with the padding that its ceiling mode adds made
 * explicit.
 */
final class Pools {

    private Pools() {}

    /** {@code maxPool(kernel, stride, padding, ceilMode)}. */
    static TracedArray max(TracedArray x, Method method, Object[] args) throws Throwable {
        Shape kernel = window(x, method.getName(), (Shape) args[0]);
        Window window =
                Window.of(
                        x.array().getShape(),
                        kernel,
                        stride(args, kernel),
                        (Shape) args[2],
                        (Boolean) args[3]);
        Op op = new Op.MaxPool(window.kernel(), window.stride(), window.padding());
        return emit(x, method, args, op);
    }

    /** {@code avgPool(kernel, stride, padding, ceilMode, countIncludePad)}. */
    static TracedArray average(TracedArray x, Method method, Object[] args) throws Throwable {
        Shape kernel = window(x, method.getName(), (Shape) args[0]);
        Shape padding = (Shape) args[2];
        Window window =
                Window.of(
                        x.array().getShape(),
                        kernel,
                        stride(args, kernel),
                        padding,
                        (Boolean) args[3]);
        boolean padded = padding.get(0) != 0 || padding.get(1) != 0;
        // DJL 0.35.1's PyTorch engine does not pass countIncludePad on: padding always counts.
        boolean count = padded;
        if (count && window.extended()) {
            throw x.recorder()
                    .refuse(
                            "avgPool" + Calls.describe(args),
                            "expected windows of one size, found padding that counts and, from"
                                    + " ceilMode, some that does not",
                            "set ceilMode to false or the padding to 0");
        }
        Op op = new Op.AveragePool(window.kernel(), window.stride(), window.padding(), count);
        return emit(x, method, args, op);
    }

    /** Mean of height and width, which are dropped: {@code [N, C]}. */
    static TracedArray globalAverage(TracedArray x, Method method) throws Throwable {
        if (x.array().getShape().dimension() < 3) {
            throw x.recorder().unknown(method.getName(), new Object[] {x.array().getShape()});
        }
        int dimensions = x.array().getShape().dimension();
        List<Integer> axes = java.util.stream.IntStream.range(2, dimensions).boxed().toList();
        return emit(x, method, new Object[0], new Op.Mean(axes, false));
    }

    /** Maximum of height and width, which are dropped: {@code [N, C]}. */
    static TracedArray globalMax(TracedArray x, Method method) throws Throwable {
        Shape shape = x.array().getShape();
        if (shape.dimension() != 4) {
            throw x.recorder().unknown(method.getName(), new Object[] {shape});
        }
        Recorder recorder = x.recorder();
        int node = recorder.nodeOf(x, method.getName());
        Op.Size all = new Op.Size(Shapes.at(shape, 2), Shapes.at(shape, 3));
        Op pool = new Op.MaxPool(all, all, Op.Pads.NONE);
        Shape one = new Shape(shape.get(0), shape.get(1), 1, 1);
        int pooled = recorder.emit(method.getName(), pool, List.of(node), one);
        NDArray result = Calls.array(ExCalls.ex(x), method);
        int id =
                recorder.emit(
                        method.getName(), new Op.Reshape(), List.of(pooled), result.getShape());
        return recorder.value(id, result);
    }

    private static TracedArray emit(TracedArray x, Method method, Object[] args, Op op)
            throws Throwable {
        NDArray result = Calls.array(ExCalls.ex(x), method, args);
        return Elementwise.unary(x, method.getName(), op, result);
    }

    private static Shape window(TracedArray x, String name, Shape kernel) {
        Shape shape = x.array().getShape();
        if (shape.dimension() != 4 || kernel.dimension() != 2) {
            throw x.recorder()
                    .refuse(
                            name,
                            "expected [N, C, H, W] and a kernel of two dimensions, found "
                                    + shape
                                    + " and "
                                    + kernel,
                            "use the 2-D form of the pool, with a height of 1 where there is none");
        }
        return kernel;
    }

    private static Shape stride(Object[] args, Shape kernel) {
        return args[1] == null ? kernel : (Shape) args[1];
    }
}
