package io.github.djlqat.trace;

import io.github.djlqat.runtime.graph.Activation;

/** The real bounds of the activations that are clamps. */
final class Clamps {

    private Clamps() {}

    static float low(Activation activation) {
        return switch (activation) {
            case NONE -> Float.NEGATIVE_INFINITY;
            case RELU, RELU6 -> 0f;
            case RELU_N1_TO_1 -> -1f;
        };
    }

    static float high(Activation activation) {
        return switch (activation) {
            case NONE, RELU -> Float.POSITIVE_INFINITY;
            case RELU6 -> 6f;
            case RELU_N1_TO_1 -> 1f;
        };
    }

    /** Returns the activation with these bounds, or null where there is none. */
    static Activation of(float low, float high) {
        for (Activation activation : Activation.values()) {
            if (low(activation) == low && high(activation) == high) {
                return activation;
            }
        }
        return null;
    }
}
