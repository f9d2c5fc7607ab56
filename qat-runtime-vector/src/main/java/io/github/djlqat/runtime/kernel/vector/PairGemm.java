package io.github.djlqat.runtime.kernel.vector;

/**
 * Products for {@link PairTile}: weights of 16 bits, [panel][depth][{@link PairTile#WIDTH}], twice
 * as many of them in an instruction as of 32 bits. Runs of odd length end with a weight of 0, which
 * meets whatever follows the run's inputs.
 */
final class PairGemm extends Gemm {

    /** Inputs multiplied at a time: their weights take 16 KiB with 256-bit vectors. */
    private static final int RUN = 128;

    /**
     * The most that the weights of a pair may come to: an input's magnitude is at most 128, so that
     * the pair's sum is at most 32,640.
     */
    private static final int MOST = 255;

    /**
     * Shorts in front of the weights. Arrays too large to move begin with their region, and have a
     * header of 16 bytes; as much again, and no vector of theirs lies across two cache lines.
     */
    private static final int LEAD = 8;

    private final int runLength;
    private final int runs;
    private final short[] weights;

    /** Packs a filter for which {@link #suits}. */
    PairGemm(GemmSpec spec) {
        super(spec, PairTile.WIDTH);
        runs = spec.runs;
        runLength = spec.runLength;
        int[] channels = panels.channels();
        int padded = paddedRun();
        weights =
                new short[Math.addExact(LEAD, Math.multiplyExact(channels.length, runs * padded))];
        for (int slot = 0; slot < channels.length; slot++) {
            int channel = channels[slot];
            int panel = slot / PairTile.WIDTH * PairTile.WIDTH;
            int to = LEAD + panel * runs * padded + PairTile.lane(slot - panel);
            for (int i = 0; channel >= 0 && i < spec.depth(); i++) {
                int weight = spec.weight(channel, i);
                int row = i / runLength * padded + i % runLength;
                weights[to + row * PairTile.WIDTH] = (short) weight;
                bias[slot] -= spec.inputZeroPoint * weight;
            }
        }
        int pairs = runs * padded / 2;
        for (int low = 0; low < channels.length; low += 2 * Lanes.COUNT) {
            for (int slot = low; slot < low + Lanes.COUNT; slot++) {
                bias[slot] = PairTile.first(bias[slot], bias[slot + Lanes.COUNT], pairs);
            }
        }
    }

    /**
     * Returns whether sums of pairs always fit, and panels of this width are not too empty; a
     * product takes about three quarters of the time of one of 32 bits. Coded filters are not taken
     * here: their weights are unpacked to ints, and seen as shorts those are no faster.
     */
    static boolean suits(GemmSpec spec) {
        return spec.coding == null
                && 3 * Lanes.roundUp(spec.channelsPerGroup, PairTile.WIDTH)
                        <= 4 * Lanes.roundUp(spec.channelsPerGroup, Tile.WIDTH)
                && spec.largestPair() <= MOST;
    }

    @Override
    boolean twice() {
        return true;
    }

    @Override
    long weightBytes() {
        return (long) weights.length * Short.BYTES;
    }

    @Override
    int scratchInts() {
        return paddedRun() - runLength;
    }

    private int paddedRun() {
        return Lanes.roundUp(runLength, 2);
    }

    @Override
    void multiply(int[] ints, Strip strip, int count, int panel, int room) {
        int width = PairTile.WIDTH;
        for (int p = 0; p < count; p++) {
            System.arraycopy(bias, panel * width, ints, p * width, width);
        }
        int offset = panels.group(panel) * strip.groupStep;
        int padded = paddedRun();
        int w = LEAD + panel * width * runs * padded;
        for (int run = 0; run < runs; run++) {
            for (int i = 0; i < padded; i += RUN) {
                int part = Math.min(RUN, padded - i);
                int from = offset + run * strip.runStep + i;
                for (int p = 0; p < count; p++) {
                    int x = ints[places() + p] + from;
                    PairTile.one(ints, x, weights, w, part, ints, p * width);
                }
                w += part * width;
            }
        }
        PairTile.finish(ints, count);
    }
}
