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
    private static final String ROOM = "io.github.djlqat.runtime.kernel.";

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
        boolean any = name.equals("auto");
        KernelProvider provider = new ReferenceKernels();
        String reason = any ? "the fastest available" : "asked for";
        Level level = Level.INFO;
        if (!name.equals("reference")) {
            String none = null;
            try {
                provider = load("vector", "vector.VectorKernels");
            } catch (UnsupportedOperationException e) {
                none = e.getMessage();
                if (any) {
                    reason = "no vector kernels: " + none;
                }
            }
            if (!name.equals("vector")) {
                try {
                    provider = load("native", "natives.NativeKernels", provider);
                    none = null;
                    reason = any ? "the fastest available" : reason;
                } catch (UnsupportedOperationException e) {
                    none = any ? null : e.getMessage();
                    if (any && e.getCause() instanceof InvocationTargetException) {
                        level = Level.WARNING;
                        reason += "; no native kernels: " + e.getMessage();
                    }
                }
            }
            if (!any && none != null) {
                throw new IllegalArgumentException(
                        "kernels: expected 'auto' or 'reference', found '" + name + "': " + none);
            }
        }
        String message = "kernels: " + provider.name() + " (" + reason + ")";
        if (LOGGED.add(message)) {
            LOGGER.log(level, message);
        }
        return provider;
    }

    /**
     * Returns kernels of a jar of their own, which need not be there.
     *
     * @param kind their name
     * @param type their class
     * @param others what its constructor takes
     * @throws UnsupportedOperationException saying what is missing; if they are there but fail to
     *     start, its cause is an InvocationTargetException
     */
    private static KernelProvider load(String kind, String type, KernelProvider... others) {
        try {
            Class<?> kernels =
                    Class.forName(ROOM + type, false, KernelSelection.class.getClassLoader());
            if (others.length == 0 && ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()) {
                throw new UnsupportedOperationException(
                        "the JVM runs without --add-modules " + VECTOR_MODULE);
            }
            return (KernelProvider) kernels.getConstructors()[0].newInstance((Object[]) others);
        } catch (ClassNotFoundException e) {
            throw new UnsupportedOperationException(
                    "expected qat-runtime-"
                            + kind
                            + " on the class path, found no "
                            + e.getMessage(),
                    e);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (cause instanceof UnsupportedOperationException absent) {
                throw absent;
            }
            throw new UnsupportedOperationException(
                    cause instanceof IllegalStateException
                            ? cause.getMessage()
                            : "they fail to start: " + cause,
                    e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new UnsupportedOperationException("they cannot be loaded: " + e, e);
        }
    }
}
