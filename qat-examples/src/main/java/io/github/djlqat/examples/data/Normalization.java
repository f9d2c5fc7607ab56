package io.github.djlqat.examples.data;

import java.util.List;

/**
 * How a pixel byte becomes the number a network reads: {@code (byte / 255 - mean) / deviation}, by
 * channel.
 *
 * @param mean the means, one for each channel, on the scale 0 to 1
 * @param deviation the deviations, likewise, above 0
 */
public record Normalization(List<Float> mean, List<Float> deviation) {

    /** Checks and copies the values. */
    public Normalization {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.size() != deviation.size() || mean.isEmpty()) {
            throw new IllegalArgumentException(
                    "normalization: expected as many means as deviations, found "
                            + mean
                            + " and "
                            + deviation);
        }
        for (float d : deviation) {
            if (!(d > 0)) {
                throw new IllegalArgumentException(
                        "normalization: expected deviations above 0, found " + deviation);
            }
        }
    }

    /**
     * Returns the number of channels.
     *
     * @return the number
     */
    public int channels() {
        return mean.size();
    }

    /**
     * Returns what each byte becomes.
     *
     * @param channel the channel
     * @return 256 numbers, by unsigned byte
     */
    public float[] table(int channel) {
        float[] table = new float[256];
        for (int v = 0; v < 256; v++) {
            table[v] = (v / 255f - mean.get(channel)) / deviation.get(channel);
        }
        return table;
    }
}
