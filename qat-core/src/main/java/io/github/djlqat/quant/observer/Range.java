package io.github.djlqat.quant.observer;

/**
 * The real values that a quantizer covers.
 *
 * @param min the lowest value, finite
 * @param max the highest value, finite and not below {@code min}
 */
public record Range(float min, float max) {

    /** Checks that both ends are finite and ordered. */
    public Range {
        if (!Float.isFinite(min) || !Float.isFinite(max) || min > max) {
            throw new IllegalArgumentException(
                    "range: expected finite minimum <= maximum, found " + min + " to " + max);
        }
    }

    /** Returns the narrowest range that holds this one and 0. */
    public Range withZero() {
        return new Range(Math.min(min, 0f), Math.max(max, 0f));
    }

    /** Returns the largest absolute value. */
    public float bound() {
        return Math.max(Math.abs(min), Math.abs(max));
    }

    /** Returns this range with both ends multiplied by {@code factor}, which is not negative. */
    public Range times(double factor) {
        return new Range((float) (min * factor), (float) (max * factor));
    }
}
