package io.github.djlqat.quant.observer;

/**
 * The integers that stand for reals, {@code real = scale * (q - zeroPoint)}, of one tensor or one
 * channel.
 *
 * @param scale the step, finite and above 0
 * @param zeroPoint the integer that stands for 0.0 exactly, within {@code qmin..qmax}
 * @param qmin the lowest integer
 * @param qmax the highest integer
 */
public record Grid(float scale, int zeroPoint, int qmin, int qmax) {

    /**
     * The least scale: 2^-23, the float32 epsilon. A range too narrow for it (all zeros, say) takes
     * it, so that every scale is a normal number and every quotient of scales is finite.
     */
    public static final float MIN_SCALE = 0x1p-23f;

    /** Checks the numbers. */
    public Grid {
        if (!(scale > 0) || Float.isInfinite(scale)) {
            throw new IllegalArgumentException(
                    "scale: expected finite and above 0, found " + scale);
        }
        if (qmin >= qmax || zeroPoint < qmin || zeroPoint > qmax) {
            throw new IllegalArgumentException(
                    "zero point: expected in "
                            + qmin
                            + ".."
                            + qmax
                            + " (lowest below highest), found "
                            + zeroPoint);
        }
    }

    /**
     * Returns the affine grid of a range: widened to hold 0, the scale in float32, the zero point
     * rounded (half to even) and clamped, so that 0.0 is exactly representable (Jacob et al. 2018,
     * arXiv 1712.05877, section 3.1).
     */
    public static Grid affine(Range range, int qmin, int qmax) {
        Range r = range.withZero();
        float scale = scale(((double) r.max() - r.min()) / (qmax - qmin));
        double zero = Math.rint(qmin - r.min() / (double) scale);
        return new Grid(scale, (int) Math.max(qmin, Math.min(qmax, zero)), qmin, qmax);
    }

    /**
     * Returns the symmetric grid of a range: zero point 0, {@code qmax} stands for the largest
     * absolute value.
     */
    public static Grid symmetric(Range range, int qmin, int qmax) {
        return new Grid(scale(range.bound() / (double) qmax), 0, qmin, qmax);
    }

    private static float scale(double exact) {
        return Math.max((float) exact, MIN_SCALE);
    }

    /** Returns the integer of a value: {@code rint(x * (1 / scale)) + zeroPoint}, clamped. */
    public int quantize(float x) {
        float q = (float) Math.rint(x * (1f / scale)) + zeroPoint;
        return (int) Math.max(qmin, Math.min(qmax, q));
    }

    /** Returns the value that an integer stands for. */
    public float dequantize(int q) {
        return (q - zeroPoint) * scale;
    }

    /** Returns the values between the lowest and the highest integer, both included. */
    public Range range() {
        return new Range(dequantize(qmin), dequantize(qmax));
    }
}
