package io.github.djlqat.runtime.kernel.vector;

/** What becomes of the counts of {@link BitTile}. */
abstract class BitOutput {

    static final int L = BitTile.L;

    /** The number of tiles. */
    final int tiles;

    /** Bytes of an output pixel. */
    final int pixelBytes;

    BitOutput(int tiles, int pixelBytes) {
        this.tiles = tiles;
        this.pixelBytes = pixelBytes;
    }

    /** Returns the filter that lane {@code lane}'s byte {@code part} of a tile stands for. */
    abstract int filter(int tile, int lane, int part);

    /**
     * Writes a block's outputs of one tile.
     *
     * @param ints counts from 0 on
     * @param classes index in {@code ints} of each pixel's class
     * @param pixels how many
     * @param tile which tile
     * @param output where they go
     * @param to the first pixel's first byte
     */
    abstract void write(int[] ints, int classes, int pixels, int tile, byte[] output, int to);
}
