package io.github.djlqat.quant.learned;

import ai.djl.ndarray.NDArray;

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
            return learned.div(high);
        }

        @Override
        float step(float learned, int high) {
            return learned / high;
        }

        @Override
        float learned(float step, int high) {
            return step * high;
        }
    };

    /** Returns the steps, with the gradient of what is learned. */
    abstract NDArray step(NDArray learned, int high);

    /** Returns the step: the same number to the last bit. */
    abstract float step(float learned, int high);

    /** Returns what stands for a step. */
    abstract float learned(float step, int high);
}
