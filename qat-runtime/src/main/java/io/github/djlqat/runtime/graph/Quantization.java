package io.github.djlqat.runtime.graph;

/**
 * How integers stand for reals: {@code real = scale * (q - zeroPoint)}.
 *
 * @param scales one, or one for each index along {@code axis}; finite and above 0
 * @param zeroPoints as many as scales
 * @param axis the dimension that several scales run along; 0 where there is one scale
 */
public record Quantization(Floats scales, Ints zeroPoints, int axis) {

    /** Checks that the lists agree and that each scale is finite and above 0. */
    public Quantization {
        if (scales.size() == 0 || scales.size() != zeroPoints.size()) {
            throw new IllegalArgumentException(
                    "expected as many zero points as scales and at least one, found "
                            + scales.size()
                            + " scales and "
                            + zeroPoints.size()
                            + " zero points");
        }
        for (int i = 0; i < scales.size(); i++) {
            float s = scales.get(i);
            if (!(s > 0) || Float.isInfinite(s)) {
                throw new IllegalArgumentException(
                        "scale " + i + ": expected finite and above 0, found " + s);
            }
        }
        if (axis < 0) {
            throw new IllegalArgumentException("axis: expected at least 0, found " + axis);
        }
    }

    /** Returns a per-tensor quantization. */
    public static Quantization perTensor(float scale, int zeroPoint) {
        return new Quantization(Floats.of(scale), Ints.of(zeroPoint), 0);
    }

    /** Returns a symmetric per-channel quantization: every zero point is 0. */
    public static Quantization perChannel(float[] scales, int axis) {
        return new Quantization(Floats.of(scales), Ints.of(new int[scales.length]), axis);
    }

    /** Returns whether there is one scale for the whole tensor. */
    public boolean isPerTensor() {
        return scales.size() == 1;
    }

    /** Returns the first scale: the tensor's where there is but one. */
    public float scale() {
        return scales.get(0);
    }

    /** Returns the first zero point: the tensor's where there is but one. */
    public int zeroPoint() {
        return zeroPoints.get(0);
    }
}
