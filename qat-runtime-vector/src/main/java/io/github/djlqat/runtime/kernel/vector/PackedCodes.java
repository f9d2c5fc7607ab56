package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import jdk.incubator.vector.IntVector;

/**
 * Coded weights in the order of {@link PackedGemm}, still packed: an int holds as many codes of one
 * output channel, neighbours in depth, as fit whole. A panel is unpacked when it is needed, for all
 * pixels of a strip.
 */
final class PackedCodes {

    /** Whether weights are {k, -k}; they are unpacked as 0 and -1, to be masks. */
    final boolean binary;

    /** The weight that index 0 stands for: k. */
    final int factor;

    private final int bits;
    private final int perInt;

    /** Ints of each lane of a panel. */
    private final int rows;

    /** [panel][row][{@link Tile#WIDTH}]. */
    private final int[] packed;

    /** Whether a code, its highest bit a sign, is its own value. */
    private final boolean signed;

    private final byte[] table;

    /**
     * Packs a stream anew.
     *
     * @param stream the codes, [channels][depth]
     * @param channels for each slot of the panels its channel, or -1
     */
    PackedCodes(Coding coding, Bytes stream, int[] channels, int depth) {
        bits = coding.bits();
        perInt = Integer.SIZE / bits;
        rows = (depth + perInt - 1) / perInt;
        table = coding.table().toArray();
        factor = table[0];
        binary = coding.isBinary();
        boolean all = true;
        for (int i = 0; i < table.length; i++) {
            all &= table[i] == i << -bits >> -bits;
        }
        signed = all || binary;
        packed = new int[channels.length * rows];
        for (int slot = 0; slot < channels.length; slot++) {
            int to = slot / Tile.WIDTH * Tile.WIDTH * rows + slot % Tile.WIDTH;
            for (int i = 0; channels[slot] >= 0 && i < depth; i++) {
                int code = coding.index(stream, (long) channels[slot] * depth + i);
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
