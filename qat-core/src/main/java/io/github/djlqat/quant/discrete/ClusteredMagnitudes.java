package io.github.djlqat.quant.discrete;

import io.github.djlqat.quant.WeightScheme;

/**
 * Clusters a layer's weights by magnitude, and gives each cluster a scale of its own: what can be
 * represented is {@code scale[cluster] * code}, codes whole numbers in [-q, q], {@code q = (2^bits
 * - 1) / (2 clusters)}, rounded down, so that all of them together fit {@code bits} bits. Small
 * weights, which are many, get fine steps; large ones get coarse steps.
 *
 * <p>When training starts, k-means over the absolute weights makes the clusters, whose largest
 * members fix the scales. From then on a weight becomes the nearest of all those numbers, so that
 * it changes its cluster when it grows or shrinks. Gradients pass straight through, and are cut
 * half a step beyond the largest number.
 *
 * <p>The method is usually described with the weights reordered, so that a cluster is one block
 * with one scale. Here they stay where they are: each stored index says cluster and code, and the
 * scales are in the codebook, {@code scale[cluster] * code} rounded to int8 with one scale for the
 * layer (in training too).
 *
 * @param bits of an index, 2 to 8
 * @param clusters at least 1, at most {@code 2^(bits - 1) - 1}
 */
public record ClusteredMagnitudes(int bits, int clusters) implements WeightScheme {

    /** Checks the parts. */
    public ClusteredMagnitudes {
        if (bits < 2 || bits > 8) {
            throw new IllegalArgumentException("bits: expected 2 to 8, found " + bits);
        }
        int most = (1 << (bits - 1)) - 1;
        if (clusters < 1 || clusters > most) {
            throw new IllegalArgumentException(
                    String.format(
                            "clusters: expected 1 to %d with %d bits, found %d",
                            most, bits, clusters));
        }
    }

    /** Returns the largest code of a cluster. */
    int largestCode() {
        return ((1 << bits) - 1) / (2 * clusters);
    }

    @Override
    public ClusteredMagnitudeQuantizer create(String path) {
        return new ClusteredMagnitudeQuantizer(path, this);
    }
}
