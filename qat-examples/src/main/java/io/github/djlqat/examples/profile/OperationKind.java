package io.github.djlqat.examples.profile;

import java.util.List;

/** Kinds of operations of a training step, by the names that PyTorch's profiler gives them. */
enum OperationKind {
    CONVOLUTION("convolution"),
    CONVOLUTION_BACKWARD("convolution, backward"),
    MATRIX("matrix product"),
    BATCH_NORM("batch norm"),
    BATCH_NORM_BACKWARD("batch norm, backward"),
    QUANTIZATION("quantization"),
    QUANTIZATION_BACKWARD("quantization, backward"),
    OPTIMIZER("optimizer"),
    OTHER("other");

    /** The functions of the core's quantizers, which the profiler shows around what they call. */
    private static final List<String> QUANTIZERS =
            List.of("quantize", "observe", "observe_quantize", "cut", "polynomial");

    private final String label;

    OperationKind(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /**
     * Returns the kind of an operation.
     *
     * @param name its name
     * @param callers the names of those around it
     */
    static OperationKind of(String name, List<String> callers) {
        if (QUANTIZERS.contains(name) || callers.stream().anyMatch(QUANTIZERS::contains)) {
            return QUANTIZATION;
        }
        if (name.endsWith("convolution_backward")) {
            return CONVOLUTION_BACKWARD;
        }
        if (name.startsWith("aten::") && name.contains("conv")) {
            return CONVOLUTION;
        }
        if (name.endsWith("batch_norm_backward")) {
            return BATCH_NORM_BACKWARD;
        }
        if (name.endsWith("batch_norm")) {
            return BATCH_NORM;
        }
        // the product of one column is how a learned step gets its gradient
        if (name.contains("hardtanh_backward")
                || callers.stream().anyMatch(OperationKind::isStep)) {
            return QUANTIZATION_BACKWARD;
        }
        if (name.matches("aten::(addmm|mm|bmm|addmv|mv|matmul)_?")) {
            return MATRIX;
        }
        return OTHER;
    }

    private static boolean isStep(String caller) {
        return caller.startsWith("Addmv") || caller.contains("DifferentiableGraphBackward");
    }
}
