package io.github.djlqat.runtime.boundary;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reals in and out: little-endian floats in byte arrays, at any place, and {@code real = scale *
 * (code - zero_point)}, both ways, as TFLite's AffineQuantize does.
 */
public final class Reals {

    private Reals() {}

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

    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** Returns the float in the 4 bytes from {@code offset} on. */
    public static float get(byte[] bytes, int offset) {
        return Float.intBitsToFloat((int) INTS.get(bytes, offset));
    }

    /** Writes a float to the 4 bytes from {@code offset} on. */
    public static void put(byte[] bytes, int offset, float value) {
        INTS.set(bytes, offset, Float.floatToRawIntBits(value));
    }
}
