package io.github.djlqat.runtime.boundary;

/** {@code real = scale * (code - zero_point)}, both ways, as TFLite's AffineQuantize does. */
public final class Affine {

    private Affine() {}

    /**
     * Returns the nearest code, ties away from zero, cut to {@code [minimum, maximum]}. What is not
     * a number becomes the zero point.
     */
    public static int quantize(float real, float scale, int zeroPoint, int minimum, int maximum) {
        float ratio = real / scale;
        double rounded = ratio < 0 ? Math.ceil(ratio - 0.5) : Math.floor(ratio + 0.5);
        long code = (int) rounded + (long) zeroPoint;
        return (int) Math.min(Math.max(code, minimum), maximum);
    }

    /** Returns the real that a code stands for. */
    public static float dequantize(int code, float scale, int zeroPoint) {
        return scale * (code - zeroPoint);
    }
}
