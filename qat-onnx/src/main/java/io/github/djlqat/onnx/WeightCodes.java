package io.github.djlqat.onnx;

import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Tensor;

/** The 8-bit codes of constants, and the reals they stand for. */
final class WeightCodes {

    private WeightCodes() {}

    /**
     * Returns a constant's codes; packed ones of few bits are unpacked, for they are indices of
     * 8-bit codes: no scale changes.
     */
    static byte[] of(Tensor tensor) {
        Coding coding = tensor.coding();
        return coding == null
                ? tensor.requireData().toArray()
                : coding.values(tensor.requireData(), tensor.shape().elements());
    }

    /** Returns the reals of codes, all of one scale. */
    static float[] reals(Tensor tensor, byte... codes) {
        float[] reals = new float[codes.length];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = real(tensor, codes[i], 0);
        }
        return reals;
    }

    /** Returns the real of a code of channel {@code channel}. */
    static float real(Tensor tensor, byte code, int channel) {
        Quantization q = tensor.requireQuantization();
        int at = q.isPerTensor() ? 0 : channel;
        int value = tensor.type() == ElementType.UINT8 ? code & 0xff : code;
        return q.scales().get(at) * (value - q.zeroPoints().get(at));
    }
}
