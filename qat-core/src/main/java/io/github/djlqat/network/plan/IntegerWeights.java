package io.github.djlqat.network.plan;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Floats;
import io.github.djlqat.runtime.graph.Ints;

/**
 * Weights and bias of a convolution or linear node as integers: {@code weight = scale[c] * code},
 * {@code bias = inputScale * scale[c] * code}.
 *
 * @param dimensions [OC, IC/groups, KH, KW] or [OC, IC]
 * @param codes in that order, one byte each, in [-127, 127] for 8 bits
 * @param scales one for each output channel, or one for all
 * @param bias one int32 code for each output channel
 */
public record IntegerWeights(Ints dimensions, Bytes codes, Floats scales, Ints bias) {

    /** The largest bias code: what is left of int32 is the accumulator's. */
    private static final double BIAS_LIMIT = 1 << 30;

    /** The smallest weight scale, for channels whose weights are all 0. */
    private static final float SMALLEST_SCALE = 0x1p-60f;

    /** Checks that the parts fit each other. */
    public IntegerWeights {
        int channels = dimensions.get(0);
        if (bias.size() != channels) {
            throw new IllegalArgumentException(
                    "bias: expected " + channels + " codes, found " + bias.size());
        }
        if (scales.size() != 1 && scales.size() != channels) {
            throw new IllegalArgumentException(
                    "scales: expected 1 or " + channels + ", found " + scales.size());
        }
    }

    /**
     * Quantizes folded weights symmetrically.
     *
     * <p>Where a channel's weights are so small that its bias would not fit 30 bits at the scale
     * {@code inputScale * scale[c]} (a batch norm's gamma near 0 does this), the channel's scale is
     * raised until it fits; such weights cannot move the result by a code.
     *
     * @param name the node's, for errors
     * @param dimensions [OC, ...]
     * @param weights in that order, batch norm folded in
     * @param scales one for each output channel, or one for all
     * @param bias [OC], batch norm folded in
     * @param inputScale the input's scale
     * @param bits of a weight, 2 to 8: codes lie in [-(2^(bits-1) - 1), 2^(bits-1) - 1]
     * @return the integers
     * @throws IllegalStateException if a weight, bias or scale is not finite
     */
    public static IntegerWeights quantize(
            String name,
            Ints dimensions,
            float[] weights,
            float[] scales,
            float[] bias,
            float inputScale,
            int bits) {
        int channels = dimensions.get(0);
        int depth = weights.length / channels;
        int limit = (1 << (bits - 1)) - 1;
        float[] fitting = fittingScales(name, scales, bias, inputScale);
        byte[] codes = new byte[weights.length];
        int[] biasCodes = new int[channels];
        for (int c = 0; c < channels; c++) {
            float scale = fitting[fitting.length == 1 ? 0 : c];
            for (int i = c * depth; i < (c + 1) * depth; i++) {
                if (!Float.isFinite(weights[i])) {
                    throw new IllegalStateException(
                            String.format(
                                    "%s: weight of channel %d: expected a finite number, found %s",
                                    name, c, weights[i]));
                }
                double code = Math.rint((double) weights[i] / scale);
                codes[i] = (byte) Math.max(-limit, Math.min(limit, code));
            }
            biasCodes[c] = (int) Math.rint(bias[c] / ((double) inputScale * scale));
        }
        return new IntegerWeights(
                dimensions,
                Bytes.view(codes, 0, codes.length),
                Floats.of(fitting),
                Ints.of(biasCodes));
    }

    private static float[] fittingScales(
            String name, float[] scales, float[] bias, float inputScale) {
        float[] fitting = scales.clone();
        for (int c = 0; c < bias.length; c++) {
            int s = fitting.length == 1 ? 0 : c;
            if (!Float.isFinite(bias[c]) || !Float.isFinite(fitting[s])) {
                throw new IllegalStateException(
                        String.format(
                                "%s: bias and weight scale of channel %d: expected finite numbers,"
                                        + " found %s and %s",
                                name, c, bias[c], fitting[s]));
            }
            double needed = Math.abs((double) bias[c]) / (inputScale * BIAS_LIMIT);
            fitting[s] = Math.max(Math.max(fitting[s], SMALLEST_SCALE), (float) (needed * 1.0001));
        }
        return fitting;
    }

    /** Returns the scale of output channel {@code c}. */
    public float scale(int c) {
        return scales.get(scales.size() == 1 ? 0 : c);
    }

    /** Returns the number of output channels. */
    public int channels() {
        return dimensions.get(0);
    }

    /**
     * Returns a bound of every partial sum of {@code weight code * (input code - zero point)} in
     * any order: the largest sum of absolute weights times the largest absolute factor.
     */
    public long accumulatorBound(int zeroPoint) {
        int depth = codes.size() / channels();
        long largest = 0;
        for (int c = 0; c < channels(); c++) {
            long sum = 0;
            for (int i = c * depth; i < (c + 1) * depth; i++) {
                sum += Math.abs(codes.get(i));
            }
            largest = Math.max(largest, sum);
        }
        return largest * Math.max(127 - zeroPoint, 128 + zeroPoint);
    }
}
