package io.github.djlqat.convert;

import io.github.djlqat.network.plan.IntegerWeights;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Floats;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Quantization;

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
