package io.github.djlqat.examples.bench;

import io.github.djlqat.runtime.kernel.KernelProvider;
import io.github.djlqat.runtime.kernel.natives.NativeKernels;
import io.github.djlqat.runtime.kernel.reference.ReferenceKernels;
import io.github.djlqat.runtime.kernel.vector.VectorKernels;
import java.util.List;

/** The runtime's kernels by name, to be measured one by one, without a model. */
public final class KernelSets {

    /** Their names, slowest first. */
    public static final List<String> NAMES = List.of("reference", "vector", "native");

    private KernelSets() {}

    /**
     * Returns kernels by name.
     *
     * @throws IllegalArgumentException if there are none of that name
     * @throws IllegalStateException if this build or machine lacks them
     */
    public static KernelProvider of(String name) {
        try {
            return switch (name) {
                case "reference" -> new ReferenceKernels();
                case "vector" -> new VectorKernels();
                case "native" -> new NativeKernels(new VectorKernels());
                default ->
                        throw new IllegalArgumentException(
                                "kernels: expected some of " + NAMES + ", found '" + name + "'");
            };
        } catch (UnsupportedOperationException e) {
            throw lacks(name, e.getMessage(), e);
        } catch (LinkageError e) {
            throw lacks(name, "they run with --add-modules jdk.incubator.vector only", e);
        }
    }

    private static IllegalStateException lacks(String name, String why, Throwable cause) {
        return new IllegalStateException(
                "kernels: expected a build and a machine with '" + name + "', found none: " + why,
                cause);
    }
}
