package io.github.djlqat.runtime.kernel.vector;

/**
 * A matrix of weights packed at load, and its product with a strip of pixels: {@code
 * codes[pixel][oc] = requantize(bias[oc] + sum over depth of x[pixel][depth] * w[oc][depth])}.
 *
 * <p>Output channels lie in {@link Panels}, slots without a channel having weights of 0. The
 * strip's inputs of one pixel are a few runs of equal length at equal distance (the rows of a
 * filter's window).
 */
abstract class Gemm {

    /** Pixels that go through a panel together. */
    static final int BLOCK = 32;

    final Panels panels;

    private final int channels;
    private final VectorRequantizer requantizer;

    /** For each slot: the bias, the zero points folded in by the heirs. */
    final int[] bias;

    Gemm(GemmSpec spec, int width) {
        panels = new Panels(spec.groups, spec.channelsPerGroup, width);
        channels = spec.bias.size();
        bias = panels.bias(spec.bias);
        requantizer = new VectorRequantizer(spec.requantize, panels.channels());
    }

    /** Packs a filter in the way that is fastest for it; a coded one stays packed. */
    static Gemm of(GemmSpec spec) {
        return PairGemm.suits(spec) ? new PairGemm(spec) : new PackedGemm(spec);
    }

    /** Returns whether the strip's ints hold an input in both halves, see {@link Lanes#twice}. */
    abstract boolean twice();

    /** Returns the ints of scratch used behind the strip. */
    abstract int scratchInts();

    /**
     * Adds the products of a block of pixels with one panel to sums from index 0 on, [pixel][slot
     * of the panel], which it sets up.
     *
     * @param ints where sums, {@link #places}, strip and room are
     * @param strip how pixels lie
     * @param count how many pixels, at most {@link #BLOCK}
     * @param panel which panel
     * @param room where {@link #scratchInts} ints behind the strip are
     */
    abstract void multiply(int[] ints, Strip strip, int count, int panel, int room);

    /** Returns the bytes that weights take while they are multiplied. */
    abstract long weightBytes();

    /** Does what a panel needs before its first block. */
    void prepare(int panel, int[] ints, int room) {}

    /** Returns where the beginnings of a block's pixels are, behind its sums. */
    final int places() {
        return BLOCK * panels.width();
    }

    /** Returns the ints of scratch in front of the strip: a block's sums, its pixels' places. */
    final int base() {
        return places() + BLOCK;
    }

    /** Returns the number of panels of all groups. */
    final int panels() {
        return panels.count();
    }

    /**
     * Multiplies a strip by some panels.
     *
     * @param ints scratch: the first {@link #base} for use here, then the strip
     * @param strip how pixels lie in it
     * @param pixels how many of its pixels to take
     * @param beginPanel the first panel
     * @param endPanel one past the last
     * @param codes the output
     * @param to where the first pixel's output channel 0 goes
     * @param room where {@link #scratchInts} ints behind the strip are
     */
    final void run(
            int[] ints,
            Strip strip,
            int pixels,
            int beginPanel,
            int endPanel,
            byte[] codes,
            int to,
            int room) {
        for (int panel = beginPanel; panel < endPanel; panel++) {
            int channel = panels.channel(panel);
            prepare(panel, ints, room);
            for (int p = 0; p < pixels; p += BLOCK) {
                int count = Math.min(BLOCK, pixels - p);
                strip.places(ints, places(), p, count, Tile.HEIGHT);
                multiply(ints, strip, count, panel, room);
                emit(ints, panel, count, codes, to + p * channels + channel);
            }
        }
    }

    private void emit(int[] ints, int panel, int count, byte[] codes, int to) {
        int width = panels.width();
        int lanes = panels.lanes(panel);
        for (int v = 0; v < lanes; v += Lanes.COUNT) {
            requantizer.apply(
                    ints,
                    v,
                    width,
                    count,
                    panel * width + v,
                    codes,
                    to + v,
                    channels,
                    Math.min(Lanes.COUNT, lanes - v));
        }
    }
}
