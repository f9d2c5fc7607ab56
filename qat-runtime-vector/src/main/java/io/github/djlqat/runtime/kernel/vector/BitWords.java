package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.OR;

import io.github.djlqat.runtime.graph.Ints;
import jdk.incubator.vector.IntVector;

/**
 * Bits to bits: a filter's is set where its count reaches a threshold. Both are 16 bits wide, two
 * to a lane: {@code (count | 0x8000) - threshold} has its highest bit set where that is so.
 */
final class BitWords extends BitOutput {

    static final int SIGNS = 0x8000;

    /** [class][tile][even, odd][L], two thresholds in each. */
    private final int[] thresholds;

    /** How far the low half's highest bit moves right to its place, for even and odd parts. */
    private final int[] lowShifts = new int[2 * L];

    /** Likewise the high half's. */
    private final int[] highShifts = new int[2 * L];

    /**
     * Prepares the thresholds.
     *
     * @param totals for each class and filter the dot product where no bit differs
     * @param limits for each filter the least dot product whose bit is clear
     */
    BitWords(int[][] totals, Ints limits) {
        super((limits.size() + 31) / 32 * 32 / BitTile.WIDTH, (limits.size() + 31) / 32 * 4);
        thresholds = new int[totals.length * tiles * 2 * L];
        for (int at = 0; at < thresholds.length; at++) {
            int lane = at % L;
            int odd = at / L % 2;
            int tile = at / (2 * L) % tiles;
            int[] of = totals[at / (2 * L) / tiles];
            int low = threshold(of, limits, filter(tile, lane, odd));
            int high = threshold(of, limits, filter(tile, lane, odd + 2));
            thresholds[at] = low | high << 16;
        }
        for (int i = 0; i < 2 * L; i++) {
            lowShifts[i] = 15 - i;
            highShifts[i] = 31 - 2 * L - i;
        }
    }

    private static int threshold(int[] totals, Ints limits, int filter) {
        return filter < limits.size() ? threshold(totals[filter], limits.get(filter)) : SIGNS;
    }

    /** Returns the least count that makes {@code total - 2 * count < limit}, at most 0x8000. */
    static int threshold(int total, int limit) {
        long least = Math.floorDiv((long) total - limit, 2L) + 1;
        return (int) Math.max(0, Math.min(SIGNS, least));
    }

    @Override
    int filter(int tile, int lane, int part) {
        return tile * BitTile.WIDTH + part * L + lane;
    }

    @Override
    void write(int[] ints, int classes, int pixels, int tile, byte[] output, int to) {
        IntVector signs = IntVector.broadcast(BitTile.INTS, SIGNS | SIGNS << 16);
        IntVector low = IntVector.broadcast(BitTile.INTS, SIGNS);
        IntVector evenLow = IntVector.fromArray(BitTile.INTS, lowShifts, 0);
        IntVector oddLow = IntVector.fromArray(BitTile.INTS, lowShifts, L);
        IntVector evenHigh = IntVector.fromArray(BitTile.INTS, highShifts, 0);
        IntVector oddHigh = IntVector.fromArray(BitTile.INTS, highShifts, L);
        for (int p = 0; p < pixels; p++) {
            int t = (ints[classes + p] * tiles + tile) * 2 * L;
            IntVector even = IntVector.fromArray(BitTile.INTS, ints, p * BitTile.COUNTS).or(signs);
            even = even.sub(IntVector.fromArray(BitTile.INTS, thresholds, t)).and(signs);
            IntVector odd = IntVector.fromArray(BitTile.INTS, ints, p * BitTile.COUNTS + L);
            odd = odd.or(signs);
            odd = odd.sub(IntVector.fromArray(BitTile.INTS, thresholds, t + L)).and(signs);
            IntVector bits = even.and(low).lanewise(LSHR, evenLow);
            bits = bits.or(odd.and(low).lanewise(LSHR, oddLow));
            even = even.sub(even.and(low)).lanewise(LSHR, evenHigh);
            odd = odd.sub(odd.and(low)).lanewise(LSHR, oddHigh);
            int word = bits.or(even).or(odd).reduceLanes(OR);
            int at = to + p * pixelBytes + tile * (L / 2);
            for (int b = 0; b < L / 2; b++) {
                output[at + b] = (byte) (word >>> 8 * b);
            }
        }
    }
}
