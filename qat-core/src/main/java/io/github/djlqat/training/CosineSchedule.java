package io.github.djlqat.training;

import ai.djl.training.tracker.Tracker;

/**
 * A learning rate that rises in a line from {@code peak / warmup} to {@code peak} and then falls to
 * {@code end} along half a cosine (Loshchilov and Hutter, "SGDR", 2017, equation 5, one cycle).
 *
 * @param peak the largest rate, above 0
 * @param end the rate after the last step, 0 or more
 * @param warmup the number of steps of the rise, 0 or more
 * @param steps the number of all steps, at least 1
 */
public record CosineSchedule(float peak, float end, int warmup, int steps) implements Tracker {

    /** Checks the values. */
    public CosineSchedule {
        if (!(peak > 0) || !(end >= 0) || Float.isInfinite(peak) || end > peak) {
            throw new IllegalArgumentException(
                    "learning rate: expected 0 <= end <= peak and peak > 0, found end "
                            + end
                            + " and peak "
                            + peak);
        }
        if (steps < 1 || warmup < 0 || warmup > steps) {
            throw new IllegalArgumentException(
                    "learning rate: expected at least 1 step and 0 <= warmup <= steps, found "
                            + steps
                            + " steps and warmup "
                            + warmup);
        }
    }

    /**
     * Returns the rate of one step.
     *
     * @param numUpdate the number of steps made before, from 0; past the end the rate is {@code
     *     end}
     * @return the rate
     */
    @Override
    public float getNewValue(int numUpdate) {
        if (numUpdate < warmup) {
            return peak * (numUpdate + 1) / warmup;
        }
        if (numUpdate >= steps) {
            return end;
        }
        double progress = (double) (numUpdate - warmup) / (steps - warmup);
        return (float) (end + 0.5 * (peak - end) * (1 + StrictMath.cos(Math.PI * progress)));
    }
}
