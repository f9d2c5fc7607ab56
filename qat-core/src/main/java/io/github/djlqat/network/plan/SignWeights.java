package io.github.djlqat.network.plan;

import io.github.djlqat.quant.WeightCodes;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Floats;
import io.github.djlqat.runtime.graph.Ints;
import java.util.Optional;

/**
 * Weights of a convolution or linear node that reads signs: its result is {@code multiplier[c] *
 * dot + bias[c]}, where dot is the sum of products of 1 and -1.
 *
 * @param dimensions [OC, IC, KH, KW] or [OC, IC]
 * @param codes in that order, 1 or -1
 * @param multipliers [OC], above 0
 * @param bias [OC]
 */
public record SignWeights(Ints dimensions, Bytes codes, Floats multipliers, Floats bias) {

    /**
     * The largest quotient of bias and multiplier: the accumulator then keeps 9 bits behind the
     * point. A channel whose multiplier is smaller (a batch norm's gamma near 0) gets a larger one;
     * its dot product still cannot move the result by more than {@code 2^-20} of the bias a unit.
     */
    private static final double LARGEST_QUOTIENT = 1 << 20;

    private static final float SMALLEST_MULTIPLIER = 0x1p-60f;

    /** Checks that the parts fit each other. */
    public SignWeights {
        int channels = dimensions.get(0);
        if (multipliers.size() != channels || bias.size() != channels) {
            throw new IllegalArgumentException(
                    "expected "
                            + channels
                            + " multipliers and as many biases, found "
                            + multipliers.size()
                            + " and "
                            + bias.size());
        }
    }

    /**
     * Brings a layer's codes and bias together.
     *
     * @param name the node's, for errors
     * @param dimensions [OC, ...]
     * @param weights in that order
     * @param factors what each channel's weights are multiplied by, at least 0
     * @param bias [OC], batch norm folded in
     * @throws IllegalStateException if the weights are not one number and its opposite, or a bias
     *     or scale is not finite
     */
    public static SignWeights of(
            String name,
            Ints dimensions,
            WeightCodes weights,
            Optional<float[]> factors,
            float[] bias) {
        byte[] codes = weights.codes().toArray();
        int size = codes.length == 0 ? 1 : Math.abs(codes[0]);
        for (int i = 0; i < codes.length; i++) {
            if (size == 0 || Math.abs(codes[i]) != size) {
                throw new IllegalStateException(
                        String.format(
                                "%s: weights of a layer that reads signs: expected %d or %d, found"
                                        + " %d",
                                name, size, -size, codes[i]));
            }
            codes[i] = (byte) (codes[i] / size);
        }
        float[] multipliers = new float[bias.length];
        for (int c = 0; c < bias.length; c++) {
            double factor = factors.isPresent() ? factors.get()[c] : 1;
            float scale = weights.scales().get(weights.scales().size() == 1 ? 0 : c);
            float multiplier = (float) (scale * factor * size);
            if (!Float.isFinite(bias[c]) || !Float.isFinite(multiplier) || multiplier < 0) {
                throw new IllegalStateException(
                        String.format(
                                "%s: bias and multiplier of channel %d: expected finite numbers,"
                                        + " the multiplier at least 0, found %s and %s",
                                name, c, bias[c], multiplier));
            }
            double needed = Math.abs((double) bias[c]) / LARGEST_QUOTIENT;
            float least = Math.max(SMALLEST_MULTIPLIER, (float) (needed * 1.0001));
            multipliers[c] = Math.max(multiplier, least);
        }
        return new SignWeights(
                dimensions,
                Bytes.view(codes, 0, codes.length),
                Floats.of(multipliers),
                Floats.of(bias));
    }

    /** Returns the number of output channels. */
    public int channels() {
        return dimensions.get(0);
    }

    /** Returns the products of one result where no tap is outside the image. */
    public int products() {
        return codes.size() / channels();
    }

    /** Returns what a dot product of a channel stands for. */
    public double real(int channel, int dot) {
        return (double) multipliers.get(channel) * dot + bias.get(channel);
    }
}
