package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import jdk.incubator.vector.IntVector;

/** Bits to int8 codes, by {@link CodeSteps}. */
final class BitCodes extends BitOutput {

    private final int filters;
    private final CodeSteps steps;

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

    /**
     * Lays out the functions.
     *
     * @param filters how many
     * @param totals for each class and filter the dot product where no bit differs
     */
    BitCodes(int filters, int[][] totals, CodeSteps steps) {
        super((filters + BitTile.WIDTH - 1) / BitTile.WIDTH, filters);
        this.filters = filters;
        this.steps = steps;
        this.totals = new int[totals.length * tiles * BitTile.WIDTH];
        for (int i = 0; i < totals.length; i++) {
            System.arraycopy(slots(totals[i]), 0, this.totals, i * slots(), slots());
        }
        high = slots(steps.high);
        low = slots(steps.low);
        highOffset = slots(steps.highOffset);
        lowOffset = slots(steps.lowOffset);
        shift = slots(steps.shift);
        minimum = slots(steps.minimum);
        maximum = slots(steps.maximum);
    }

    private int slots() {
        return tiles * BitTile.WIDTH;
    }

    /** Returns what is of filters by slot. */
    private int[] slots(int[] of) {
        int[] result = new int[slots()];
        for (int filter = 0; filter < filters; filter++) {
            result[slot(filter)] = of[filter];
        }
        return result;
    }

    private static int slot(int filter) {
        int within = filter % BitTile.WIDTH;
        return filter - within + within % 4 * L + within / 4;
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
        for (int i = 0; i < count && steps.tabled > 0; i++) {
            byte[] table = steps.tables[first + i];
            if (table != null) {
                lookUp(table, ints, classes, pixels, first + i, output, to + first + i);
            }
        }
    }

    private void lookUp(
            byte[] table, int[] ints, int classes, int pixels, int filter, byte[] output, int to) {
        int slot = slot(filter);
        int part = filter % 4;
        int within = filter % BitTile.WIDTH / 4 + part % 2 * L;
        for (int p = 0; p < pixels; p++) {
            int count = ints[p * BitTile.COUNTS + within] >>> part / 2 * 16 & 0xFFFF;
            int dot = totals[ints[classes + p] * slots() + slot] - 2 * count;
            output[to + p * pixelBytes] = table[dot + steps.largest];
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
