package io.github.djlqat.network.operation;

import ai.djl.ndarray.NDArray;
import io.github.djlqat.graph.Op;
import io.github.djlqat.runtime.graph.Activation;

/** The activations that are clamps, in floating point. */
public final class Activations {

    private Activations() {}

    /** Returns an operation's fused activation, or the one it is; NONE where there is none. */
    public static Activation of(Op op) {
        if (op instanceof Op.Convolution) {
            return ((Op.Convolution) op).activation();
        }
        if (op instanceof Op.Linear) {
            return ((Op.Linear) op).activation();
        }
        if (op instanceof Op.Add) {
            return ((Op.Add) op).activation();
        }
        if (op instanceof Op.Subtract) {
            return ((Op.Subtract) op).activation();
        }
        if (op instanceof Op.Multiply) {
            return ((Op.Multiply) op).activation();
        }
        return op instanceof Op.Clamp ? ((Op.Clamp) op).activation() : Activation.NONE;
    }

    /** Returns {@code x} clamped as the activation says; any shape. */
    public static NDArray apply(NDArray x, Activation activation) {
        switch (activation) {
            case RELU:
                return x.getNDArrayInternal().relu();
            case RELU6:
                return x.clip(0f, 6f);
            case RELU_N1_TO_1:
                return x.clip(-1f, 1f);
            default:
                return x;
        }
    }
}
