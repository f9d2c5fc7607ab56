package io.github.djlqat.kernel;

/** What a step's gradient is made of: {@code dy/ds} of one value. */
public enum StepGradient {
    /**
     * The rounding error within the range, {@code round(x / s) - x / s}, and the outermost integer
     * beyond it: equation 3 of Esser et al. 2020 (LSQ).
     */
    ROUNDING_ERROR,
    /**
     * 0 within the range, the outermost integer beyond it: the gradient of the bound of the range
     * alone, Choi et al. 2018 (PACT), equation 3.
     */
    BOUND,
    /** None: the step is not learned. */
    NONE
}
