package io.github.djlqat.kernel;

/** The two implementations, which hold no state. */
final class Kernels {

    static final QuantKernels FUSED = new FusedQuantKernels();
    static final QuantKernels COMPOSED = new ComposedQuantKernels();

    private Kernels() {}
}
