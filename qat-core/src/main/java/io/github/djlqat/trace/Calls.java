package io.github.djlqat.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Runs calls on the real arrays. */
final class Calls {

    private Calls() {}

    /** Runs {@code method} on {@code target} with every proxy in the arguments replaced. */
    static Object run(Object target, Method method, Object... args) throws Throwable {
        Object[] real = new Object[args.length];
        for (int i = 0; i < args.length; i++) {
            real[i] = unwrap(args[i]);
        }
        try {
            return method.invoke(target, real);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Runs a call that returns one array. */
    static NDArray array(Object target, Method method, Object... args) throws Throwable {
        Object result = run(target, method, args);
        return result instanceof NDList list ? list.singletonOrThrow() : (NDArray) result;
    }

    private static Object unwrap(Object argument) {
        if (argument instanceof NDList list) {
            NDList real = new NDList(list.size());
            list.forEach(a -> real.add((NDArray) unwrap(a)));
            return real;
        }
        TracedArray traced = TracedArray.of(argument);
        return traced == null ? argument : traced.array();
    }

    /** Returns a call's arguments for a message, arrays by their shapes. */
    static String describe(Object[] args) {
        return Arrays.stream(args).map(Calls::describe).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String describe(Object argument) {
        if (argument instanceof NDArray a) {
            return a.getShape().toString();
        }
        if (argument instanceof NDList list) {
            return list.stream().map(Calls::describe).collect(Collectors.joining(", ", "[", "]"));
        }
        if (argument instanceof int[] a) {
            return Arrays.toString(a);
        }
        if (argument instanceof long[] a) {
            return Arrays.toString(a);
        }
        return argument instanceof Number
                        || argument instanceof Boolean
                        || argument instanceof String
                        || argument instanceof ai.djl.ndarray.types.Shape
                        || argument instanceof Enum
                ? argument.toString()
                : argument == null ? "null" : argument.getClass().getSimpleName();
    }
}
