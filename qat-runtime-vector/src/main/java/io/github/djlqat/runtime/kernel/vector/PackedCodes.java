package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;

import io.github.djlqat.runtime.graph.Coding;
import jdk.incubator.vector.IntVector;

/**
 * Coded weights in the order of {@link PackedGemm}, still packed: an int holds as many codes of one
 * output channel, neighbours in depth, as fit whole. A panel is unpacked when it is needed, for all
 * pixels of a strip.
 */
final class PackedCodes {

    private final int bits;
    private final int perInt;

    /** Ints of each lane of a panel. */
    private final int rows;

    /** [panel][row][{@link Tile#WIDTH}]. */
    private final int[] packed;

    /** Whether a code, its highest bit a sign, is its own value; so are masks, 0 and -1. */
    private final boolean signed;

    private final byte[] table;

    /** Packs a filter's codes anew, where {@code coding} is the spec's. */
    PackedCodes(GemmSpec spec, Coding coding, Panels panels) {
        bits = coding.bits();
        perInt = Integer.SIZE / bits;
        rows = (spec.depth() + perInt - 1) / perInt;
        table = coding.table().toArray();
        boolean all = true;
        for (int i = 0; i < table.length; i++) {
            all &= table[i] == i << -bits >> -bits;
        }
        signed = all || coding.isBinary();
        int[] channels = panels.channels();
        packed = new int[channels.length * rows];
        for (int slot = 0; slot < channels.length; slot++) {
            int to = slot / Tile.WIDTH * Tile.WIDTH * rows + slot % Tile.WIDTH;
            for (int i = 0; channels[slot] >= 0 && i < spec.depth(); i++) {
                int code = spec.index(coding, channels[slot], i);
                packed[to + i / perInt * Tile.WIDTH] |= code << i % perInt * bits;
            }
        }
    }

    /** Returns the ints that an unpacked panel takes. */
    int scratchInts() {
        return Math.multiplyExact(rows * perInt, Tile.WIDTH);
    }

    /** Unpacks a panel: [depth][{@link Tile#WIDTH}]. */
    void unpack(int panel, int[] ints, int to) {
        int from = panel * rows * Tile.WIDTH;
        for (int k = 0; k < perInt; k++) {
            spread(from, ints, to + k * Tile.WIDTH, Integer.SIZE - bits * (k + 1));
        }
        if (!signed) {
            int mask = table.length - 1;
            for (int i = to; i < to + rows * perInt * Tile.WIDTH; i++) {
                ints[i] = table[ints[i] & mask];
            }
        }
    }

    /** Unpacks one code of every int, with its sign. */
    private void spread(int from, int[] ints, int to, int left) {
        int right = Integer.SIZE - bits;
        for (int row = 0; row < rows; row++) {
            for (int v = 0; v < Tile.WIDTH; v += Lanes.COUNT) {
                IntVector codes =
                        IntVector.fromArray(Lanes.INTS, packed, from + row * Tile.WIDTH + v);
                codes.lanewise(LSHL, left)
                        .lanewise(ASHR, right)
                        .intoArray(ints, to + row * perInt * Tile.WIDTH + v);
            }
        }
    }
}
