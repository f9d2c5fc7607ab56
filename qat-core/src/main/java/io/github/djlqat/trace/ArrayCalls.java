package io.github.djlqat.trace;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.djlqat.graph.Op;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;

/** What each method of {@link NDArray} means while a block is traced. */
final class ArrayCalls {

    private static final String READ_REMEDY =
            "keep values inside arrays: a graph has no branch that depends on them";

    /** Say something of the array that does not depend on its values. */
    private static final Set<String> DESCRIBING =
            Set.of(
                    "getName",
                    "setName",
                    "getUid",
                    "getDataType",
                    "getDevice",
                    "getShape",
                    "getSparseFormat",
                    "getManager",
                    "getResourceNDArrays",
                    "isSparse",
                    "isScalar",
                    "isEmpty",
                    "isReleased",
                    "size",
                    "shapeEquals",
                    "toDebugString",
                    "zerosLike",
                    "onesLike");

    /** The tracer owns the arrays; a block that closes or moves one changes nothing. */
    private static final Set<String> OWNING =
            Set.of("close", "attach", "tempAttach", "detach", "returnResource");

    /** Give values to Java code. */
    private static final Set<String> READING =
            Set.of(
                    "toByteBuffer",
                    "toDoubleArray",
                    "toFloatArray",
                    "toShortArray",
                    "toUnsignedShortArray",
                    "toIntArray",
                    "toUnsignedIntArray",
                    "toLongArray",
                    "toByteArray",
                    "toUint8Array",
                    "toBooleanArray",
                    "toStringArray",
                    "toArray",
                    "getScalar",
                    "getLong",
                    "getDouble",
                    "getFloat",
                    "getInt",
                    "getByte",
                    "getUint8",
                    "getBoolean",
                    "getAsBytes",
                    "getAsString",
                    "getAsObject",
                    "encode",
                    "contentEquals",
                    "allClose",
                    "copyTo");

    private ArrayCalls() {}

    static Object invoke(TracedArray x, Method method, Object[] args) throws Throwable {
        String name = method.getName();
        if (method.getDeclaringClass() == Object.class) {
            return object(x, name, args);
        }
        if (DESCRIBING.contains(name)) {
            return Calls.run(x.array(), method, args);
        }
        if (OWNING.contains(name)) {
            return null;
        }
        if (name.equals("getNDArrayInternal")) {
            return x.exProxy();
        }
        if (READING.contains(name)) {
            throw reading(x, name);
        }
        if (x.traced() instanceof Traced.Parameter p && !Elementwise.isCommutative(name)) {
            return Layout.parameter(x, p, method, args);
        }
        return operation(x, method, args);
    }

    private static Object operation(TracedArray x, Method method, Object[] args) throws Throwable {
        String name = method.getName();
        switch (name) {
            case "add", "sub", "mul", "div", "maximum", "minimum":
                return Elementwise.binary(x, method, args[0]).proxy();
            case "addi", "subi", "muli", "divi":
                {
                    Method plain =
                            NDArray.class.getMethod(
                                    name.substring(0, 3), method.getParameterTypes());
                    return inPlace(x, name, Elementwise.binary(x, plain, args[0]));
                }
            case "neg":
                return Elementwise.affine(x, name, -1f, 0f, x.array().neg()).proxy();
            case "negi":
                return inPlace(x, name, Elementwise.affine(x, name, -1f, 0f, x.array().neg()));
            case "square":
                return Elementwise.square(x, name).proxy();
            case "pow":
                return Elementwise.power(x, args).proxy();
            case "clip":
                return x.recorder()
                        .clamp(
                                x,
                                ((Number) args[0]).floatValue(),
                                ((Number) args[1]).floatValue(),
                                "clip" + Calls.describe(args),
                                Calls.array(x.array(), method, args))
                        .proxy();
            case "tanh":
                return Elementwise.unary(x, name, new Op.Tanh(), x.array().tanh()).proxy();
            case "softmax":
                return Layers.softmax(x, (Integer) args[0]).proxy();
            case "mean":
            case "sum":
            case "prod":
                return Reductions.reduce(x, method, args).proxy();
            case "matMul":
            case "dot":
                return Layers.matMul(x, method, args[0]).proxy();
            case "reshape", "expandDims", "squeeze", "flatten":
                return Layout.reshape(x, name, Calls.array(x.array(), method, args)).proxy();
            case "transpose", "swapAxes":
                return Layout.transpose(x, method, args).proxy();
            case "pad":
                return Layout.pad(x, method, args).proxy();
            case "repeat":
                return Layout.repeat(x, method, args).proxy();
            case "get":
                return Slices.get(x, method, args);
            case "split":
                return Slices.split(x, method, args);
            case "concat", "stack":
                return InvocationHandler.invokeDefault(x.proxy(), method, args);
            case "toType", "toDevice", "duplicate", "broadcast", "setRequiresGradient":
                return unchanged(x, method, args);
            default:
                throw x.recorder().unknown(name, args);
        }
    }

    /** Calls that may leave the value as it is; those that do not are refused. */
    static Object unchanged(TracedArray x, Method method, Object[] args) throws Throwable {
        Object first = args.length > 0 ? args[0] : null;
        boolean same =
                (first instanceof DataType t && t == x.array().getDataType())
                        || (first instanceof Device d && d.equals(x.array().getDevice()))
                        || method.getName().equals("duplicate");
        if (!same && method.getName().equals("broadcast")) {
            NDArray result = Calls.array(x.array(), method, args);
            same = result.getShape().equals(x.array().getShape());
        }
        if (!same) {
            throw x.recorder().unknown(method.getName(), args);
        }
        return new TracedArray(x.recorder(), x.array(), x.traced()).proxy();
    }

    /** Makes an array hold the result of an operation that DJL runs in place. */
    static NDArray inPlace(TracedArray x, String operation, TracedArray result) {
        if (!x.array().getShape().equals(result.array().getShape())) {
            throw x.recorder()
                    .refuse(
                            operation,
                            "expected a result of shape "
                                    + x.array().getShape()
                                    + ", found "
                                    + result.array().getShape(),
                            "use the operation that returns a new array");
        }
        x.rebind(result);
        return x.proxy();
    }

    private static Object object(TracedArray x, String name, Object[] args) {
        return switch (name) {
            case "hashCode" -> System.identityHashCode(x);
            case "toString" -> "traced " + x.array().getShape();
            default -> {
                TracedArray other = TracedArray.of(args[0]);
                if (other == null || other == x) {
                    yield other == x;
                }
                throw x.recorder().refuse("equals", "the block compares values", READ_REMEDY);
            }
        };
    }

    /**
     * Returns the error for values that leave the arrays. A constant array on the left of an
     * operation does that too: the engine copies the right side.
     */
    private static RuntimeException reading(TracedArray x, String name) {
        List<StackWalker.StackFrame> frames =
                StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                        .walk(s -> s.limit(40).toList());
        for (int i = 1; i < frames.size(); i++) {
            Class<?> owner = frames.get(i).getDeclaringClass();
            boolean engine =
                    NDArray.class.isAssignableFrom(owner)
                            && !java.lang.reflect.Proxy.isProxyClass(owner)
                            && owner != NDArray.class;
            if (engine && NDManager.class.isAssignableFrom(frames.get(i - 1).getDeclaringClass())) {
                return x.recorder()
                        .refuse(
                                frames.get(i).getMethodName(),
                                "expected an array that depends on the input on the left, found"
                                        + " a constant",
                                "call the operation on the other array");
            }
        }
        return x.recorder().refuse(name, "the block reads values", READ_REMEDY);
    }
}
