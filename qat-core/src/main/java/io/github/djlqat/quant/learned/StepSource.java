package io.github.djlqat.quant.learned;

import ai.djl.ndarray.NDArray;
import io.github.djlqat.kernel.Scalars;

/** What is learned, and how a step comes from it. */
enum StepSource {
    /** The step itself. */
    STEP {
        @Override
        NDArray step(NDArray learned, int high) {
            return learned;
        }

        @Override
        float step(float learned, int high) {
            return learned;
        }

        @Override
        float learned(float step, int high) {
            return step;
        }
    },
    /** The largest value that is not clipped: {@code high} steps. */
    BOUND {
        @Override
        NDArray step(NDArray learned, int high) {
            return Scalars.over(learned, high);
        }

        @Override
        float step(float learned, int high) {
            return learned / high;
        }

        @Override
        float learned(float step, int high) {
            return step * high;
        }
    },
    /**
     * A number whose logarithm is rounded, straight through: {@code s = 2^round(log2 p)} and {@code
     * ds/dp = s / p}. Jain et al. 2020, "Trained Quantization Thresholds" (arXiv 1903.08066),
     * section 3.2, learn the logarithm itself.
     */
    POWER_OF_TWO {
        @Override
        NDArray step(NDArray learned, int high) {
            float[] values = learned.toFloatArray();
            float[] ratios = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                ratios[i] = PowerOfTwo.nearest(values[i]) / values[i];
            }
            NDArray scaled = learned.mul(Scalars.vector(learned.getManager(), ratios));
            // scaled - scaled is 0 exactly, so that the step is a power of two to the last bit
            float[] steps = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                steps[i] = step(values[i], high);
            }
            return scaled.sub(scaled.stopGradient()).add(learned.getManager().create(steps));
        }

        @Override
        float step(float learned, int high) {
            return PowerOfTwo.nearest(learned);
        }

        @Override
        float learned(float step, int high) {
            return step;
        }
    };

    /** Returns the steps, with the gradient of what is learned. */
    abstract NDArray step(NDArray learned, int high);

    /** Returns the step: the same number to the last bit. */
    abstract float step(float learned, int high);

    /** Returns what stands for a step. */
    abstract float learned(float step, int high);
}
