package io.github.djlqat.network.plan;

import io.github.djlqat.quant.WeightCodes;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Floats;
import io.github.djlqat.runtime.graph.Ints;
import java.util.Optional;

/**
 * Weights and bias of a convolution or linear node as integers: {@code weight = scale[c] * code},
 * {@code bias = inputScale * scale[c] * code}.
 *
 * @param dimensions [OC, IC/groups, KH, KW] or [OC, IC]
 * @param codes in that order, one byte each, in [-127, 127] for 8 bits
 * @param scales one for each output channel, or one for all
 * @param bias one int32 code for each output channel
 * @param bits that a stored weight takes
 * @param levels the codes there can be; empty where they are the whole numbers of {@code bits} bits
 */
public record IntegerWeights(
        Ints dimensions, Bytes codes, Floats scales, Ints bias, int bits, Bytes levels) {

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
     * Brings a layer's codes and bias together.
     *
     * <p>Where a channel's weights are so small that its bias would not fit 30 bits at the scale
     * {@code inputScale * scale[c]} (a batch norm's gamma near 0 does this), the channel's scale is
     * raised until it fits; such weights cannot move the result by a code.
     *
     * <p>The bias is rounded to a step of the accumulator. Few bits make that step coarse; codes
     * that come with their levels, which are looked up when they are executed, are therefore spread
     * over int8's range, by a whole number; where all scales are powers of two, by one of them.
     *
     * <p>Where the output's fraction is to be dropped, {@code floor(x / s) = round(x / s - 1/2)}:
     * the bias is lowered by half a step, which is a whole number of the accumulator's where both
     * scales are powers of two. That is exact under single rounding.
     *
     * @param name the node's, for errors
     * @param dimensions [OC, ...]
     * @param weights in that order
     * @param factors what each channel's weights are multiplied by, at least 0
     * @param bias [OC], batch norm folded in
     * @param inputScale the input's scale
     * @param floorStep the output's step where its fraction is dropped, else 0
     * @throws IllegalStateException if a bias or scale is not finite
     */
    public static IntegerWeights of(
            String name,
            Ints dimensions,
            WeightCodes weights,
            Optional<float[]> factors,
            float[] bias,
            float inputScale,
            float floorStep) {
        int bits = weights.bits();
        byte[] codes = weights.codes().toArray();
        byte[] levels = weights.levels().toArray();
        if (levels.length == 0 && bits < 8 && bits != 4) {
            levels = wholeNumbers(bits);
        }
        int spread = spread(levels, weights.scales().toArray(), factors.isPresent());
        float[] scales = scales(weights.scales().toArray(), factors, spread);
        float[] fitting = fittingScales(name, scales, bias, inputScale);
        int depth = codes.length / dimensions.get(0);
        int[] biasCodes = new int[bias.length];
        for (int c = 0; c < bias.length; c++) {
            int s = fitting.length == 1 ? 0 : c;
            double shrink = levels.length == 0 ? (double) scales[s] / fitting[s] : 1;
            for (int i = c * depth; i < (c + 1) * depth; i++) {
                codes[i] = (byte) Math.rint(codes[i] * spread * shrink);
            }
            double step = (double) inputScale * fitting[s];
            double lowered = floorStep / 2 >= step ? floorStep / 2 / step : 0;
            biasCodes[c] = (int) (Math.rint(bias[c] / step) - Math.rint(lowered));
        }
        for (int i = 0; i < levels.length; i++) {
            levels[i] *= spread;
        }
        return new IntegerWeights(
                dimensions,
                Bytes.view(codes, 0, codes.length),
                Floats.of(fitting),
                Ints.of(biasCodes),
                bits,
                Bytes.view(levels, 0, levels.length));
    }

    private static byte[] wholeNumbers(int bits) {
        byte[] levels = new byte[1 << bits];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) (i << (32 - bits) >> (32 - bits));
        }
        return levels;
    }

    private static int spread(byte[] levels, float[] scales, boolean scaled) {
        int largest = 0;
        for (byte level : levels) {
            largest = Math.max(largest, Math.abs(level));
        }
        int spread = largest == 0 ? 1 : 127 / largest;
        boolean shifts = !scaled;
        for (float scale : scales) {
            shifts &= scale == Math.scalb(1f, Math.getExponent(scale));
        }
        return shifts ? Integer.highestOneBit(spread) : spread;
    }

    private static float[] scales(float[] scales, Optional<float[]> factors, int spread) {
        int count = factors.map(f -> f.length).orElse(scales.length);
        float[] result = new float[count];
        for (int c = 0; c < count; c++) {
            double factor = factors.isPresent() ? factors.get()[c] : 1;
            result[c] = (float) (scales[scales.length == 1 ? 0 : c] * factor / spread);
        }
        return result;
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
