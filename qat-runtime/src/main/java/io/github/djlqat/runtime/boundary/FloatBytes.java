package io.github.djlqat.runtime.boundary;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian floats in byte arrays, at any place. */
public final class FloatBytes {

    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private FloatBytes() {}

    /** Returns the float in the 4 bytes from {@code offset} on. */
    public static float get(byte[] bytes, int offset) {
        return Float.intBitsToFloat((int) INTS.get(bytes, offset));
    }

    /** Writes a float to the 4 bytes from {@code offset} on. */
    public static void put(byte[] bytes, int offset, float value) {
        INTS.set(bytes, offset, Float.floatToRawIntBits(value));
    }
}
