package io.github.djlqat.runtime.kernel.natives;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.djlqat.runtime.kernel.KernelProvider;
import io.github.djlqat.runtime.kernel.reference.ReferenceKernels;

/** The kernels, or a skipped test where the build left them out. */
final class Required {

    private Required() {}

    /** Returns whether this build holds a library for this platform. */
    static boolean isBuilt() {
        String file = "/natives/" + NativeLibrary.platform() + "/" + System.mapLibraryName("qatk");
        return NativeLibrary.class.getResource(file) != null;
    }

    static KernelProvider kernels() {
        assumeTrue(isBuilt(), "native kernels were left out of this build");
        return new NativeKernels(new ReferenceKernels());
    }
}
