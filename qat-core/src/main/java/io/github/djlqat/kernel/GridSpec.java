package io.github.djlqat.kernel;

import io.github.djlqat.quant.observer.Grid;
import io.github.djlqat.quant.observer.Range;

/**
 * Which integers a kernel quantizes to.
 *
 * @param qmin the lowest integer
 * @param qmax the highest integer
 * @param symmetric whether the zero point is 0 and the range symmetric
 * @param unsigned whether the range starts at 0
 * @param axis the channels' axis, or {@link #PER_TENSOR}
 */
public record GridSpec(int qmin, int qmax, boolean symmetric, boolean unsigned, int axis) {

    /** The axis of a grid that covers the whole tensor. */
    public static final int PER_TENSOR = -1;

    /** Checks the numbers. */
    public GridSpec {
        if (qmin >= qmax || (symmetric && unsigned) || axis < PER_TENSOR) {
            throw new IllegalArgumentException(
                    "expected qmin < qmax, symmetric or unsigned but not both, axis >= -1, found "
                            + qmin
                            + ", "
                            + qmax
                            + ", "
                            + symmetric
                            + ", "
                            + unsigned
                            + ", "
                            + axis);
        }
    }

    /** Returns whether there is one scale for each channel. */
    public boolean isPerChannel() {
        return axis != PER_TENSOR;
    }

    /** Returns the scale and zero point for a range. */
    public Grid grid(Range range) {
        if (symmetric) {
            return Grid.symmetric(range, qmin, qmax);
        }
        return Grid.affine(unsigned ? new Range(0, Math.max(range.max(), 0)) : range, qmin, qmax);
    }
}
