package io.github.djlqat.kernel;

/** The implementations, which hold no state. */
final class Kernels {

    static final QuantKernels FUSED = new FusedQuantKernels();
    static final QuantKernels COMPOSED = new ComposedQuantKernels();
    static final GradientKernels FUSED_GRADIENTS = new FusedGradientKernels();
    static final GradientKernels COMPOSED_GRADIENTS = new ComposedGradientKernels();

    static final StepKernels FUSED_STEP = new FusedStepKernels();
    static final StepKernels COMPOSED_STEP = new ComposedStepKernels();

    private Kernels() {}
}
