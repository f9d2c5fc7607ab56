package io.github.djlqat.quant.learned;

import io.github.djlqat.kernel.Rounding;
import io.github.djlqat.kernel.StepGradient;

/**
 * The parts that a method with a learned step is composed of; bits and granularity come with its
 * scheme.
 *
 * @param source what is learned
 * @param gradient of the step
 * @param balanced whether the step's gradient is multiplied by {@code 1 / sqrt(N * high)}, N the
 *     number of values of one example that share the step (Esser et al. 2020, section 2.2)
 * @param start the first step
 * @param rounding of values; weights are rounded to the nearest
 */
record StepRule(
        StepSource source,
        StepGradient gradient,
        boolean balanced,
        StepStart start,
        Rounding rounding) {

    StepRule(StepSource source, StepGradient gradient, boolean balanced, StepStart start) {
        this(source, gradient, balanced, start, Rounding.NEAREST);
    }

    /** Returns whether gradients change the step. */
    boolean learns() {
        return gradient != StepGradient.NONE;
    }

    /** Returns the factor of the step's gradient. */
    float factor(long values, int high) {
        return balanced ? (float) (1 / Math.sqrt((double) values * high)) : 1;
    }
}
