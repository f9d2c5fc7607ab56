package io.github.djlqat.quant.learned;

import ai.djl.ndarray.NDArray;
import io.github.djlqat.kernel.GridSpec;
import io.github.djlqat.kernel.StepSpec;
import io.github.djlqat.quant.observer.Grid;
import io.github.djlqat.quant.observer.HistogramObserver;
import io.github.djlqat.quant.observer.ObserverSettings;
import io.github.djlqat.quant.observer.ObserverSettings.Kind;
import java.util.Arrays;

/** The step before anything was learned, from the first values seen. */
enum StepStart {
    /** {@code 2 * mean|x| / sqrt(high)}: Esser et al. 2020, section 2.1. */
    MEAN {
        @Override
        float[] of(NDArray rows, StepSpec spec) {
            return rows.abs().mean(new int[] {1}).mul(2 / Math.sqrt(spec.high())).toFloatArray();
        }
    },
    /**
     * {@code max(|mean - 3 dev|, |mean + 3 dev|) / (high + 1)}: Bhalgat et al. 2020, equation 9.
     */
    THREE_SIGMA {
        @Override
        float[] of(NDArray rows, StepSpec spec) {
            NDArray mean = rows.mean(new int[] {1}, true);
            NDArray deviation = rows.sub(mean).square().mean(new int[] {1}).sqrt();
            return mean.reshape(-1).abs().add(deviation.mul(3)).div(spec.high() + 1).toFloatArray();
        }
    },
    /** The step of least squared error: Bhalgat et al. 2020, section 4.2. One row. */
    LEAST_SQUARES {
        @Override
        float[] of(NDArray rows, StepSpec spec) {
            boolean unsigned = spec.low() == 0;
            GridSpec grid =
                    new GridSpec(spec.low(), spec.high(), !unsigned, unsigned, GridSpec.PER_TENSOR);
            return new float[] {leastSquares(rows, grid).scale()};
        }
    },
    /** One over the highest integer: the range ends at 1. */
    UNIT {
        @Override
        float[] of(NDArray rows, StepSpec spec) {
            float[] steps = new float[(int) rows.getShape().get(0)];
            Arrays.fill(steps, 1f / spec.high());
            return steps;
        }
    },
    /**
     * The power of two with which {@code high + 1} steps hold the largest absolute value: Qm.n with
     * {@code n = bits - 1 - ceil(log2 max|x|)} where one bit is the sign.
     */
    POWER_OF_TWO {
        @Override
        float[] of(NDArray rows, StepSpec spec) {
            float[] steps = rows.abs().max(new int[] {1}).toFloatArray();
            for (int i = 0; i < steps.length; i++) {
                steps[i] = PowerOfTwo.atLeast(steps[i] / (spec.high() + 1));
            }
            return steps;
        }

        @Override
        boolean widens() {
            return true;
        }
    };

    /**
     * Returns a step for each row.
     *
     * @param rows [C, n]; what is made on the way belongs to its manager
     * @param spec the integers
     */
    abstract float[] of(NDArray rows, StepSpec spec);

    /** Returns whether the widest of several batches counts, and not their mean. */
    boolean widens() {
        return false;
    }

    /** Returns steps that can be used, for rows that may be all 0. */
    float[] steps(NDArray rows, StepSpec spec) {
        float[] steps = of(rows, spec);
        for (int i = 0; i < steps.length; i++) {
            steps[i] = steps[i] < Grid.MIN_SCALE ? Grid.MIN_SCALE : steps[i];
        }
        return steps;
    }

    /** Returns the grid of least squared error. */
    static Grid leastSquares(NDArray values, GridSpec spec) {
        HistogramObserver histogram = new HistogramObserver(ObserverSettings.of(Kind.MSE));
        histogram.observe(values.toFloatArray());
        return spec.grid(histogram.range(spec::grid));
    }
}
