package io.github.djlqat.kernel;

/**
 * How a batch's minimum and maximum change the range.
 *
 * @param kind the rule
 * @param momentum of the moving average, in [0, 1)
 */
public record RangeRule(Kind kind, float momentum) {

    /** The rules. */
    public enum Kind {
        /** The batch's own. */
        CURRENT,
        /** The widest so far. */
        MIN_MAX,
        /** {@code momentum * old + (1 - momentum) * batch}; the first batch counts in full. */
        MOVING_AVERAGE
    }

    /** Returns the end of the range after a batch. */
    float update(float old, float batch, boolean first, boolean lower) {
        if (first || kind == Kind.CURRENT) {
            return batch;
        }
        if (kind == Kind.MIN_MAX) {
            return lower ? Math.min(old, batch) : Math.max(old, batch);
        }
        return (float) (momentum * (double) old + (1 - (double) momentum) * batch);
    }
}
