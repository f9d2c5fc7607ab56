package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Counts the bits in which inputs differ from weights by looking up: for each four bits of input of
 * {@link #PIXELS} outputs there is a table of 16 rows, one for each pattern of four weights, with
 * how many bits differ, four bits for each output. A filter adds up the rows of its patterns, three
 * before its four bits could overflow, then in bytes, then, after a segment of as many tables as
 * the cache holds, in 16 bits.
 *
 * <p>A byte's low four bits are of an output in the first half, its high ones of that one's mate in
 * the second.
 *
 * <p>The methods are as small as they are because the compiler of JDK 17 inlines some 50 vector
 * operations into a method and calls the rest.
 */
final class BitTables {

    private static final VectorSpecies<Integer> INTS = BitTile.INTS;

    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, INTS.vectorShape());

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int L = BitTile.L;

    /** Outputs of a block. */
    static final int PIXELS = 8 * L;

    /** Bytes of a block's entry: those of its outputs, and some room. */
    static final int ENTRY = PIXELS + 8;

    /** Ints of a table. */
    static final int TABLE = 16 * L;

    /** Most tables of a segment: 24 KiB for 256 bits, and sums that fit a byte. */
    static final int MOST = 48;

    /** Tables of a segment are a multiple of this. */
    static final int STEP = 6;

    /** Ints of a filter's counts: outputs 0, 2 of each four, 1, 3, then those of their mates. */
    static final int COUNTS = 4 * L;

    private static final int ONES = 0x11111111;
    private static final int FIELDS_4 = 0x0F0F0F0F;
    private static final int FIELDS_8 = 0x00FF00FF;

    private BitTables() {}

    /** Returns which 16 bits of a filter's counts are an output's, in pairs a lane. */
    static int place(int pixel) {
        int half = pixel / (4 * L) * 2 + pixel % 2;
        return (half * L + pixel % (4 * L) / 4) * 2 + pixel / 2 % 2;
    }

    /**
     * Copies runs of bytes, up to 7 more than asked for.
     *
     * @param bytes where they are and go
     * @param from the first run
     * @param fromStep from a run to the next
     * @param to where the first goes
     * @param runs how many
     * @param count bytes of a run
     */
    static void copy(byte[] bytes, int from, int fromStep, int to, int runs, int count) {
        for (int i = 0; i < count; i += 8) {
            int at = from + i;
            int end = to + i + runs * ENTRY;
            for (int run = to + i; run < end; run += ENTRY) {
                LONGS.set(bytes, run, (long) LONGS.get(bytes, at));
                at += fromStep;
            }
        }
    }

    private static IntVector load(int[] ints, int at) {
        return IntVector.fromArray(INTS, ints, at);
    }

    private static IntVector load(byte[] bytes, int at) {
        return ByteVector.fromArray(BYTES, bytes, at).reinterpretAsInts();
    }

    /**
     * Puts low and high four bits of bytes together with those of their mates.
     *
     * @param bytes [entry][ENTRY] from {@code from} on
     * @param ints [entry][2][L] from {@code to} on
     */
    static void pair(byte[] bytes, int from, int entries, int[] ints, int to) {
        IntVector low = IntVector.broadcast(INTS, FIELDS_4);
        for (int i = 0; i < entries; i++) {
            IntVector a = load(bytes, from + i * ENTRY);
            IntVector b = load(bytes, from + i * ENTRY + PIXELS / 2);
            a.and(low).or(b.and(low).lanewise(LSHL, 4)).intoArray(ints, to + 2 * i * L);
            a = a.lanewise(LSHR, 4).and(low);
            a.or(b.lanewise(LSHR, 4).and(low).lanewise(LSHL, 4))
                    .intoArray(ints, to + 2 * i * L + L);
        }
    }

    /**
     * Makes the tables of paired bits.
     *
     * @param ints the tables' room, from 0 on
     * @param from where the paired bits are
     * @param count how many tables
     * @param mask where the bits to be compared are set
     */
    static void build(int[] ints, int from, int to, int count, int mask) {
        lower(ints, from, to, count, mask);
        upper(ints, from, to, count, mask);
    }

    /** Makes rows 0 to 7: a weight set instead of clear adds one, or takes one off. */
    private static void lower(int[] ints, int from, int to, int count, int mask) {
        IntVector one = IntVector.broadcast(INTS, ONES);
        IntVector compared = load(ints, mask).and(one);
        for (int i = 0; i < count; i++) {
            int at = to + i * TABLE;
            IntVector bits = load(ints, from + i * L);
            IntVector a = bits.and(one);
            IntVector b = bits.lanewise(LSHR, 1).and(one);
            IntVector c = bits.lanewise(LSHR, 2).and(one);
            IntVector row = a.add(b).add(c.add(bits.lanewise(LSHR, 3).and(one)));
            a = a.lanewise(XOR, compared).sub(a);
            b = b.lanewise(XOR, compared).sub(b);
            c = c.lanewise(XOR, compared).sub(c);
            row.intoArray(ints, at);
            row.add(a).intoArray(ints, at + L);
            row = row.add(b);
            row.intoArray(ints, at + 2 * L);
            row.add(a).intoArray(ints, at + 3 * L);
            row = row.add(c);
            row.intoArray(ints, at + 6 * L);
            row.add(a).intoArray(ints, at + 7 * L);
            row = row.sub(b);
            row.intoArray(ints, at + 4 * L);
            row.add(a).intoArray(ints, at + 5 * L);
        }
    }

    /** Makes rows 8 to 15 from those before. */
    private static void upper(int[] ints, int from, int to, int count, int mask) {
        IntVector one = IntVector.broadcast(INTS, ONES);
        IntVector compared = load(ints, mask).and(one);
        for (int i = 0; i < count; i++) {
            int at = to + i * TABLE;
            IntVector d = load(ints, from + i * L).lanewise(LSHR, 3).and(one);
            d = d.lanewise(XOR, compared).sub(d);
            load(ints, at).add(d).intoArray(ints, at + 8 * L);
            load(ints, at + L).add(d).intoArray(ints, at + 9 * L);
            load(ints, at + 2 * L).add(d).intoArray(ints, at + 10 * L);
            load(ints, at + 3 * L).add(d).intoArray(ints, at + 11 * L);
            load(ints, at + 4 * L).add(d).intoArray(ints, at + 12 * L);
            load(ints, at + 5 * L).add(d).intoArray(ints, at + 13 * L);
            load(ints, at + 6 * L).add(d).intoArray(ints, at + 14 * L);
            load(ints, at + 7 * L).add(d).intoArray(ints, at + 15 * L);
        }
    }

    /**
     * Adds a segment to the counts of all filters.
     *
     * @param ints the tables, from 0 on
     * @param rows for each filter and table its row's first int
     * @param w where the segment's start
     * @param tables how many, a multiple of {@link #STEP}
     * @param filters how many
     * @param counts where the counts are
     */
    static void count(int[] ints, char[] rows, int w, int tables, int filters, int counts) {
        IntVector m4 = IntVector.broadcast(INTS, FIELDS_4);
        IntVector m8 = IntVector.broadcast(INTS, FIELDS_8);
        int steps = tables / 3;
        for (int filter = 0; filter < filters; filter++) {
            IntVector low = IntVector.zero(INTS);
            IntVector high = low;
            int at = w + filter * steps * 3;
            for (int step = 0; step < steps; step += 2) {
                int i = at + 3 * step;
                IntVector u = load(ints, rows[i]).add(load(ints, rows[i + 1]));
                u = u.add(load(ints, rows[i + 2]));
                IntVector v = load(ints, rows[i + 3]).add(load(ints, rows[i + 4]));
                v = v.add(load(ints, rows[i + 5]));
                low = low.add(u).add(v);
                high = high.add(u.lanewise(LSHR, 4).and(m4)).add(v.lanewise(LSHR, 4).and(m4));
            }
            // The low sums have been carrying 16 times the high ones, into their neighbours too.
            low = low.sub(high.lanewise(LSHL, 4));
            int to = counts + filter * COUNTS;
            load(ints, to).add(low.and(m8)).intoArray(ints, to);
            low = low.lanewise(LSHR, 8).and(m8);
            load(ints, to + L).add(low).intoArray(ints, to + L);
            load(ints, to + 2 * L).add(high.and(m8)).intoArray(ints, to + 2 * L);
            high = high.lanewise(LSHR, 8).and(m8);
            load(ints, to + 3 * L).add(high).intoArray(ints, to + 3 * L);
        }
    }
}
