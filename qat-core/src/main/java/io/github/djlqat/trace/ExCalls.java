package io.github.djlqat.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Op;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/** What each method of {@link NDArrayEx} means while a block is traced. */
final class ExCalls {

    private ExCalls() {}

    static Object invoke(TracedArray x, Method method, Object[] args) throws Throwable {
        Recorder recorder = x.recorder();
        String name = method.getName();
        if (method.getDeclaringClass() == Object.class) {
            return switch (name) {
                case "hashCode" -> System.identityHashCode(x);
                case "toString" -> "traced " + x.array().getShape();
                default -> x.exProxy() == args[0];
            };
        }
        switch (name) {
            case "getArray":
                return x.proxy();
            case "relu":
                {
                    NDArray result = Calls.array(ex(x), method, args);
                    float infinity = Float.POSITIVE_INFINITY;
                    return recorder.clamp(x, 0f, infinity, name, result).proxy();
                }
            case "sigmoid":
                return unary(x, method, args, new Op.Sigmoid());
            case "tanh":
                return unary(x, method, args, new Op.Tanh());
            case "leakyRelu":
                return unary(x, method, args, new Op.LeakyRelu((Float) args[0]));
            case "swish":
                return unary(x, method, args, new Op.Swish((Float) args[0]));
            case "rsub":
                return Elementwise.reversedSubtract(x, args[0]).proxy();
            case "rsubi":
                return ArrayCalls.inPlace(x, name, Elementwise.reversedSubtract(x, args[0]));
            case "maxPool":
                return Pools.max(x, method, args).proxy();
            case "avgPool":
                return Pools.average(x, method, args).proxy();
            case "globalMaxPool":
                return Pools.globalMax(x, method).proxy();
            case "globalAvgPool":
                return Pools.globalAverage(x, method).proxy();
            case "interpolation":
                return interpolation(x, method, args);
            case "convolution":
                return new NDList(Layers.convolution(recorder, x, method, args).proxy());
            case "linear":
                return new NDList(Layers.linear(recorder, x, method, args).proxy());
            case "batchNorm":
                return new NDList(Layers.batchNorm(recorder, x, method, args).proxy());
            case "dropout":
                return new NDList(Layers.dropout(recorder, x, method, args).proxy());
            case "concat":
                return concat(x, (NDList) args[0], axis(args), method, args).proxy();
            case "stack":
                return stack(x, (NDList) args[0], axis(args), method, args).proxy();
            default:
                throw recorder.unknown(name, args);
        }
    }

    /** Returns the real implementation behind a traced array. */
    static NDArrayEx ex(TracedArray x) {
        return x.array().getNDArrayInternal();
    }

    private static NDArray unary(TracedArray x, Method method, Object[] args, Op op)
            throws Throwable {
        NDArray result = Calls.array(ex(x), method, args);
        return Elementwise.unary(x, method.getName(), op, result).proxy();
    }

    private static int axis(Object[] args) {
        return args.length > 1 ? (Integer) args[1] : 0;
    }

    private static NDArray interpolation(TracedArray x, Method method, Object[] args)
            throws Throwable {
        int mode = (Integer) args[1];
        if (mode != 0 || x.array().getShape().dimension() != 4) {
            throw x.recorder()
                    .refuse(
                            "interpolation",
                            "expected mode 0 (nearest) on an image, found mode "
                                    + mode
                                    + " on shape "
                                    + x.array().getShape(),
                            "use nearest-neighbour interpolation");
        }
        return unary(x, method, args, new Op.ResizeNearest());
    }

    private static List<Integer> nodes(TracedArray x, NDList others, String name) {
        List<Integer> nodes = new ArrayList<>();
        nodes.add(x.recorder().nodeOf(x, name));
        for (NDArray other : others) {
            TracedArray traced = x.recorder().valueOf(other, name);
            nodes.add(x.recorder().nodeOf(traced, name));
        }
        return nodes;
    }

    private static TracedArray concat(
            TracedArray x, NDList others, int given, Method method, Object[] args)
            throws Throwable {
        Recorder recorder = x.recorder();
        int axis = Shapes.axis(given, x.array().getShape().dimension());
        List<Integer> nodes = nodes(x, others, "concat");
        if (axis == 0) {
            throw recorder.refuse(
                    "concat",
                    "expected an axis from 1 on, found the batch dimension",
                    "concatenate along another axis");
        }
        NDArray result = Calls.array(ex(x), method, args);
        int id = recorder.emit("concat", new Op.Concat(axis), nodes, result.getShape());
        return recorder.value(id, result);
    }

    private static TracedArray stack(
            TracedArray x, NDList others, int given, Method method, Object[] args)
            throws Throwable {
        Shape part = x.array().getShape();
        int axis = Shapes.axis(given, part.dimension() + 1);
        List<Integer> nodes = nodes(x, others, "stack");
        NDArray result = Calls.array(ex(x), method, args);
        return new TracedArray(x.recorder(), result, new Traced.Stacked(nodes, axis, part));
    }
}
