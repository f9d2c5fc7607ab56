package io.github.djlqat.runtime.graph;

/** An activation fused into an operator; in integers each is a clamp. */
public enum Activation {
    /** The whole range of the output's type. */
    NONE,
    /** {@code max(x, 0)}. */
    RELU,
    /** {@code min(max(x, 0), 6)}. */
    RELU6,
    /** {@code min(max(x, -1), 1)}. */
    RELU_N1_TO_1
}
