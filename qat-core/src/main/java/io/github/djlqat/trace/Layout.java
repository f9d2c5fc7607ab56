package io.github.djlqat.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Op;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Operations that move elements: reshape, transpose, pad, repeat. */
final class Layout {

    private Layout() {}

    static TracedArray reshape(TracedArray x, String name, NDArray result) {
        return Elementwise.unary(x, name, new Op.Reshape(), result);
    }

    static TracedArray transpose(TracedArray x, Method method, Object[] args) throws Throwable {
        int[] permutation = permutation(x.array().getShape().dimension(), method, args);
        NDArray result = Calls.array(x.array(), method, args);
        if (permutation.length > 0 && permutation[0] != 0) {
            throw x.recorder()
                    .refuse(
                            "transpose" + Arrays.toString(permutation),
                            "expected dimension 0 to stay the batch, found dimension "
                                    + permutation[0]
                                    + " in its place",
                            "transpose the other dimensions only");
        }
        Op op = new Op.Transpose(Arrays.stream(permutation).boxed().toList());
        return Elementwise.unary(x, "transpose", op, result);
    }

    private static int[] permutation(int dimensions, Method method, Object[] args) {
        int[] all = IntStream.range(0, dimensions).toArray();
        if (method.getName().equals("swapAxes")) {
            int a = Shapes.axis((Integer) args[0], dimensions);
            int b = Shapes.axis((Integer) args[1], dimensions);
            all[a] = b;
            all[b] = a;
            return all;
        }
        if (args.length == 0) {
            return Arrays.stream(all).map(i -> dimensions - 1 - i).toArray();
        }
        return Arrays.stream((int[]) args[0]).map(a -> Shapes.axis(a, dimensions)).toArray();
    }

    /** Padding of the last two dimensions; the engine's order is left, right, top, bottom. */
    static TracedArray pad(TracedArray x, Method method, Object[] args) throws Throwable {
        Shape padding = (Shape) args[0];
        long[] p = Arrays.copyOf(padding.getShape(), Math.max(4, padding.dimension()));
        boolean image = x.array().getShape().dimension() == 4;
        boolean others = Arrays.stream(p).skip(4).anyMatch(v -> v != 0);
        if (!image || others || Arrays.stream(p).anyMatch(v -> v < 0)) {
            throw x.recorder()
                    .refuse(
                            "pad" + padding,
                            "expected padding of height and width of an image, found it on shape "
                                    + x.array().getShape(),
                            "pad the last two of four dimensions by 0 or more");
        }
        Op op =
                new Op.Pad(
                        new Op.Pads(
                                Math.toIntExact(p[2]),
                                Math.toIntExact(p[3]),
                                Math.toIntExact(p[0]),
                                Math.toIntExact(p[1])),
                        ((Double) args[1]).floatValue());
        return Elementwise.unary(x, "pad", op, Calls.array(x.array(), method, args));
    }

    /** Repeated rows and columns of an image: nearest-neighbour upsampling. */
    static TracedArray repeat(TracedArray x, Method method, Object[] args) throws Throwable {
        NDArray result = Calls.array(x.array(), method, args);
        Shape before = x.array().getShape();
        Shape after = result.getShape();
        boolean image = before.dimension() == 4 && after.dimension() == 4;
        if (!image || before.get(0) != after.get(0) || before.get(1) != after.get(1)) {
            throw x.recorder().unknown("repeat", args);
        }
        return Elementwise.unary(x, "repeat", new Op.ResizeNearest(), result);
    }

    /** What a block may do with a parameter by itself: transpose a matrix. */
    static Object parameter(TracedArray x, Traced.Parameter p, Method method, Object[] args)
            throws Throwable {
        String name = method.getName();
        int dimensions = x.array().getShape().dimension();
        if ((name.equals("transpose") || name.equals("swapAxes")) && dimensions == 2) {
            int[] permutation = permutation(2, method, args);
            NDArray result = Calls.array(x.array(), method, args);
            boolean flipped = permutation[0] == 1 && permutation[1] == 0;
            Traced.Parameter traced = new Traced.Parameter(p.weight(), p.transposed() != flipped);
            return new TracedArray(x.recorder(), result, traced).proxy();
        }
        if (List.of("toType", "toDevice", "duplicate", "broadcast").contains(name)) {
            return ArrayCalls.unchanged(x, method, args);
        }
        x.recorder().nodeOf(x, name);
        throw new AssertionError("a parameter is not a node");
    }
}
