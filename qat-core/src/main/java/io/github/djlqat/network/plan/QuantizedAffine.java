package io.github.djlqat.network.plan;

import io.github.djlqat.runtime.graph.Ints;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code clamp(round(k x + b), low, high)} for each channel, as integers that give the same for
 * every int8 code x: {@code clamp((multiplier x + offset) >> shift, low, high)}. So a batch norm
 * that cannot be folded costs one multiplication and loses no output: Lin et al. 2020, "Optimal
 * Quantization for Batch Normalization in Neural Network Deployments and Beyond" (arXiv
 * 2008.13128).
 *
 * <p>The numbers are not searched for by trial. Whatever x is, the result t demands {@code t 2^S <=
 * K x + B < (t + 1) 2^S}, without the first where t is {@code low} and without the second where it
 * is {@code high}. Some B fits a K if and only if each first bound lies below each second one, that
 * is if K / 2^S lies strictly between two fractions with denominators of at most 255; the real k
 * does. The least shift is the first at which an integer lies between. Unequal fractions of such
 * denominators are {@code 1 / (255 * 254)} apart or more, so a shift of 16 always suffices, and
 * multipliers stay below 2^24. Every result is checked for all 256 codes before it is returned.
 *
 * @param multipliers one for each channel
 * @param offsets as many
 * @param shift of all channels, 0 to 16
 * @param low the lowest output
 * @param high the highest
 */
public record QuantizedAffine(Ints multipliers, Ints offsets, int shift, int low, int high) {

    /** No shift above this one is ever needed. */
    public static final int MAX_SHIFT = 16;

    /**
     * Finds the numbers.
     *
     * @param factors k, finite, one for each channel
     * @param summands b, finite, as many
     * @param low the lowest output, at least -128
     * @param high the highest, at most 127
     * @throws IllegalArgumentException if a number is not finite, or the counts or bounds do not
     *     fit
     */
    public static QuantizedAffine of(double[] factors, double[] summands, int low, int high) {
        if (factors.length != summands.length || low < -128 || low >= high || high > 127) {
            throw new IllegalArgumentException(
                    String.format(
                            "expected as many factors as summands and -128 <= low < high <= 127,"
                                    + " found %d, %d, %d and %d",
                            factors.length, summands.length, low, high));
        }
        List<Channel> channels = new ArrayList<>();
        int shift = 0;
        for (int c = 0; c < factors.length; c++) {
            if (!Double.isFinite(factors[c]) || !Double.isFinite(summands[c])) {
                throw new IllegalArgumentException(
                        String.format(
                                "channel %d: expected finite numbers, found %s and %s",
                                c, factors[c], summands[c]));
            }
            Channel channel = new Channel(factors[c], summands[c], low, high);
            channels.add(channel);
            while (!channel.fits(shift)) {
                shift++;
            }
        }
        int[] multipliers = new int[factors.length];
        int[] offsets = new int[factors.length];
        for (int c = 0; c < multipliers.length; c++) {
            long multiplier = channels.get(c).multiplier(shift);
            multipliers[c] = Math.toIntExact(multiplier);
            offsets[c] = Math.toIntExact(channels.get(c).offset(multiplier, shift));
        }
        QuantizedAffine found =
                new QuantizedAffine(Ints.of(multipliers), Ints.of(offsets), shift, low, high);
        for (int c = 0; c < multipliers.length; c++) {
            channels.get(c).require(found, c);
        }
        return found;
    }

    /** Returns the output of a code, in -128..127. */
    public int apply(int channel, int code) {
        long sum = (long) multipliers.get(channel) * code + offsets.get(channel);
        return (int) Math.max(low, Math.min(high, sum >> shift));
    }

    /** Returns {@code clamp(round(k x + b), low, high)}, half up, without any rounding before. */
    static int exact(double factor, double summand, int code, int low, int high) {
        double near = Math.fma(factor, code, summand);
        if (Math.abs(near) > 1000) {
            return near < 0 ? low : high;
        }
        BigDecimal sum =
                new BigDecimal(factor)
                        .multiply(BigDecimal.valueOf(code))
                        .add(new BigDecimal(summand))
                        .add(new BigDecimal(0.5));
        int rounded = sum.setScale(0, RoundingMode.FLOOR).intValue();
        return Math.max(low, Math.min(high, rounded));
    }

    /** One channel's outputs, and the open interval of multipliers over 2^shift. */
    private static final class Channel {

        private final int low;
        private final int high;
        private final int[] outputs = new int[256];

        /** Below: a fraction, or none (denominator 0). */
        private long below;

        private long belowBy;

        /** Above: a fraction, or none (denominator 0). */
        private long above;

        private long aboveBy;

        Channel(double factor, double summand, int low, int high) {
            this.low = low;
            this.high = high;
            for (int i = 0; i < 256; i++) {
                outputs[i] = exact(factor, summand, i - 128, low, high);
            }
            for (int i = 0; i < 256; i++) {
                for (int j = 0; j < 256; j++) {
                    if (i != j && outputs[i] > low && outputs[j] < high) {
                        bound(outputs[i] - outputs[j] - 1, i - j);
                    }
                }
            }
        }

        /** Takes {@code K by > rise 2^S} into account; {@code by} may be negative. */
        private void bound(int rise, int by) {
            if (by > 0 && (belowBy == 0 || rise * belowBy > below * by)) {
                below = rise;
                belowBy = by;
            } else if (by < 0 && (aboveBy == 0 || -rise * aboveBy < above * -by)) {
                above = -rise;
                aboveBy = -by;
            }
        }

        boolean fits(int shift) {
            long k = multiplier(shift);
            return (belowBy == 0 || k * belowBy > below << shift)
                    && (aboveBy == 0 || k * aboveBy < above << shift);
        }

        /** Returns the integer nearest to 0 that is within the bounds, if one is. */
        long multiplier(int shift) {
            if (belowBy != 0 && below >= 0) {
                return Math.floorDiv(below << shift, belowBy) + 1;
            }
            if (aboveBy != 0 && above <= 0) {
                return -Math.floorDiv(-above << shift, aboveBy) - 1;
            }
            return 0;
        }

        /** Returns the offset nearest to 0 that fits a multiplier. */
        long offset(long multiplier, int shift) {
            long least = Long.MIN_VALUE;
            long most = Long.MAX_VALUE;
            for (int i = 0; i < 256; i++) {
                long product = multiplier * (i - 128);
                if (outputs[i] > low) {
                    least = Math.max(least, ((long) outputs[i] << shift) - product);
                }
                if (outputs[i] < high) {
                    most = Math.min(most, ((outputs[i] + 1L) << shift) - 1 - product);
                }
            }
            return Math.max(least, Math.min(most, 0));
        }

        void require(QuantizedAffine found, int c) {
            for (int i = 0; i < 256; i++) {
                if (found.apply(c, i - 128) != outputs[i]) {
                    throw new IllegalStateException(
                            String.format(
                                    "channel %d: code %d: expected %d, found %d",
                                    c, i - 128, outputs[i], found.apply(c, i - 128)));
                }
            }
        }
    }
}
