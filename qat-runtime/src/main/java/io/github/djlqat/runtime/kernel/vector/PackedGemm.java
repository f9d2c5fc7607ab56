package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.kernel.Requantize;

/**
 * A matrix of weights packed for {@link Tile}, and its product with a strip of pixels: {@code
 * codes[pixel][oc] = requantize(bias[oc] + sum over depth of x[pixel][depth] * w[oc][depth])}.
 *
 * <p>Output channels of a group are cut into panels of {@link Tile#WIDTH}; the last one is filled
 * up with weights of 0. A panel's weights are [depth][WIDTH]. The strip's inputs of one pixel are a
 * few runs of equal length at equal distance (the rows of a filter's window), long ones cut so that
 * the weights of a run stay in the first-level cache while all pixels of a block use them.
 */
final class PackedGemm {

    /** Pixels that go through a panel together. */
    private static final int BLOCK = 32;

    /** Inputs multiplied at a time: their weights take 16 KiB with 256-bit vectors. */
    private static final int RUN = 256;

    /** Ints of scratch in front of the strip: a block's accumulators, and its pixels' places. */
    static final int SCRATCH = BLOCK * Tile.WIDTH + BLOCK;

    private static final int PLACES = BLOCK * Tile.WIDTH;

    private final int groups;
    private final int channelsPerGroup;
    private final int panelsPerGroup;
    private final int depth;
    private final int[] weights;
    private final int[] bias;
    private final VectorRequantizer requantizer;

    /**
     * Packs a filter.
     *
     * @param filter codes [groups * channelsPerGroup][depth]
     * @param filterZeroPoint taken off each code
     * @param inputZeroPoint folded into the bias
     * @param bias for each output channel
     * @param groups how many groups
     * @param channelsPerGroup output channels of each
     * @param depth inputs of each output channel
     * @param requantize from accumulator to code
     */
    PackedGemm(
            Bytes filter,
            int filterZeroPoint,
            int inputZeroPoint,
            Ints bias,
            int groups,
            int channelsPerGroup,
            int depth,
            Requantize requantize) {
        this.groups = groups;
        this.channelsPerGroup = channelsPerGroup;
        this.depth = depth;
        panelsPerGroup = panels(channelsPerGroup);
        int slots = groups * panelsPerGroup * Tile.WIDTH;
        weights = new int[Math.multiplyExact(slots, depth)];
        this.bias = new int[slots];
        int[] channels = new int[slots];
        for (int slot = 0; slot < slots; slot++) {
            int inGroup = slot % (panelsPerGroup * Tile.WIDTH);
            int group = slot / (panelsPerGroup * Tile.WIDTH);
            channels[slot] = inGroup < channelsPerGroup ? group * channelsPerGroup + inGroup : -1;
        }
        for (int slot = 0; slot < slots; slot++) {
            int channel = channels[slot];
            if (channel < 0) {
                continue;
            }
            int to = slot / Tile.WIDTH * Tile.WIDTH * depth + slot % Tile.WIDTH;
            int sum = 0;
            for (int i = 0; i < depth; i++) {
                int weight = filter.get(channel * depth + i) - filterZeroPoint;
                weights[to + i * Tile.WIDTH] = weight;
                sum += weight;
            }
            this.bias[slot] = bias.get(channel) - inputZeroPoint * sum;
        }
        requantizer = new VectorRequantizer(requantize, channels);
    }

    /** Returns the ints that packed weights of these sizes take. */
    static long packedSize(int groups, int channelsPerGroup, int depth) {
        return (long) groups * panels(channelsPerGroup) * Tile.WIDTH * depth;
    }

    private static int panels(int channelsPerGroup) {
        return (channelsPerGroup + Tile.WIDTH - 1) / Tile.WIDTH;
    }

    /** Returns the number of panels of all groups. */
    int panels() {
        return groups * panelsPerGroup;
    }

    /**
     * Multiplies a strip by some panels.
     *
     * @param ints scratch: the first {@link #SCRATCH} for use here, then the strip
     * @param strip how pixels lie in it
     * @param pixels how many of its pixels to take
     * @param beginPanel the first panel
     * @param endPanel one past the last
     * @param codes the output
     * @param to where the first pixel's output channel 0 goes
     */
    void run(
            int[] ints,
            Strip strip,
            int pixels,
            int beginPanel,
            int endPanel,
            byte[] codes,
            int to) {
        int channels = groups * channelsPerGroup;
        for (int panel = beginPanel; panel < endPanel; panel++) {
            int group = panel / panelsPerGroup;
            int inGroup = panel % panelsPerGroup * Tile.WIDTH;
            int lanes = Math.min(Tile.WIDTH, channelsPerGroup - inGroup);
            int channel = group * channelsPerGroup + inGroup;
            for (int p = 0; p < pixels; p += BLOCK) {
                int count = Math.min(BLOCK, pixels - p);
                strip.places(ints, PLACES, p, count, Tile.HEIGHT);
                multiply(ints, strip, count, panel, group * strip.groupStep);
                emit(ints, panel, count, lanes, codes, to + p * channels + channel, channels);
            }
        }
    }

    private void multiply(int[] ints, Strip strip, int count, int panel, int groupOffset) {
        for (int p = 0; p < Lanes.roundUp(count, Tile.HEIGHT); p++) {
            System.arraycopy(bias, panel * Tile.WIDTH, ints, p * Tile.WIDTH, Tile.WIDTH);
        }
        int w = panel * Tile.WIDTH * depth;
        for (int run = 0; run < strip.runs; run++) {
            int length = strip.runLength;
            for (int i = 0; i < length; i += RUN) {
                int part = Math.min(RUN, length - i);
                multiply(ints, count, groupOffset + run * strip.runStep + i, w, part);
                w += part * Tile.WIDTH;
            }
        }
    }

    /** Adds one run's products to the sums of a block of pixels. */
    private void multiply(int[] ints, int count, int offset, int w, int length) {
        int p = 0;
        while (count - p > 1) {
            Tile.four(
                    ints,
                    ints[PLACES + p] + offset,
                    ints[PLACES + p + 1] + offset,
                    ints[PLACES + p + 2] + offset,
                    ints[PLACES + p + 3] + offset,
                    weights,
                    w,
                    length,
                    ints,
                    p * Tile.WIDTH);
            p += Tile.HEIGHT;
        }
        if (p < count) {
            Tile.one(ints, ints[PLACES + p] + offset, weights, w, length, ints, p * Tile.WIDTH);
        }
    }

    private void emit(
            int[] ints, int panel, int count, int lanes, byte[] codes, int to, int channels) {
        for (int v = 0; v < lanes; v += Lanes.COUNT) {
            requantizer.apply(
                    ints,
                    v,
                    Tile.WIDTH,
                    count,
                    panel * Tile.WIDTH + v,
                    codes,
                    to + v,
                    channels,
                    Math.min(Lanes.COUNT, lanes - v));
        }
    }
}
