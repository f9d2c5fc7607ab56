package io.github.djlqat.kernel;

import java.util.Objects;

/**
 * What a kernel with a learned step does besides multiplying by it.
 *
 * @param low the lowest integer, at most 0; 0 with a learned offset
 * @param high the highest integer, above 0
 * @param gradient of the step
 * @param perChannel whether there is a step for each index along axis 0
 * @param rounding of the number of steps
 */
public record StepSpec(
        int low, int high, StepGradient gradient, boolean perChannel, Rounding rounding) {

    /** Checks the numbers. */
    public StepSpec {
        Objects.requireNonNull(gradient, "gradient");
        Objects.requireNonNull(rounding, "rounding");
        if (low > 0 || high <= 0) {
            throw new IllegalArgumentException(
                    "integers: expected low <= 0 < high, found " + low + " and " + high);
        }
    }

    /** Rounds to the nearest. */
    public StepSpec(int low, int high, StepGradient gradient, boolean perChannel) {
        this(low, high, gradient, perChannel, Rounding.NEAREST);
    }
}
