package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.graph.Coding;
import org.jspecify.annotations.Nullable;

/**
 * Products of ints by {@link Tile}, or of packed codes. A panel's weights are [depth][{@link
 * Tile#WIDTH}]; long runs are cut so that the weights of a part stay in the first-level cache while
 * all pixels of a block use them.
 */
final class PackedGemm extends Gemm {

    /** Inputs multiplied at a time: their weights take 16 KiB with 256-bit vectors. */
    static final int RUN = 256;

    private final int depth;
    private final int[] weights;
    private final @Nullable PackedCodes codes;

    /** The k where weights are {k, -k}, which are unpacked as masks, 0 and -1; else 0. */
    private final int factor;

    /** Packs a filter. */
    PackedGemm(GemmSpec spec) {
        super(spec, Tile.WIDTH);
        depth = spec.depth();
        Coding coding = spec.coding;
        factor = coding != null && coding.isBinary() ? coding.table().get(0) : 0;
        int[] channels = panels.channels();
        weights = new int[coding == null ? Math.multiplyExact(channels.length, depth) : 0];
        for (int slot = 0; slot < channels.length; slot++) {
            int channel = channels[slot];
            int to = slot / Tile.WIDTH * Tile.WIDTH * depth + slot % Tile.WIDTH;
            for (int i = 0; channel >= 0 && i < depth; i++) {
                int weight = spec.weight(channel, i);
                bias[slot] -= spec.inputZeroPoint * weight;
                if (coding == null) {
                    weights[to + i * Tile.WIDTH] = weight;
                } else if (factor != 0 && weight < 0) {
                    // A sum over masks lacks 1, times k, for each -1.
                    bias[slot] += factor;
                }
            }
        }
        codes = coding == null ? null : new PackedCodes(spec, coding, panels);
    }

    /** Returns the ints that packed weights of these sizes take. */
    static long packedSize(int groups, int channelsPerGroup, int depth) {
        return (long) Panels.slots(groups, channelsPerGroup, Tile.WIDTH) * depth;
    }

    @Override
    boolean twice() {
        return false;
    }

    @Override
    long weightBytes() {
        return (long) panels.count() * Tile.WIDTH * depth * Integer.BYTES;
    }

    @Override
    int scratchInts() {
        return codes == null ? 0 : codes.scratchInts();
    }

    @Override
    void prepare(int panel, int[] ints, int room) {
        if (codes != null) {
            codes.unpack(panel, ints, room);
        }
    }

    @Override
    void multiply(int[] ints, Strip strip, int count, int panel, int room) {
        PackedCodes packed = codes;
        int[] of = packed == null ? weights : ints;
        boolean signs = factor != 0;
        int rows = Lanes.roundUp(count, Tile.HEIGHT);
        for (int p = 0; p < rows; p++) {
            System.arraycopy(bias, panel * Tile.WIDTH, ints, p * Tile.WIDTH, Tile.WIDTH);
        }
        if (signs) {
            Lanes.fill(ints, 0, rows * Tile.WIDTH, 0);
        }
        int offset = panels.group(panel) * strip.groupStep;
        int w = packed == null ? panel * Tile.WIDTH * depth : room;
        for (int run = 0; run < strip.runs; run++) {
            int length = strip.runLength;
            for (int i = 0; i < length; i += RUN) {
                int part = Math.min(RUN, length - i);
                multiply(ints, count, offset + run * strip.runStep + i, of, w, part, signs);
                w += part * Tile.WIDTH;
            }
        }
        if (signs) {
            Tile.scale(ints, rows, factor, bias, panel * Tile.WIDTH);
        }
    }

    /** Adds one run's products to the sums of a block of pixels. */
    private void multiply(
            int[] ints, int count, int offset, int[] of, int w, int length, boolean signs) {
        int p = 0;
        while (count - p > 1) {
            int x0 = ints[places() + p] + offset;
            int x1 = ints[places() + p + 1] + offset;
            int x2 = ints[places() + p + 2] + offset;
            int x3 = ints[places() + p + 3] + offset;
            int s = p * Tile.WIDTH;
            if (signs) {
                Tile.fourSigns(ints, x0, x1, x2, x3, w, length, s);
            } else {
                Tile.four(ints, x0, x1, x2, x3, of, w, length, ints, s);
            }
            p += Tile.HEIGHT;
        }
        if (p < count) {
            int x = ints[places() + p] + offset;
            if (signs) {
                Tile.fourSigns(ints, x, x, x, x, w, length, p * Tile.WIDTH);
            } else {
                Tile.one(ints, x, of, w, length, ints, p * Tile.WIDTH);
            }
        }
    }
}
