package io.github.djlqat.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.internal.NDArrayEx;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * One array as the traced block sees it: a proxy over {@link NDArray}, another over its {@link
 * NDArrayEx}, the real array behind them and what the recorder knows of it.
 */
final class TracedArray {

    private final Recorder recorder;
    private final NDArray proxy;
    private final NDArrayEx exProxy;
    private NDArray array;
    private Traced traced;

    TracedArray(Recorder recorder, NDArray array, Traced traced) {
        this.recorder = recorder;
        this.array = array;
        this.traced = traced;
        ClassLoader loader = NDArray.class.getClassLoader();
        proxy =
                (NDArray)
                        Proxy.newProxyInstance(
                                loader, new Class<?>[] {NDArray.class}, new ArrayHandler(this));
        exProxy =
                (NDArrayEx)
                        Proxy.newProxyInstance(
                                loader, new Class<?>[] {NDArrayEx.class}, new ExHandler(this));
    }

    /** Returns the traced array behind a proxy, or null where {@code array} is an ordinary one. */
    static TracedArray of(Object array) {
        if (array != null && Proxy.isProxyClass(array.getClass())) {
            InvocationHandler handler = Proxy.getInvocationHandler(array);
            if (handler instanceof ArrayHandler a) {
                return a.owner();
            }
        }
        return null;
    }

    Recorder recorder() {
        return recorder;
    }

    NDArray proxy() {
        return proxy;
    }

    NDArrayEx exProxy() {
        return exProxy;
    }

    NDArray array() {
        return array;
    }

    Traced traced() {
        return traced;
    }

    /** Makes this array hold what {@code other} holds: how an in-place operation is recorded. */
    void rebind(TracedArray other) {
        array = other.array;
        traced = other.traced;
    }

    /** The handler of the {@link NDArray} proxy. */
    private record ArrayHandler(TracedArray owner) implements InvocationHandler {
        @Override
        public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
            return ArrayCalls.invoke(owner, method, args == null ? new Object[0] : args);
        }
    }

    /** The handler of the {@link NDArrayEx} proxy. */
    private record ExHandler(TracedArray owner) implements InvocationHandler {
        @Override
        public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
            return ExCalls.invoke(owner, method, args == null ? new Object[0] : args);
        }
    }
}
