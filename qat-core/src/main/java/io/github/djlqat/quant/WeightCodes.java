package io.github.djlqat.quant;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Floats;

/**
 * The integers of a layer's weights: {@code weight = scale[c] * code}.
 *
 * @param codes in the weights' order, in [-127, 127]
 * @param scales one for each output channel, or one for all
 * @param bits that an index into {@code levels} takes, 1 to 8
 * @param levels all codes there can be, at most {@code 2^bits} of them, each once; empty where they
 *     are the whole numbers of {@code bits} bits in two's complement
 */
public record WeightCodes(Bytes codes, Floats scales, int bits, Bytes levels) {

    /** Checks that the parts fit each other. */
    public WeightCodes {
        if (bits < 1 || bits > 8) {
            throw new IllegalArgumentException("bits: expected 1 to 8, found " + bits);
        }
        if (levels.size() > 1 << bits) {
            throw new IllegalArgumentException(
                    "levels: expected at most " + (1 << bits) + ", found " + levels.size());
        }
        if (scales.size() == 0) {
            throw new IllegalArgumentException("scales: expected at least one, found none");
        }
    }

    /** Returns codes that are whole numbers of {@code bits} bits. */
    public static WeightCodes uniform(byte[] codes, float[] scales, int bits) {
        return new WeightCodes(
                Bytes.view(codes, 0, codes.length), Floats.of(scales), bits, Bytes.of());
    }

    /** Returns codes that are among {@code levels}. */
    public static WeightCodes of(byte[] codes, float[] scales, int bits, byte... levels) {
        return new WeightCodes(
                Bytes.view(codes, 0, codes.length), Floats.of(scales), bits, Bytes.of(levels));
    }
}
