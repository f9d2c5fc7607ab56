package io.github.djlqat.quant.learned;

import ai.djl.ndarray.NDArray;
import io.github.djlqat.quant.observer.Grid;

/** The step before anything was learned, from the first values seen. */
enum StepStart {
    /** {@code 2 * mean|x| / sqrt(high)}: Esser et al. 2020, section 2.1. */
    MEAN {
        @Override
        NDArray of(NDArray rows, int high) {
            return rows.abs().mean(new int[] {1}).mul(2 / Math.sqrt(high));
        }
    },
    /**
     * {@code max(|mean - 3 dev|, |mean + 3 dev|) / (high + 1)}: Bhalgat et al. 2020, section 4.1.
     */
    THREE_SIGMA {
        @Override
        NDArray of(NDArray rows, int high) {
            NDArray mean = rows.mean(new int[] {1}, true);
            NDArray deviation = rows.sub(mean).square().mean(new int[] {1}).sqrt();
            return mean.reshape(-1).abs().add(deviation.mul(3)).div(high + 1);
        }
    };

    /**
     * Returns a step for each row.
     *
     * @param rows [C, n]; what is made on the way belongs to its manager
     * @param high the highest integer
     */
    abstract NDArray of(NDArray rows, int high);

    /** Returns steps that can be used, for rows that may be all 0. */
    float[] steps(NDArray rows, int high) {
        float[] steps = of(rows, high).toFloatArray();
        for (int i = 0; i < steps.length; i++) {
            steps[i] = steps[i] < Grid.MIN_SCALE ? Grid.MIN_SCALE : steps[i];
        }
        return steps;
    }
}
