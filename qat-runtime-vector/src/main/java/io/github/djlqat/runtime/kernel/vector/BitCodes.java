package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import io.github.djlqat.runtime.arithmetic.FixedPoint;
import io.github.djlqat.runtime.kernel.BinaryConv2DSpec;
import io.github.djlqat.runtime.kernel.Requantize;
import jdk.incubator.vector.IntVector;

/**
 * Bits to int8 codes. A filter's code is a step function of its dot product, which takes few
 * values; {@code clamp((multiplier * dot + offset) >> shift)} equals it, with an offset that is
 * found at load by trying them all. Multiplier and offset are cut at bit 16, so that 32 bits do.
 */
final class BitCodes extends BitOutput {

    /** The largest dot product: times 16 bits, with a sign, that leaves one bit. */
    static final int LARGEST = (1 << 14) - 1;

    private final int filters;

    /** [class][tile][part][L]: the dot product where no bit differs. */
    private final int[] totals;

    /** [tile][part][L] each, part 0's byte being the lowest of the output's int. */
    private final int[] high;

    private final int[] low;
    private final int[] highOffset;
    private final int[] lowOffset;
    private final int[] shift;
    private final int[] minimum;
    private final int[] maximum;

    /** Whether every filter's function was found. */
    final boolean exact;

    /**
     * Finds the functions.
     *
     * @param totals for each class and filter the dot product where no bit differs
     * @param largest the largest dot product, at most {@link #LARGEST}
     */
    BitCodes(BinaryConv2DSpec spec, Requantize requantize, int[][] totals, int largest) {
        super(
                (spec.outputShape.channels + BitTile.WIDTH - 1) / BitTile.WIDTH,
                spec.outputShape.channels);
        filters = spec.outputShape.channels;
        int slots = tiles * BitTile.WIDTH;
        this.totals = new int[totals.length * slots];
        high = new int[slots];
        low = new int[slots];
        highOffset = new int[slots];
        lowOffset = new int[slots];
        shift = new int[slots];
        minimum = new int[slots];
        maximum = new int[slots];
        boolean all = true;
        byte[] codes = new byte[2 * largest + 1];
        for (int slot = 0; slot < slots; slot++) {
            int filter = filter(slot / BitTile.WIDTH, slot % L, slot / L % 4);
            if (filter >= filters) {
                continue;
            }
            for (int i = 0; i < totals.length; i++) {
                this.totals[i * slots + slot] = totals[i][filter];
            }
            for (int dot = -largest; dot <= largest; dot++) {
                int kept =
                        Math.max(spec.lowest.get(filter), Math.min(spec.highest.get(filter), dot));
                int scaled =
                        FixedPoint.multiplyByQuantizedMultiplier(
                                (kept << spec.shift) + spec.bias.get(filter),
                                requantize.multipliers.get(filter),
                                requantize.shifts.get(filter),
                                requantize.rounding);
                codes[dot + largest] =
                        (byte)
                                FixedPoint.clamp(
                                        scaled + requantize.zeroPoint,
                                        requantize.minimum,
                                        requantize.maximum);
            }
            int bits = 31 - requantize.shifts.get(filter) - spec.shift;
            long multiplier = requantize.multipliers.get(filter);
            boolean found = fit(slot, codes, largest, multiplier, bits);
            // Where ties away from zero fall on both sides, a slope slightly off serves.
            for (int off = 1; !found && off < 1 << 20; off += off / 8 + 1) {
                found =
                        fit(slot, codes, largest, multiplier + off, bits)
                                || fit(slot, codes, largest, multiplier - off, bits);
            }
            all &= found;
        }
        exact = all;
    }

    /** Finds the offset of one slot; returns whether there is one. */
    private boolean fit(int slot, byte[] codes, int largest, long multiplier, int bits) {
        int least = codes[0];
        int most = codes[2 * largest];
        minimum[slot] = least;
        maximum[slot] = most;
        if (least == most) {
            return true;
        }
        if (bits < 16 || bits > 47) {
            return false;
        }
        long from = Long.MIN_VALUE;
        long to = Long.MAX_VALUE;
        for (int dot = -largest; dot <= largest; dot++) {
            int code = codes[dot + largest];
            if (code > least) {
                from = Math.max(from, ((long) code << bits) - multiplier * dot);
            }
            if (code < most) {
                to = Math.min(to, ((code + 1L) << bits) - 1 - multiplier * dot);
            }
        }
        high[slot] = (int) (multiplier >> 16);
        low[slot] = (int) multiplier & 0xFFFF;
        highOffset[slot] = (int) (to >> 16);
        lowOffset[slot] = (int) to & 0xFFFF;
        shift[slot] = bits - 16;
        // high * dot stays below 2^29.
        return from <= to && Math.abs(to) < 1L << 45;
    }

    @Override
    int filter(int tile, int lane, int part) {
        return tile * BitTile.WIDTH + lane * 4 + part;
    }

    @Override
    void write(int[] ints, int classes, int pixels, int tile, byte[] output, int to) {
        int first = tile * BitTile.WIDTH;
        for (int part = 0; part < 4; part++) {
            scale(ints, classes, pixels, first + part * L, part);
        }
        int count = Math.min(BitTile.WIDTH, filters - first);
        for (int p = 0; p < pixels; p++) {
            int from = p * BitTile.COUNTS + 2 * L;
            int at = to + p * pixelBytes + first;
            if (count == BitTile.WIDTH) {
                IntVector codes = IntVector.fromArray(BitTile.INTS, ints, from);
                codes.reinterpretAsBytes().intoArray(output, at);
                continue;
            }
            for (int i = 0; i < count; i++) {
                output[at + i] = (byte) (ints[from + i / 4] >> 8 * (i % 4));
            }
        }
    }

    /** Puts one part's codes into the room behind the counts, in their byte of each int. */
    private void scale(int[] ints, int classes, int pixels, int slot, int part) {
        int size = tiles * BitTile.WIDTH;
        IntVector lowFactor = IntVector.fromArray(BitTile.INTS, low, slot);
        IntVector lowTerm = IntVector.fromArray(BitTile.INTS, lowOffset, slot);
        IntVector highFactor = IntVector.fromArray(BitTile.INTS, high, slot);
        IntVector highTerm = IntVector.fromArray(BitTile.INTS, highOffset, slot);
        IntVector bits = IntVector.fromArray(BitTile.INTS, shift, slot);
        IntVector least = IntVector.fromArray(BitTile.INTS, minimum, slot);
        IntVector most = IntVector.fromArray(BitTile.INTS, maximum, slot);
        IntVector others = IntVector.broadcast(BitTile.INTS, part == 0 ? 0 : -1);
        for (int p = 0; p < pixels; p++) {
            int at = p * BitTile.COUNTS;
            IntVector count = IntVector.fromArray(BitTile.INTS, ints, at + part % 2 * L);
            count = count.lanewise(LSHR, part / 2 * 16).and(0xFFFF);
            int of = ints[classes + p] * size + slot;
            IntVector dot = IntVector.fromArray(BitTile.INTS, totals, of).sub(count).sub(count);
            IntVector y = dot.mul(lowFactor).add(lowTerm).lanewise(ASHR, 16);
            y = y.add(dot.mul(highFactor)).add(highTerm).lanewise(ASHR, bits);
            y = y.max(least).min(most).and(0xFF).lanewise(LSHL, 8 * part);
            IntVector room = IntVector.fromArray(BitTile.INTS, ints, at + 2 * L).and(others);
            room.or(y).intoArray(ints, at + 2 * L);
        }
    }
}
