package io.github.djlqat.runtime.lower;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Tensor;

/**
 * The signed codes that the kernels see of a tensor. An unsigned tensor's codes and zero points are
 * lowered by 128, which is the top bit flipped; a signed one's stay.
 */
public final class Codes {

    private Codes() {}

    /** Returns how much the tensor's own codes are above the kernels'. */
    public static int lowering(Tensor tensor) {
        return tensor.type() == ElementType.UINT8 ? 128 : 0;
    }

    /** Returns the zero point as the kernels see it. */
    public static int zeroPoint(Tensor tensor) {
        return tensor.requireQuantization().zeroPoint() - lowering(tensor);
    }

    /** Flips the top bit of each byte of a range if the tensor is unsigned. */
    public static void convert(Tensor tensor, byte[] bytes, int offset, int length) {
        if (tensor.type() == ElementType.UINT8) {
            for (int i = offset; i < offset + length; i++) {
                bytes[i] ^= (byte) 0x80;
            }
        }
    }

    /** Returns a copy of a constant's bytes, as the kernels see them. */
    public static byte[] constant(Tensor tensor) {
        byte[] bytes = tensor.requireData().toArray();
        convert(tensor, bytes, 0, bytes.length);
        return bytes;
    }

    /**
     * Returns the lowest code a fused activation leaves; TFLite's
     * CalculateActivationRangeQuantized, in float.
     */
    static int minimum(Activation activation, Tensor output) {
        if (activation == Activation.NONE) {
            return Byte.MIN_VALUE;
        }
        return bound(activation == Activation.RELU_N1_TO_1 ? -1f : 0f, output);
    }

    /** Returns the highest code a fused activation leaves. */
    static int maximum(Activation activation, Tensor output) {
        if (activation == Activation.RELU6) {
            return bound(6f, output);
        }
        return activation == Activation.RELU_N1_TO_1 ? bound(1f, output) : Byte.MAX_VALUE;
    }

    /** Returns the code that stands for {@code real}, cut to 8 bits. */
    private static int bound(float real, Tensor tensor) {
        Quantization quantization = tensor.requireQuantization();
        long code = zeroPoint(tensor) + (long) roundHalfAway(real / quantization.scale());
        return (int) Math.min(Math.max(code, Byte.MIN_VALUE), Byte.MAX_VALUE);
    }

    /** Returns the nearest integer, ties away from zero, as C's {@code round}; cut to an int. */
    public static int roundHalfAway(float x) {
        return (int) (x < 0 ? Math.ceil(x - 0.5) : Math.floor(x + 0.5));
    }

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
