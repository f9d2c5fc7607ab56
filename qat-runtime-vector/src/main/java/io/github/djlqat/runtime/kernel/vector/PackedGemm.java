package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.kernel.Requantize;
import org.jspecify.annotations.Nullable;

/**
 * A matrix of weights packed for {@link Tile}, and its product with a strip of pixels: {@code
 * codes[pixel][oc] = requantize(bias[oc] + sum over depth of x[pixel][depth] * w[oc][depth])}.
 *
 * <p>Output channels lie in {@link Panels}, slots without a channel having weights of 0. A panel's
 * weights are [depth][WIDTH]. The strip's inputs of one pixel are a few runs of equal length at
 * equal distance (the rows of a filter's window), long ones cut so that the weights of a run stay
 * in the first-level cache while all pixels of a block use them.
 */
final class PackedGemm {

    /** Pixels that go through a panel together. */
    private static final int BLOCK = 32;

    /** Inputs multiplied at a time: their weights take 16 KiB with 256-bit vectors. */
    static final int RUN = 256;

    /** Ints of scratch in front of the strip: a block's accumulators, and its pixels' places. */
    static final int SCRATCH = BLOCK * Tile.WIDTH + BLOCK;

    private static final int PLACES = BLOCK * Tile.WIDTH;

    private final Panels panels;
    private final int channels;
    private final int depth;
    private final int[] weights;
    private final @Nullable PackedCodes codes;
    private final int[] bias;
    private final VectorRequantizer requantizer;

    /**
     * Packs a filter.
     *
     * @param filter codes [groups * channelsPerGroup][depth]
     * @param coding how the filter is coded, which then stays packed; null for plain bytes
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
            @Nullable Coding coding,
            int filterZeroPoint,
            int inputZeroPoint,
            Ints bias,
            int groups,
            int channelsPerGroup,
            int depth,
            Requantize requantize) {
        this.depth = depth;
        panels = new Panels(groups, channelsPerGroup);
        channels = groups * channelsPerGroup;
        int[] channels = panels.channels();
        int slots = channels.length;
        weights = new int[coding == null ? Math.multiplyExact(slots, depth) : 0];
        this.bias = panels.bias(bias);
        for (int slot = 0; slot < slots; slot++) {
            int channel = channels[slot];
            if (channel < 0) {
                continue;
            }
            int to = slot / Tile.WIDTH * Tile.WIDTH * depth + slot % Tile.WIDTH;
            int sum = 0;
            int rest = 0;
            for (int i = 0; i < depth; i++) {
                int at = channel * depth + i;
                if (coding != null) {
                    int value = coding.value(filter, at);
                    sum += value;
                    // A sum over masks lacks 1 for each -1.
                    rest += coding.isBinary() ? Math.max(-value, 0) : 0;
                    continue;
                }
                int weight = filter.get(at) - filterZeroPoint;
                weights[to + i * Tile.WIDTH] = weight;
                sum += weight;
            }
            this.bias[slot] += rest - inputZeroPoint * sum;
        }
        codes = coding == null ? null : new PackedCodes(coding, filter, channels, depth);
        requantizer = new VectorRequantizer(requantize, channels);
    }

    /** Returns the ints that packed weights of these sizes take. */
    static long packedSize(int groups, int channelsPerGroup, int depth) {
        return (long) Panels.slots(groups, channelsPerGroup) * depth;
    }

    /** Returns the ints of scratch used behind the strip. */
    int scratchInts() {
        return codes == null ? 0 : codes.scratchInts();
    }

    /** Returns the number of panels of all groups. */
    int panels() {
        return panels.count();
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
     * @param room where {@link #scratchInts} ints behind the strip are
     */
    void run(
            int[] ints,
            Strip strip,
            int pixels,
            int beginPanel,
            int endPanel,
            byte[] codes,
            int to,
            int room) {
        PackedCodes packed = this.codes;
        int[] of = packed == null ? weights : ints;
        for (int panel = beginPanel; panel < endPanel; panel++) {
            int group = panels.group(panel);
            int lanes = panels.lanes(panel);
            int channel = panels.channel(panel);
            int w = panel * Tile.WIDTH * depth;
            if (packed != null) {
                packed.unpack(panel, ints, room);
                w = room;
            }
            for (int p = 0; p < pixels; p += BLOCK) {
                int count = Math.min(BLOCK, pixels - p);
                strip.places(ints, PLACES, p, count, Tile.HEIGHT);
                multiply(ints, strip, count, panel, group * strip.groupStep, of, w);
                emit(ints, panel, count, lanes, codes, to + p * channels + channel, channels);
            }
        }
    }

    private void multiply(
            int[] ints, Strip strip, int count, int panel, int groupOffset, int[] of, int first) {
        PackedCodes packed = codes;
        boolean signs = packed != null && packed.binary;
        int rows = Lanes.roundUp(count, Tile.HEIGHT);
        for (int p = 0; p < rows; p++) {
            System.arraycopy(bias, panel * Tile.WIDTH, ints, p * Tile.WIDTH, Tile.WIDTH);
        }
        if (signs) {
            Lanes.fill(ints, 0, rows * Tile.WIDTH, 0);
        }
        int w = first;
        for (int run = 0; run < strip.runs; run++) {
            int length = strip.runLength;
            for (int i = 0; i < length; i += RUN) {
                int part = Math.min(RUN, length - i);
                multiply(ints, count, groupOffset + run * strip.runStep + i, of, w, part, signs);
                w += part * Tile.WIDTH;
            }
        }
        if (packed != null && signs) {
            Tile.scale(ints, rows, packed.factor, bias, panel * Tile.WIDTH);
        }
    }

    /** Adds one run's products to the sums of a block of pixels. */
    private static void multiply(
            int[] ints, int count, int offset, int[] of, int w, int length, boolean signs) {
        int p = 0;
        while (count - p > 1) {
            int x0 = ints[PLACES + p] + offset;
            int x1 = ints[PLACES + p + 1] + offset;
            int x2 = ints[PLACES + p + 2] + offset;
            int x3 = ints[PLACES + p + 3] + offset;
            int s = p * Tile.WIDTH;
            if (signs) {
                Tile.fourSigns(ints, x0, x1, x2, x3, w, length, s);
            } else {
                Tile.four(ints, x0, x1, x2, x3, of, w, length, ints, s);
            }
            p += Tile.HEIGHT;
        }
        if (p < count) {
            int x = ints[PLACES + p] + offset;
            if (signs) {
                Tile.fourSigns(ints, x, x, x, x, w, length, p * Tile.WIDTH);
            } else {
                Tile.one(ints, x, of, w, length, ints, p * Tile.WIDTH);
            }
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
