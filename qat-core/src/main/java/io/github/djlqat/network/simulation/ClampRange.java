package io.github.djlqat.network.simulation;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Quantization;

/**
 * The codes that a fused activation lets through.
 *
 * @param low the lowest
 * @param high the highest
 */
record ClampRange(int low, int high) {

    static ClampRange of(Activation activation, Quantization output) {
        switch (activation) {
            case RELU:
                return new ClampRange(code(0, output), 127);
            case RELU6:
                return new ClampRange(code(0, output), code(6, output));
            case RELU_N1_TO_1:
                return new ClampRange(code(-1, output), code(1, output));
            default:
                return new ClampRange(-128, 127);
        }
    }

    private static int code(float value, Quantization q) {
        float steps = value / q.scale();
        long rounded = (long) (steps < 0 ? Math.ceil(steps - 0.5f) : Math.floor(steps + 0.5f));
        return (int) Math.max(-128, Math.min(127, q.zeroPoint() + rounded));
    }

    int clamp(long code) {
        return (int) Math.max(low, Math.min(high, code));
    }
}
