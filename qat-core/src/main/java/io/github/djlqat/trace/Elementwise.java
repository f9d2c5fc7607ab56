package io.github.djlqat.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.runtime.graph.Activation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** Operations on each element: of two arrays, of an array and a constant, of one array. */
final class Elementwise {

    private static final Set<String> COMMUTATIVE = Set.of("add", "mul", "maximum", "minimum");

    private Elementwise() {}

    static boolean isCommutative(String name) {
        return COMMUTATIVE.contains(name);
    }

    /** {@code add, sub, mul, div, maximum, minimum} of an array and a number or an array. */
    static TracedArray binary(TracedArray x, Method method, Object other) throws Throwable {
        Recorder recorder = x.recorder();
        String name = method.getName();
        NDArray result = Calls.array(x.array(), method, other);
        if (other instanceof Number n) {
            return constant(x, name, n.doubleValue(), result);
        }
        TracedArray right = TracedArray.of(other);
        Traced.Parameter parameter = recorder.parameterOf(other);
        if (right == null && parameter == null) {
            OptionalDouble uniform = uniform((NDArray) other);
            if (uniform.isPresent() && result.getShape().equals(x.array().getShape())) {
                return constant(x, name, uniform.getAsDouble(), result);
            }
            recorder.valueOf(other, name);
        }
        if (name.equals("add") && (parameter != null || x.traced() instanceof Traced.Parameter)) {
            return bias(x, right, parameter, result);
        }
        if (x.traced() instanceof Traced.Parameter) {
            recorder.nodeOf(x, name);
        }
        if (right == null) {
            right = new TracedArray(recorder, (NDArray) other, parameter);
        }
        Op op =
                switch (name) {
                    case "add" -> new Op.Add(Activation.NONE);
                    case "sub" -> new Op.Subtract(Activation.NONE);
                    case "mul" -> new Op.Multiply(Activation.NONE);
                    default -> throw recorder.unknown(name, new Object[] {other});
                };
        List<Integer> inputs = List.of(recorder.nodeOf(x, name), recorder.nodeOf(right, name));
        return recorder.value(recorder.emit(name, op, inputs, result.getShape()), result);
    }

    /** {@code b - x}, which DJL writes as the reversed subtraction of {@code x}. */
    static TracedArray reversedSubtract(TracedArray x, Object other) throws Throwable {
        if (other instanceof Number n) {
            return affine(x, "rsub", -1f, n.floatValue(), x.array().neg().add(n));
        }
        Method sub = NDArray.class.getMethod("sub", NDArray.class);
        TracedArray left = TracedArray.of(other);
        if (left != null && !(left.traced() instanceof Traced.Parameter)) {
            return binary(left, sub, x.proxy());
        }
        TracedArray difference = binary(x, sub, other);
        return affine(difference, "rsub", -1f, 0f, difference.array().neg());
    }

    private static TracedArray constant(TracedArray x, String name, double n, NDArray result) {
        return switch (name) {
            case "add" -> affine(x, name, 1f, (float) n, result);
            case "sub" -> affine(x, name, 1f, (float) -n, result);
            case "mul" -> affine(x, name, (float) n, 0f, result);
            case "div" -> affine(x, name, (float) (1 / n), 0f, result);
            case "maximum" ->
                    x.recorder()
                            .clamp(
                                    x,
                                    (float) n,
                                    Float.POSITIVE_INFINITY,
                                    name + "(" + n + ")",
                                    result);
            case "minimum" ->
                    x.recorder()
                            .clamp(
                                    x,
                                    Float.NEGATIVE_INFINITY,
                                    (float) n,
                                    name + "(" + n + ")",
                                    result);
            default -> throw x.recorder().unknown(name, new Object[] {n});
        };
    }

    static TracedArray affine(
            TracedArray x, String name, float scale, float offset, NDArray result) {
        return unary(x, name, new Op.Affine(scale, offset), result);
    }

    static TracedArray unary(TracedArray x, String name, Op op, NDArray result) {
        Recorder recorder = x.recorder();
        int node = recorder.nodeOf(x, name);
        return recorder.value(recorder.emit(name, op, List.of(node), result.getShape()), result);
    }

    static TracedArray square(TracedArray x, String name) {
        Recorder recorder = x.recorder();
        int node = recorder.nodeOf(x, name);
        NDArray result = x.array().square();
        Op op = new Op.Multiply(Activation.NONE);
        return recorder.value(
                recorder.emit(name, op, List.of(node, node), result.getShape()), result);
    }

    static TracedArray power(TracedArray x, Object[] args) {
        if (args[0] instanceof Number n && n.doubleValue() == 2) {
            return square(x, "pow");
        }
        throw x.recorder().unknown("pow", args);
    }

    /** A parameter added to the result of a layer that has no bias becomes its bias. */
    private static TracedArray bias(
            TracedArray x, TracedArray right, Traced.Parameter parameter, NDArray result) {
        Recorder recorder = x.recorder();
        boolean onLeft = x.traced() instanceof Traced.Parameter;
        TracedArray value = onLeft ? right : x;
        Traced.Parameter bias = onLeft ? (Traced.Parameter) x.traced() : parameter;
        if (value != null && value.traced() instanceof Traced.Value v) {
            Node node = recorder.node(v.node());
            Shape shape = bias.weight().parameter().getArray().getShape();
            if (node.op() instanceof Op.Linear linear
                    && linear.bias() == null
                    && shape.dimension() == 1
                    && shape.get(0) == node.shape().getLastDimension()) {
                Op op = new Op.Linear(linear.weight(), bias.weight(), null, linear.activation());
                int id =
                        recorder.emit(
                                linear.weight(), "linear", op, node.inputs(), result.getShape());
                return recorder.value(id, result);
            }
        }
        throw recorder.refuse(
                "add",
                "expected a value that depends on the input, found parameter " + bias.weight(),
                "add it right after a Linear without a bias, or use BatchNorm");
    }

    /** Returns the number that a constant array holds everywhere, or nothing. */
    private static OptionalDouble uniform(NDArray array) {
        if (array.size() == 0 || array.size() > 1 << 22) {
            return OptionalDouble.empty();
        }
        try (NDArray floats = array.toType(DataType.FLOAT64, true)) {
            double[] values = floats.toDoubleArray();
            for (double v : values) {
                if (v != values[0]) {
                    return OptionalDouble.empty();
                }
            }
            return OptionalDouble.of(values[0]);
        }
    }
}
