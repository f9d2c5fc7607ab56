package io.github.djlqat.runtime.lower;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Tensor;

/** Reads constants that a checked graph holds. */
public final class Constants {

    private Constants() {}

    /** Returns the values of a constant of 32 or 64-bit integers that all fit 32 bits. */
    public static int[] integers(Tensor tensor) {
        Bytes data = tensor.requireData();
        if (tensor.type() == ElementType.INT32) {
            return data.toInts();
        }
        int[] values = new int[data.size() / 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = (int) data.asBuffer().getLong(8 * i);
        }
        return values;
    }
}
