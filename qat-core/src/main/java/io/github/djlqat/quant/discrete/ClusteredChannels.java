package io.github.djlqat.quant.discrete;

import io.github.djlqat.quant.WeightScheme;

/**
 * Clusters a layer's output channels by their largest absolute weight into groups, and gives each
 * group a scale of its own: {@code w = scale[group] * code}, codes whole numbers of {@code bits}
 * bits. Between one scale for the layer (1 group) and one for each channel.
 *
 * <p>Which channel is in which group is decided when training starts, by k-means over the channels'
 * maxima; a group's scale follows its largest weight. Nothing lies outside of the grid, so every
 * gradient passes.
 *
 * <p>The method is usually described with the channels reordered, so that a group is one block with
 * one scale. Here nothing is moved: every output channel has a multiplier in the integer runtime
 * anyway, so the channels of a group repeat its scale in place, and neither the next layer's input
 * channels nor what is added to them has to follow a permutation. The results are the same.
 *
 * @param bits of a code, 2 to 8
 * @param groups at least 1, at most a layer's output channels
 */
public record ClusteredChannels(int bits, int groups) implements WeightScheme {

    /** Checks the parts. */
    public ClusteredChannels {
        if (bits < 2 || bits > 8) {
            throw new IllegalArgumentException("bits: expected 2 to 8, found " + bits);
        }
        if (groups < 1) {
            throw new IllegalArgumentException("groups: expected at least 1, found " + groups);
        }
    }

    @Override
    public ClusteredChannelQuantizer create(String path) {
        return new ClusteredChannelQuantizer(path, this);
    }
}
