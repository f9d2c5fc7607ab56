package io.github.djlqat.convert;

import io.github.djlqat.network.plan.IntegerWeights;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.Floats;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Quantization;
import java.util.Arrays;
import java.util.Optional;

/** Weights from DJL's layouts to TFLite's. */
final class WeightLayouts {

    private WeightLayouts() {}

    /** Returns [OC, IC, KH, KW] as [OC, KH, KW, IC]. */
    static Bytes convolution(IntegerWeights weights) {
        Ints d = weights.dimensions();
        int depth = d.get(1);
        int area = d.get(2) * d.get(3);
        byte[] from = weights.codes().toArray();
        byte[] to = new byte[from.length];
        for (int o = 0; o < d.get(0); o++) {
            for (int i = 0; i < depth; i++) {
                for (int k = 0; k < area; k++) {
                    to[(o * area + k) * depth + i] = from[(o * depth + i) * area + k];
                }
            }
        }
        return Bytes.view(to, 0, to.length);
    }

    /** Returns [OC, 1, KH, KW] as [1, KH, KW, OC]. */
    static Bytes depthwise(IntegerWeights weights) {
        Ints d = weights.dimensions();
        int channels = d.get(0);
        int area = d.get(2) * d.get(3);
        byte[] from = weights.codes().toArray();
        byte[] to = new byte[from.length];
        for (int o = 0; o < channels; o++) {
            for (int k = 0; k < area; k++) {
                to[k * channels + o] = from[o * area + k];
            }
        }
        return Bytes.view(to, 0, to.length);
    }

    /** Returns [OC, IC] with the columns in the order in which the input's elements are stored. */
    static Bytes linear(IntegerWeights weights, Place input) {
        if (input.isRowMajor()) {
            return weights.codes();
        }
        int rows = weights.dimensions().get(0);
        int columns = weights.dimensions().get(1);
        int[] source = input.sourceIndices();
        byte[] from = weights.codes().toArray();
        byte[] to = new byte[from.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                to[r * columns + c] = from[r * columns + source[c]];
            }
        }
        return Bytes.view(to, 0, to.length);
    }

    /**
     * Returns how a layer's codes are packed, positive codes first; empty where they take a byte
     * each.
     */
    static Optional<Coding> coding(IntegerWeights weights) {
        if (weights.bits() >= 8) {
            return Optional.empty();
        }
        byte[] levels = weights.levels().toArray();
        if (levels.length == 0) {
            return Optional.of(Coding.INT4);
        }
        byte[] table = new byte[1 << weights.bits()];
        int next = 0;
        for (int sign : new int[] {1, -1}) {
            for (byte level : levels) {
                if ((level < 0) == (sign < 0)) {
                    table[next++] = level;
                }
            }
        }
        return Optional.of(new Coding(weights.bits(), Bytes.view(table, 0, table.length)));
    }

    /** Returns codes as a stream of indices into a coding's table. */
    static Bytes pack(Bytes codes, Coding coding) {
        int[] indexOf = new int[256];
        Arrays.fill(indexOf, -1);
        for (int i = coding.table().size() - 1; i >= 0; i--) {
            indexOf[coding.table().get(i) & 0xff] = i;
        }
        int[] indices = new int[codes.size()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = indexOf[codes.get(i) & 0xff];
            if (indices[i] < 0) {
                throw new IllegalStateException(
                        "weight code "
                                + i
                                + ": expected one of "
                                + Arrays.toString(coding.table().toArray())
                                + ", found "
                                + codes.get(i));
            }
        }
        return coding.pack(indices);
    }

    /** Returns the weights' quantization, channels along {@code axis}. */
    static Quantization quantization(IntegerWeights weights, int axis) {
        Floats scales = weights.scales();
        return scales.size() == 1
                ? Quantization.perTensor(scales.get(0), 0)
                : Quantization.perChannel(scales.toArray(), axis);
    }

    /** Returns the bias's quantization: the scales times the input's. */
    static Quantization biasQuantization(IntegerWeights weights, float inputScale) {
        float[] scales = weights.scales().toArray();
        for (int i = 0; i < scales.length; i++) {
            scales[i] *= inputScale;
        }
        return scales.length == 1
                ? Quantization.perTensor(scales[0], 0)
                : Quantization.perChannel(scales, 0);
    }
}
