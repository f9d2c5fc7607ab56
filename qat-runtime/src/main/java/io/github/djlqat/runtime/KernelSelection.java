package io.github.djlqat.runtime;

import io.github.djlqat.runtime.kernel.KernelProvider;
import io.github.djlqat.runtime.kernel.reference.ReferenceKernels;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Chooses the kernels, and says why. */
final class KernelSelection {

    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    private static final String VECTOR_JAR = "qat-runtime-vector";
    private static final String VECTOR_CLASS =
            "io.github.djlqat.runtime.kernel.vector.VectorKernels";

    private static final Logger LOGGER = System.getLogger(KernelSelection.class.getName());

    /** What was logged before; each choice is logged once. */
    private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

    private KernelSelection() {}

    /**
     * Returns the provider of a name.
     *
     * @throws IllegalArgumentException if the name forces kernels that this machine lacks
     */
    static KernelProvider select(String name) {
        if (name.equals("reference")) {
            return log(new ReferenceKernels(), "asked for");
        }
        try {
            return log(vector(), name.equals("auto") ? "the fastest available" : "asked for");
        } catch (UnsupportedOperationException e) {
            if (name.equals("vector")) {
                throw new IllegalArgumentException(
                        "kernels: expected 'auto' or 'reference', found 'vector': "
                                + e.getMessage(),
                        e);
            }
            return log(new ReferenceKernels(), "no vector kernels: " + e.getMessage());
        }
    }

    /**
     * Returns the vector kernels. They are in a jar of their own, which need not be there, and need
     * a module that the JVM must be told to add.
     *
     * @throws UnsupportedOperationException saying what is missing
     */
    private static KernelProvider vector() {
        Class<?> kernels;
        try {
            kernels = Class.forName(VECTOR_CLASS, false, KernelSelection.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new UnsupportedOperationException(
                    "expected " + VECTOR_JAR + " on the class path, found no " + VECTOR_CLASS, e);
        }
        if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()) {
            throw new UnsupportedOperationException(
                    "the JVM runs without --add-modules " + VECTOR_MODULE);
        }
        try {
            return kernels.asSubclass(KernelProvider.class).getConstructor().newInstance();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof UnsupportedOperationException cause) {
                throw cause;
            }
            throw new UnsupportedOperationException("they fail to start: " + e.getCause(), e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new UnsupportedOperationException("they cannot be loaded: " + e, e);
        }
    }

    private static KernelProvider log(KernelProvider provider, String reason) {
        String message = "kernels: " + provider.name() + " (" + reason + ")";
        if (LOGGED.add(message)) {
            LOGGER.log(Level.INFO, message);
        }
        return provider;
    }
}
