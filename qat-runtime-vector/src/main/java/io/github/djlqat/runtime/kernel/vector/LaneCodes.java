package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import jdk.incubator.vector.IntVector;

/** Counts of {@link BitTables} to codes, four filters at a time. */
final class LaneCodes extends LaneOutput {

    private final int filters;
    private final int total;
    private final CodeSteps steps;

    /**
     * Holds the functions.
     *
     * @param filters how many
     * @param total the dot product where no bit differs
     */
    LaneCodes(int filters, int total, CodeSteps steps) {
        super(filters, filters);
        this.filters = filters;
        this.total = total;
        this.steps = steps;
    }

    @Override
    void write(int[] ints, int counts, int room, int pixels, byte[] output, int to) {
        for (int first = 0; first < filters; first += 4) {
            int some = Math.min(4, filters - first);
            for (int part = 0; part < some; part++) {
                int from = counts + (first + part) * BitTables.COUNTS;
                scale(ints, from, room, steps, first + part, total, 8 * part);
            }
            if (some == 4) {
                scatter(ints, room, pixels, output, to + first);
                continue;
            }
            for (int p = 0; p < pixels; p++) {
                int codes = ints[room + word(p)];
                for (int part = 0; part < some; part++) {
                    output[to + p * pixelBytes + first + part] = (byte) (codes >> 8 * part);
                }
            }
        }
        for (int filter = 0; filter < filters && steps.tabled > 0; filter++) {
            byte[] table = steps.tables[filter];
            if (table != null) {
                int from = counts + filter * BitTables.COUNTS;
                lookUp(table, ints, from, pixels, output, to + filter);
            }
        }
    }

    private void lookUp(byte[] table, int[] ints, int from, int pixels, byte[] output, int to) {
        for (int p = 0; p < pixels; p++) {
            int place = BitTables.place(p);
            int count = ints[from + place / 2] >>> place % 2 * 16 & 0xFFFF;
            output[to + p * pixelBytes] = table[total - 2 * count + steps.largest];
        }
    }

    /** Puts a filter's codes into the room, moved left in their ints. */
    private static void scale(
            int[] ints, int from, int room, CodeSteps steps, int filter, int total, int left) {
        IntVector lowFactor = IntVector.broadcast(BitTile.INTS, steps.low[filter]);
        IntVector lowTerm = IntVector.broadcast(BitTile.INTS, steps.lowOffset[filter]);
        IntVector highFactor = IntVector.broadcast(BitTile.INTS, steps.high[filter]);
        IntVector highTerm = IntVector.broadcast(BitTile.INTS, steps.highOffset[filter]);
        IntVector bits = IntVector.broadcast(BitTile.INTS, steps.shift[filter]);
        IntVector least = IntVector.broadcast(BitTile.INTS, steps.minimum[filter]);
        IntVector most = IntVector.broadcast(BitTile.INTS, steps.maximum[filter]);
        IntVector others = IntVector.broadcast(BitTile.INTS, left == 0 ? 0 : -1);
        IntVector all = IntVector.broadcast(BitTile.INTS, total);
        for (int part = 0; part < 8; part++) {
            IntVector count = IntVector.fromArray(BitTile.INTS, ints, from + part / 2 * L);
            count = count.lanewise(LSHR, part % 2 * 16).and(0xFFFF);
            IntVector dot = all.sub(count).sub(count);
            IntVector y = dot.mul(lowFactor).add(lowTerm).lanewise(ASHR, 16);
            y = y.add(dot.mul(highFactor)).add(highTerm).lanewise(ASHR, bits);
            y = y.max(least).min(most).and(0xFF).lanewise(LSHL, left);
            int at = room + part * L;
            IntVector.fromArray(BitTile.INTS, ints, at).and(others).or(y).intoArray(ints, at);
        }
    }
}
