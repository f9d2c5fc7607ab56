package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import io.github.djlqat.runtime.graph.Ints;
import jdk.incubator.vector.IntVector;

/**
 * Counts of {@link BitTables} to bits: set where a count reaches its filter's threshold, which
 * {@code (count | 0x8000) - threshold} has in the highest of 16 bits.
 */
final class LaneBits extends LaneOutput {

    private static final int SIGNS = 0x80008000;

    /** Twice in each int. */
    private final int[] thresholds;

    /**
     * Prepares the thresholds.
     *
     * @param total the dot product where no bit differs
     * @param limits for each filter the least dot product whose bit is clear
     */
    LaneBits(int total, Ints limits) {
        super((limits.size() + 31) / 32 * 32, (limits.size() + 31) / 32 * 4);
        thresholds = new int[slots];
        for (int filter = 0; filter < slots; filter++) {
            int threshold =
                    filter < limits.size()
                            ? BitWords.threshold(total, limits.get(filter))
                            : BitWords.SIGNS;
            thresholds[filter] = threshold | threshold << 16;
        }
    }

    @Override
    void write(int[] ints, int counts, int room, int pixels, byte[] output, int to) {
        int halves = room + BitTables.PIXELS;
        for (int first = 0; first < slots; first += 32) {
            int from = counts + first * BitTables.COUNTS;
            compare(ints, from, thresholds, first, halves);
            compare(ints, from + 16 * BitTables.COUNTS, thresholds, first + 16, halves + 4 * L);
            join(ints, halves, room);
            scatter(ints, room, pixels, output, to + first / 8);
        }
    }

    /** Compares the counts of 16 filters; the first filter's bit is the lowest. */
    private static void compare(int[] ints, int from, int[] thresholds, int first, int to) {
        IntVector signs = IntVector.broadcast(BitTile.INTS, SIGNS);
        for (int part = 0; part < 4; part++) {
            IntVector bits = IntVector.zero(BitTile.INTS);
            for (int i = 0; i < 16; i++) {
                int at = from + i * BitTables.COUNTS + part * L;
                IntVector count = IntVector.fromArray(BitTile.INTS, ints, at).or(signs);
                count = count.sub(IntVector.broadcast(BitTile.INTS, thresholds[first + i]));
                // What moves from the upper half to the lower one would do so after 16 steps.
                bits = bits.lanewise(LSHR, 1).or(count.and(signs));
            }
            bits.intoArray(ints, to + part * L);
        }
    }

    /** Makes words of two times 16 bits. */
    private static void join(int[] ints, int from, int to) {
        for (int part = 0; part < 4; part++) {
            IntVector a = IntVector.fromArray(BitTile.INTS, ints, from + part * L);
            IntVector b = IntVector.fromArray(BitTile.INTS, ints, from + (4 + part) * L);
            a.and(0xFFFF).or(b.lanewise(LSHL, 16)).intoArray(ints, to + 2 * part * L);
            b = b.and(0xFFFF0000);
            a.lanewise(LSHR, 16).or(b).intoArray(ints, to + (2 * part + 1) * L);
        }
    }
}
